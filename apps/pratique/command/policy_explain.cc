// pratique policy explain.
#include <fmt/format.h>

#include "base/nearest.h"
#include "base/text.h"
#include "command.h"
#include "deed.h"
#include "policies.h"
#include "report/policies.h"

namespace pratique::app {
namespace {

class PolicyExplain final : public Command {
 public:
  CommandInfo info() const override {
    return {"policy explain", "What a policy asks, and what it can be told", 4};
  }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("name", name_, "The policy's name; none: all names")->type_name("NAME");
    add_policies(command, words_);
    add_lines(command, options_, report::kPolicyDoneSchema);
    command.footer(
        "\nExamples:\n  pratique policy explain\n"
        "  pratique policy explain default-non-root-user\n"
        "  pratique policy explain --policy-dir policies/ no-curl\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, lines_outputs(options_));
    const Teller teller(options_);
    PQ_TRY(const auto chosen, read_policies(words_, "", options_, teller));
    if (name_.empty()) return list(chosen, documents);
    for (const auto& rule : chosen.rules) {
      if (rule->about().name == name_) return explain(rule->about(), rule->settings(), documents);
    }
    for (const auto& one : chosen.rego) {
      if (one.about.name == name_) return explain(one.about, {}, documents);
    }
    return base::fail(ErrorKind::kUsage,
                      "no policy \"" + name_ + "\"" + base::did_you_mean(name_, chosen.names()));
  }

 private:
  Result<ExitCode> list(const ChosenPolicies& chosen, const std::vector<Output>& documents) const {
    std::string lines;
    std::vector<report::FactRow> rows;
    const auto add = [&](const policy::PolicyAbout& about) {
      lines += fmt::format("{}: {}\n", base::printable(about.name), base::printable(about.title));
      rows.push_back({{"name", about.name}, {"title", about.title}, {"weight", std::uint64_t{about.weight}}});
    };
    for (const auto& rule : chosen.rules) add(rule->about());
    for (const auto& one : chosen.rego) add(one.about);
    return tell_lines(lines,
                      {.command = info().name,
                       .facts = {},
                       .lists = {{"policies", rows}},
                       .schema = report::kPolicyDoneSchema},
                      documents, kOk);
  }

  Result<ExitCode> explain(const policy::PolicyAbout& about, const std::vector<policy::RuleSetting>& settings,
                           const std::vector<Output>& documents) const {
    std::string lines = fmt::format("{}: {}\n", base::printable(about.name), base::printable(about.title));
    if (!about.not_compliant_title.empty())
      lines += fmt::format("When it is not met: {}\n", base::printable(about.not_compliant_title));
    if (!about.description.empty()) lines += base::printable(about.description) + "\n";
    lines += fmt::format("Weight {}, {}, {}\n", about.weight, policy::to_string(about.result_type),
                         base::printable(about.origin));
    std::vector<report::FactRow> rows;
    for (const auto& setting : settings) {
      const auto usual = codec::to_compact_text(setting.usual);
      lines += fmt::format("  {} ({}, usually {}): {}\n", setting.name, policy::to_string(setting.kind),
                           usual, setting.about);
      rows.push_back({{"name", setting.name},
                      {"kind", std::string(policy::to_string(setting.kind))},
                      {"usual", usual},
                      {"about", setting.about}});
    }
    return tell_lines(lines,
                      {.command = info().name,
                       .facts = {{"name", about.name},
                                 {"title", about.title},
                                 {"not_compliant_title", about.not_compliant_title},
                                 {"description", about.description},
                                 {"weight", std::uint64_t{about.weight}},
                                 {"result_type", std::string(policy::to_string(about.result_type))},
                                 {"origin", about.origin}},
                       .lists = {{"settings", rows}},
                       .schema = report::kPolicyDoneSchema},
                      documents, kOk);
  }

  CommonOptions options_;
  PolicyWords words_;
  std::string name_;
};

}  // namespace

std::unique_ptr<Command> make_policy_explain() { return std::make_unique<PolicyExplain>(); }

}  // namespace pratique::app
