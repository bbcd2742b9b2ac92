#include <fmt/format.h>

#include <memory>

#include "base/program.h"
#include "cli.h"

namespace pratique::app {

void add_version(CLI::App& app, int& exit_code) {
  auto json = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->add_option("--format", *json, "text (default), json")->check(CLI::IsMember({"text", "json"}));
  command->callback([json, &exit_code] {
    if (*json == "json") {
      fmt::print("{{\"schema\": \"pratique/version/1\", \"version\": \"{}\"}}\n", base::program_version());
    } else {
      fmt::print("pratique {}\n", base::program_version());
    }
    exit_code = kOk;
  });
}

}  // namespace pratique::app
