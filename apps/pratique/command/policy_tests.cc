// pratique policy test.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "policies.h"
#include "policy/rego/test_run.h"
#include "report/policies.h"
#include "target.h"

namespace pratique::app {
namespace {

// "3, 9-12": lines that follow each other are one word.
std::string ranges(const std::vector<std::uint64_t>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size();) {
    auto end = i;
    while (end + 1 < lines.size() && lines[end + 1] == lines[end] + 1) ++end;
    text += (text.empty() ? "" : ", ") + std::to_string(lines[i]);
    if (end > i) text += "-" + std::to_string(lines[end]);
    i = end + 1;
  }
  return text;
}

class PolicyTest final : public Command {
 public:
  CommandInfo info() const override {
    return {"policy test", "Run the tests of policies, with their coverage", 2};
  }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("folder", folders_, "Folders with NAME.rego and NAME_test.rego")
        ->type_name("DIR")
        ->required();
    add_lines(command, options_, report::kPolicyDoneSchema);
    command.footer(
        "\nA test is a rule test_… of a file NAME_test.rego beside NAME.rego.\n"
        "\nExamples:\n  pratique policy test policies/\n"
        "\nExit code 2: a test failed.\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, lines_outputs(options_));
    PQ_TRY(auto files, read_rego_files({}, folders_, options_));
    PQ_TRY(const auto done, policy::test_rego(std::move(files)));
    const auto failed = static_cast<std::size_t>(
        std::count_if(done.tests.begin(), done.tests.end(), [](const auto& test) { return !test.passed; }));
    std::string lines;
    std::vector<report::FactRow> tests, coverage;
    for (const auto& test : done.tests) {
      tests.push_back({{"file", test.file},
                       {"name", test.name},
                       {"line", test.line},
                       {"passed", test.passed},
                       {"reason", test.reason}});
      if (test.passed) continue;
      lines += fmt::format("{}:{}: {} failed: {}\n", base::printable(test.file), test.line, test.name,
                           base::printable(test.reason));
      for (const auto& line : test.prints) lines += "  " + base::printable(line) + "\n";
    }
    for (const auto& one : done.coverage) {
      coverage.push_back({{"file", one.file},
                          {"covered", std::uint64_t{one.covered.size()}},
                          {"missed", std::uint64_t{one.missed.size()}},
                          {"missed_lines", ranges(one.missed)}});
      lines += fmt::format("{}: {} % of {} lines covered", base::printable(one.file), one.percent(),
                           one.covered.size() + one.missed.size());
      lines += one.missed.empty() ? "\n" : ", not " + ranges(one.missed) + "\n";
    }
    lines +=
        fmt::format("{} passed, {} failed\n", counted(done.tests.size() - failed, "test", "tests"), failed);
    return tell_lines(
        lines,
        {.command = info().name,
         .facts = {{"passed", std::uint64_t{done.tests.size() - failed}}, {"failed", std::uint64_t{failed}}},
         .lists = {{"tests", tests}, {"coverage", coverage}},
         .schema = report::kPolicyDoneSchema},
        documents, failed == 0 ? kOk : kGateFailed);
  }

 private:
  CommonOptions options_;
  std::vector<std::string> folders_;
};

}  // namespace

std::unique_ptr<Command> make_policy_tests() { return std::make_unique<PolicyTest>(); }

}  // namespace pratique::app
