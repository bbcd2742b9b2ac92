// pratique base index push.
#include <fmt/format.h>

#include "base_index.h"
#include "bases/share.h"
#include "command.h"
#include "deed.h"
#include "publishing.h"

namespace pratique::app {
namespace {

class BaseIndexPush final : public Command {
 public:
  CommandInfo info() const override { return {"base index push", "Share the index as an OCI artifact", 5}; }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("reference", reference_, "REF is a tag of a registry: registry.example/team/bases:1")
        ->type_name("REF")
        ->required();
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_places(command, options_);
    add_deed(command, options_);
    command.footer("\nExamples:\n  pratique base index push registry.example/team/bases:1\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(const auto path, base_index_path());
    PQ_CHECK(bases::Index::open(path));
    PQ_TRY(const auto pushed, bases::push_index(path, reference_, settings_of(options_)));
    teller.done(fmt::format("Pushed {} to {}, {}", pushed.digest, reference_, shown_bytes(pushed.bytes)));
    return tell_deed(
        {.command = info().name,
         .facts = {{"reference", reference_}, {"digest", pushed.digest}, {"bytes", pushed.bytes}}},
        documents, kOk);
  }

 private:
  CommonOptions options_;
  std::string reference_;
};

}  // namespace

std::unique_ptr<Command> make_base_index_push() { return std::make_unique<BaseIndexPush>(); }

}  // namespace pratique::app
