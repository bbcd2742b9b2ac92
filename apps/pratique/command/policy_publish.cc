// pratique policy publish.
#include <fmt/format.h>

#include "command.h"
#include "deed.h"
#include "policies.h"
#include "policy_bundle.h"
#include "publishing.h"
#include "report/policies.h"
#include "target.h"

namespace pratique::app {
namespace {

class PolicyPublish final : public Command {
 public:
  CommandInfo info() const override { return {"policy publish", "Share policies as an OCI artifact", 1}; }
  void declare(CLI::App& command) override {
    command.set_help_flag("-h,--help", "Print this help");
    command.add_option("reference", reference_, "REF is a tag of a registry: registry.example/policies:1")
        ->type_name("REF")
        ->required();
    add_list(command, "--policy-file", files_, "A policy of Rego")->type_name("FILE");
    add_list(command, "--policy-dir", folders_, "All policies of Rego below a folder")->type_name("DIR");
    command.add_flag("-q,--quiet", options_.quiet, "Say nothing on standard error but errors");
    add_places(command, options_);
    add_deed(command, options_, report::kPolicyDoneSchema);
    command.footer(
        "\nWithout files the built-in policies are published. Tests (*_test.rego) stay here.\n"
        "\nExamples:\n"
        "  pratique policy publish --policy-dir policies/ registry.example/policies:1\n"
        "  pratique policy --policy-bundle registry.example/policies:1 app:1\n");
  }

  Result<ExitCode> run() override {
    Teller teller(options_);
    PQ_TRY(const auto documents, deed_outputs(options_));
    PQ_TRY(auto files, read_rego_files(files_, folders_, options_));
    if (files.empty() && !(files_.empty() && folders_.empty()))
      return base::fail(ErrorKind::kNotFound, "no file of Rego to publish");
    PQ_TRY(const auto policies, policy::policies_in(files, ""));
    PQ_TRY(const auto faults, policy::check_rego(policies));
    if (!faults.empty()) return tl::unexpected(faults.front());
    for (auto& file : files) {
      PQ_TRY(file.package, policy::read_package(file.text));
    }
    PQ_TRY(const auto pushed, push_policies(files, reference_, options_));
    std::vector<std::string> names;
    for (const auto& one : policies) names.push_back(one.about.name);
    if (files.empty()) {
      for (const auto& rule : policy::all_rules()) names.push_back(rule->about().name);
    }
    teller.done(fmt::format("Published {} as {} to {}", counted(names.size(), "policy", "policies"),
                            pushed.digest, reference_));
    for (const auto& name : names) teller.done(name);
    return tell_deed({.command = info().name,
                      .facts = {{"reference", reference_},
                                {"digest", pushed.digest},
                                {"bytes", pushed.bytes},
                                {"policies", names}},
                      .schema = report::kPolicyDoneSchema},
                     documents, kOk);
  }

 private:
  CommonOptions options_;
  std::string reference_;
  std::vector<std::string> files_, folders_;
};

}  // namespace

std::unique_ptr<Command> make_policy_publish() { return std::make_unique<PolicyPublish>(); }

}  // namespace pratique::app
