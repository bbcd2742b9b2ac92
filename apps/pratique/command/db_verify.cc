// pratique db verify.
#include "advisory/database.h"
#include "cache.h"
#include "command.h"
#include "documents.h"
#include "report/database.h"

namespace pratique::app {
namespace {

class DbVerify final : public Command {
 public:
  CommandInfo info() const override {
    return {"db verify", "Read the whole database and compare it with its checksums", 3};
  }
  void declare(CLI::App& command) override {
    add_document(command, options_, {"text", report::forms_of<report::DatabaseCheck>()});
  }

  // A damaged database is an error and has no document (docs/exit-codes.md).
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"text", report::forms_of<report::DatabaseCheck>()}));
    PQ_TRY(const auto place, database_path());
    PQ_TRY(auto sound, advisory::verify_database(place.path));
    return write_parsed(report::DatabaseCheck{.path = place.path,
                                              .fingerprint = std::move(sound.fingerprint),
                                              .digest = std::move(sound.digest),
                                              .pages = sound.pages},
                        documents);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_db_verify() { return std::make_unique<DbVerify>(); }

}  // namespace pratique::app
