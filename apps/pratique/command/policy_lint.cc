// pratique policy lint.
#include <fmt/format.h>

#include "command.h"
#include "deed.h"
#include "policies.h"
#include "report/policies.h"
#include "target.h"

namespace pratique::app {
namespace {

class PolicyLint final : public Command {
 public:
  CommandInfo info() const override { return {"policy lint", "What is wrong with files of Rego", 3}; }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("path", paths_, "Files and folders of Rego")->type_name("PATH")->required();
    add_lines(command, options_, report::kPolicyDoneSchema);
    command.footer(
        "\nExamples:\n  pratique policy lint policies/\n"
        "\nExit code 1: a file is no policy. Remarks do not count.\n");
  }

  Result<ExitCode> run() override {
    PQ_TRY(const auto documents, lines_outputs(options_));
    std::vector<std::string> files, folders;
    for (const auto& path : paths_) (path.ends_with(".rego") ? files : folders).push_back(path);
    PQ_TRY(auto texts, read_rego_files(files, folders, options_));
    report::FactRow totals{{"files", std::uint64_t{texts.size()}}};
    auto policies = policy::policies_in(std::move(texts), "");
    std::string lines;
    std::vector<report::FactRow> rows;
    const auto add = [&](const char* kind, const Error& fault) {
      lines += fmt::format("{}: {}\n", kind, base::to_line(fault));
      rows.push_back({{"kind", std::string(kind)},
                      {"file", fault.where.file},
                      {"line", fault.where.line.value_or(0)},
                      {"what", fault.what}});
    };
    std::size_t faulty = 0;
    if (!policies) {
      add("error", policies.error());
      ++faulty;
    } else {
      PQ_TRY(const auto faults, policy::check_rego(*policies));
      for (const auto& fault : faults) add("error", fault);
      faulty = faults.size();
      for (const auto& one : *policies) {
        for (const auto& remark : one.remarks)
          add("remark", {.what = remark, .where = {.file = one.file.path}});
      }
      totals.push_back({"policies", std::uint64_t{policies->size()}});
      if (faulty == 0) lines += counted(policies->size(), "policy", "policies") + ", no error\n";
    }
    totals.push_back({"errors", std::uint64_t{faulty}});
    return tell_lines(lines,
                      {.command = info().name,
                       .facts = totals,
                       .lists = {{"findings", rows}},
                       .schema = report::kPolicyDoneSchema},
                      documents, faulty == 0 ? kOk : kGateFailed);
  }

 private:
  CommonOptions options_;
  std::vector<std::string> paths_;
};

}  // namespace

std::unique_ptr<Command> make_policy_lint() { return std::make_unique<PolicyLint>(); }

}  // namespace pratique::app
