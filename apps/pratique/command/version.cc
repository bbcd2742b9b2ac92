// pratique version.
#include <fmt/format.h>

#include "base/program.h"
#include "command.h"
#include "write.h"

namespace pratique::app {

std::string version_text() { return fmt::format("pratique {}\n", base::program_version()); }

namespace {

class Version final : public Command {
 public:
  CommandInfo info() const override { return {"version", "Print the version", 5}; }
  void declare(CLI::App& command) override {
    add_format(command, format_);
    command.footer("\nExamples:\n  pratique version\n  pratique version --format json\n");
  }
  Result<ExitCode> run() override {
    PQ_CHECK(write_document(
        "", format_ == "json" ? fmt::format("{{\"schema\": \"pratique/version/1\", \"version\": \"{}\"}}\n",
                                            base::program_version())
                              : version_text()));
    return kOk;
  }

 private:
  std::string format_;
};

}  // namespace

std::unique_ptr<Command> make_version() { return std::make_unique<Version>(); }

}  // namespace pratique::app
