// pratique policy: whether an image meets the policies that a team holds to.
#include <memory>

#include "arbitration_settings.h"
#include "codec/json.h"
#include "codec/json_copy.h"
#include "command.h"
#include "documents.h"
#include "judge.h"
#include "origin.h"
#include "policies.h"
#include "report/policies.h"
#include "target.h"
#include "testimony.h"

namespace pratique::app {

namespace {

struct PolicyOptions : CommonOptions {
  TestimonyWords testimony;
  PolicyWords policies;
  std::string result_file;
  bool exit_code = false, explain_score = false;
};

Forms forms() { return {"text", report::forms_of<report::PolicyStatus>()}; }

// Of a policy of Rego, as it said it.
codec::JsonValue bindings_of(const policy::JudgedPolicy& one) {
  const auto document =
      codec::JsonDocument::parse(one.bindings, policy::kMaxBindings, codec::kMaxJsonMemory * 4);
  if (!document) return {};
  auto copied = codec::copy_value(document->root(), policy::kMaxConfigDepth * 4);
  return copied ? *std::move(copied) : codec::JsonValue();
}

// --result-file: {NAME: {"pass", "violations", "bindings", "metrics"}}, as Docker Scout writes it; "no_data" besides, where
// `pass` would say something that nobody knows.
codec::JsonObject results_of(const std::vector<policy::JudgedPolicy>& policies) {
  codec::JsonObject all;
  for (const auto& one : policies) {
    codec::JsonArray violations;
    for (const auto& violation : one.outcome.violations) violations.emplace_back(violation.detail);
    codec::JsonObject entry{{"pass", one.outcome.state == policy::PolicyState::kPass},
                            {"violations", std::move(violations)},
                            {"bindings", bindings_of(one)},
                            {"metrics", codec::JsonObject{{"timer_rego_query_eval_ns", one.nanoseconds}}}};
    if (one.outcome.state == policy::PolicyState::kNoData)
      entry["no_data"] = codec::view(one.outcome.reason.empty() ? "nothing is known" : one.outcome.reason);
    all[codec::view(one.about.name)] = std::move(entry);
  }
  return all;
}

// Under --quiet too.
ExitCode close_gate(const report::PolicyTally& tally, const Teller& teller) {
  if (tally.failed > 0) {
    teller.loud(counted(tally.failed, "policy is", "policies are") + " not met");
    return kGateFailed;
  }
  if (tally.no_data > 0) {
    teller.loud("The gate is blind: " + counted(tally.no_data, "policy has", "policies have") + " no data");
    return kIncomplete;
  }
  return kOk;
}

Result<ExitCode> run_policy(const PolicyOptions& options) {
  PQ_TRY(const auto documents, outputs(options, forms()));
  PQ_CHECK(parse_now(options.now));
  PQ_CHECK(rules_of(options));
  Teller teller(options);
  PQ_TRY(const auto chosen, read_policies(options.policies, options.testimony.config, options, teller));
  const HowToLook how{.scores = true, .on_read = [&](model::Inventory& inventory) {
                        return choose_part(options, inventory);
                      }};
  PQ_TRY(const auto looked, look_at(options, options.testimony, teller, how));
  PQ_TRY(auto asked, ask_policies(chosen, looked, teller));
  report::PolicyStatus status{{.inventory = looked.inventory(), .judgement = looked.judgement},
                              std::move(asked)};
  status.explain_score = options.explain_score;
  std::vector<Document> written;
  for (const auto& document : documents)
    written.push_back({document.file, writing_of(status, document.format, shown_at(document.file, {}))});
  const auto results = results_of(status.policies);
  if (!options.result_file.empty())
    written.push_back(
        {options.result_file, [&](const base::Sink& sink) { return codec::write_json(sink, results); }});
  PQ_CHECK(write_documents(written));
  if (options.exit_code) {
    if (const auto code = close_gate(report::tally_of(status.policies), teller); code != kOk) return code;
  }
  return completeness(looked.notes(), options, teller);
}

class Policy final : public Command {
 public:
  CommandInfo info() const override {
    return {"policy", "Whether an image meets the policies of a team; its score", 3};
  }
  void declare(CLI::App& command) override {
    add_common(command, options_, forms());
    add_policies(command, options_.policies);
    command.add_flag("-e,--exit-code", options_.exit_code, "Exit with 2 where a policy is not met");
    command.add_flag("--explain-score", options_.explain_score, "The score line by line");
    command.add_option("--result-file", options_.result_file, "Every policy's result as JSON")
        ->type_name("FILE");
    add_origin(command, options_);
    add_judging(command, options_);
    add_testimony(command, options_.testimony);
    add_testimony_words_of_scout(command);
    command.footer(
        "\nFiles, folders and bundles of Rego turn the built-in policies off.\n"
        "\nExamples:\n"
        "  pratique policy image.tar\n"
        "  pratique policy --explain-score --policy-config policies.json app:1\n"
        "  pratique policy -e --policy-dir policies/ app:1 \ta gate for CI\n"
        "  pratique policy explain default-non-root-user\n"
        "\nExit code 2 (with -e): a policy is not met. 3: a policy has no data.\n");
  }
  Result<ExitCode> run() override { return run_policy(options_); }

 private:
  PolicyOptions options_;
};

}  // namespace

std::unique_ptr<Command> make_policy() { return std::make_unique<Policy>(); }

}  // namespace pratique::app
