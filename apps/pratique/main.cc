// pratique: the one program. Each command is a file of this folder; cli.h says what they share.
#include <fmt/format.h>

#include <exception>
#include <new>

#include "base/text.h"
#include "cli.h"
#include "console.h"
#include "process.h"

namespace pratique::app {

static int run(int argc, char** argv) {
  CLI::App app(
      "What is in a container image, what is wrong with it, and why we think so. Works offline; no login.",
      "pratique");
  app.require_subcommand(1);
  app.footer(
      "\nExamples:\n"
      "  pratique quickview image.tar                       a first look\n"
      "  pratique cves --only-severity critical,high DIR    the vulnerabilities that matter most\n"
      "  pratique sbom --format cyclonedx -o bom.json DIR   what is in it, for other tools\n"
      "  pratique db build --feeds FEEDS                    make the advisory database\n\n"
      "Exit codes: 0 ok, 1 error, 2 asked-for gate failed, 3 incomplete (with -e or --strict), 64 bad usage");
  int exit_code = kOk;
  add_quickview(app, exit_code);
  add_cves(app, exit_code);
  add_sbom(app, exit_code);
  add_db(app, exit_code);
  add_version(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help
    return app.exit(asked);
  } catch (const CLI::ParseError& wrong) {
    say(fmt::format("pratique: {}; see pratique {}--help\n", base::printable(wrong.what()),
                    argc > 1 && argv[1][0] != '-' ? base::printable(argv[1]) + " " : ""));
    return kBadUsage;
  }
  return exit_code;
}

}  // namespace pratique::app

int main(int argc, char** argv) {
  pratique::app::prepare_process();
  try {
    return pratique::app::run(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("pratique: not enough memory; give the program more, or lower its limits\n", stderr);
    return pratique::app::kFailed;
  } catch (const std::exception& unexpected) {
    pratique::app::say("pratique: " + pratique::base::printable(unexpected.what()) + "\n");
    return pratique::app::kFailed;
  }
}
