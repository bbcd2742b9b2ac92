// pratique: the one program. Each command is a file of command/ (command.h); cli.h says what they share.
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <new>
#include <optional>

#include "base/text.h"
#include "cage.h"
#include "command.h"
#include "console.h"
#include "help.h"
#include "process.h"
#include "report/report.h"
#include "words.h"
#include "write.h"

namespace pratique::app {

static void declare(CLI::App& app) {
  app.require_subcommand(1);
  app.set_help_flag("-h,--help", "Print this help");
  app.add_flag_callback("-V,--version", [] {}, "Print the version");
  app.footer(
      "\nExamples:\n"
      "  pratique quickview image.tar \ta first look\n"
      "  pratique cves --only-severity critical,high DIR \twhat matters most\n"
      "  pratique sbom --format cyclonedx -o bom.json DIR \tfor other tools\n"
      "  pratique db build --feeds FEEDS \tthe advisory database\n"
      "  pratique help cves \tmore of one command\n\n"
      "Exit codes: 0 ok, 1 error, 2 asked-for gate failed, 3 incomplete (with -e or --strict), 64 bad "
      "usage.");
}

static ExitCode print(const std::string& text) {
  const auto written = write_document("", text);
  return written ? kOk : report(written.error());
}

// What is wrong with words is told by all commands ("an option of push, not of verify"); where nothing is, the one that they
// begin with and those below it suffice: `only`. To declare all takes a tenth of a short run. Nothing: they were not enough.
static std::optional<int> run(const std::vector<std::string>& words, std::string_view only) {
  CLI::App app(
      "What is in a container image, what is wrong with it, and why we think so. Works offline; no login.",
      "pratique");
  declare(app);
  int exit_code = kOk;
  auto commands = all_commands();
  const auto is_other = [&](const auto& each) { return base::words(each->info().name).front() != only; };
  if (!only.empty()) std::erase_if(commands, is_other);
  add_commands(app, commands, exit_code);
  // look_at() answers it; here for lists and help.
  app.add_subcommand("help", "Help for a command")->add_option("command", "The command, if any");
  const auto request = look_at(app, words);
  if (!request && !only.empty()) return std::nullopt;
  if (!request) return report(request.error());
  if (request->kind == AskedFor::Kind::kHelp) return print(help_text(*request->command, help_width()));
  if (request->kind == AskedFor::Kind::kVersion) {
    const auto text = report::text_of(report::this_program(), "text");
    return text ? print(*text) : report(text.error());
  }
  try {
    app.parse(
        std::vector<std::string>(words.rbegin(), words.rend()));  // the library takes them from the back
  } catch (const FormsAsked& asked) {
    return print(asked.text);
  } catch (const CLI::ParseError& wrong) {
    return report(Error{.kind = ErrorKind::kUsage, .what = wrong.what(), .hint = "see pratique --help"});
  }
  return exit_code;
}

static int run(const std::vector<std::string>& words) {
  const bool is_command = !words.empty() && !words[0].empty() && words[0][0] != '-' && words[0] != "help";
  const auto code = is_command ? run(words, words[0]) : std::nullopt;
  return code ? *code : *run(words, "");
}

}  // namespace pratique::app

int main(int argc, char** argv) {
  pratique::app::prepare_process();
  pratique::app::start_cage(argv, environ);
  try {
    const int code = pratique::app::run({argv + std::min(argc, 1), argv + argc});
    pratique::app::end_cage();
    return code;
  } catch (const std::bad_alloc&) {
    pratique::app::say("pratique: not enough memory; give the program more, or lower its limits\n");
    return pratique::app::kFailed;
  } catch (const std::exception& unexpected) {
    pratique::app::say("pratique: " + pratique::base::printable(unexpected.what()) + "\n");
    return pratique::app::kFailed;
  }
}
