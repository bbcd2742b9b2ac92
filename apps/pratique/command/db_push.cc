// pratique db push.
#include <fmt/format.h>

#include "command.h"
#include "deed.h"
#include "publish/artifact.h"
#include "publish/publication.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class DbPush final : public Command {
 public:
  CommandInfo info() const override { return {"db push", "Push a publication to a registry", 11}; }
  void declare(CLI::App& command) override {
    command.add_option("folder", folder_, "The folder of db export")->type_name("DIR")->required();
    command.add_option("reference", reference_, "Where to: registry.example/pratique/db:1")
        ->type_name("REFERENCE")
        ->required();
    add_places(command, options_);
    command.add_flag("--unsigned", unsigned_too_, "Push it though it is not signed");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_deed(command, options_);
    command.footer(
        "\nExamples:\n"
        "  pratique db push publication registry.example/pratique/db:1\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto now, stamp_of_writing());
    PQ_TRY(const auto files, publish::files_of(folder_));
    if (!files.is_signed && !unsigned_too_) {
      return base::fail(ErrorKind::kUsage, "not signed", {.file = folder_},
                        "sign it: pratique db sign; or push it as it is: --unsigned");
    }
    const auto reference = reference_.starts_with("oci://") ? reference_.substr(6) : reference_;
    auto pushed = publish::push(folder_, reference, trust::to_text(now), settings_of(options_),
                                [&](const std::string& what, std::uint64_t done, std::uint64_t of) {
                                  teller.transfer(what, done, of);
                                });
    teller.clear();
    PQ_CHECK(pushed);
    teller.done(fmt::format("Pushed {} to {}: {} files, {}, {}", pushed->digest, reference, pushed->files,
                            shown_bytes(pushed->bytes), pushed->is_signed ? "signed" : "unsigned"));
    return tell_deed({.command = info().name,
                      .facts = {{"reference", reference},
                                {"digest", pushed->digest},
                                {"files", std::uint64_t{pushed->files}},
                                {"bytes", pushed->bytes},
                                {"signed", pushed->is_signed}}},
                     documents, kOk);
  }

 private:
  CommonOptions options_;
  std::string folder_, reference_;
  bool unsigned_too_ = false;
};

}  // namespace

std::unique_ptr<Command> make_db_push() { return std::make_unique<DbPush>(); }

}  // namespace pratique::app
