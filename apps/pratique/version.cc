#include <fmt/format.h>

#include <memory>

#include "base/program.h"
#include "cli.h"
#include "write.h"

namespace pratique::app {

std::string version_text() { return fmt::format("pratique {}\n", base::program_version()); }

void add_version(CLI::App& app, int& exit_code) {
  auto json = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->add_option("--format", *json, "text (default), json")
      ->check(one_of({"text", "json"}))
      ->type_name("NAME");
  command->footer("\nExamples:\n  pratique version\n  pratique version --format json\n");
  command->callback([json, &exit_code] {
    const auto text = *json == "json"
                          ? fmt::format("{{\"schema\": \"pratique/version/1\", \"version\": \"{}\"}}\n",
                                        base::program_version())
                          : version_text();
    const auto written = write_document("", text);
    exit_code = written ? kOk : report(written.error());
  });
}

}  // namespace pratique::app
