// pratique version.
#include "base/program.h"
#include "command.h"
#include "documents.h"

namespace pratique::app {
namespace {

class Version final : public Command {
 public:
  CommandInfo info() const override { return {"version", "Print the version", 5}; }
  void declare(CLI::App& command) override {
    add_document(command, options_, {"text", report::forms_of<report::Version>()});
    command.footer("\nExamples:\n  pratique version\n  pratique version --format json\n");
  }
  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, outputs(options_, {"text", report::forms_of<report::Version>()}));
    return write_parsed(report::this_program(), documents);
  }

 private:
  CommonOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_version() { return std::make_unique<Version>(); }

}  // namespace pratique::app
