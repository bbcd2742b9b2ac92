#include "policy/rego/ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_copy.h"
#include "policy/ask_rules.h"
#include "policy/rego/documents.h"

namespace pratique::policy {

namespace {

constexpr const char* kQuery = "data.docker.scout";
constexpr std::size_t kMaxDetailDepth = 32;
constexpr std::size_t kMaxMessage = 16 << 10;

// What the child tells of one policy, as JSON: {"state": "value" | "no-data" | "wrong" | "refused", "text", "file", "line",
// "remark", "nanoseconds", "prints"}; of "value" the text is the document.
struct Told {
  std::string state, text, file, remark;
  std::uint64_t line = 0, nanoseconds = 0;
  std::vector<std::string> prints;
};

std::string encode(const Told& told) {
  const codec::JsonObject object{{"state", codec::view(told.state)},
                                 {"text", codec::view(told.text)},
                                 {"file", codec::view(told.file)},
                                 {"remark", codec::view(told.remark)},
                                 {"line", told.line},
                                 {"nanoseconds", told.nanoseconds},
                                 {"prints", codec::texts(told.prints)}};
  return codec::to_compact_text(object);
}

Told decode(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text, 4 * kMaxBindings, codec::kMaxJsonMemory * 8);
  if (!document) return {.state = "wrong", .text = "its answer cannot be read: " + document.error().what};
  const auto root = document->root();
  Told told{.state = root["state"].text_or(""),
            .text = root["text"].text_or(""),
            .file = root["file"].text_or(""),
            .remark = root["remark"].text_or(""),
            .line = static_cast<std::uint64_t>(root["line"].integer().value_or(0)),
            .nanoseconds = static_cast<std::uint64_t>(root["nanoseconds"].integer().value_or(0))};
  root["prints"].each([&](codec::Json line) { told.prints.emplace_back(line.text()); });
  return told;
}

Told refused(const Error& error) {
  return {
      .state = "refused", .text = error.what, .file = error.where.file, .line = error.where.line.value_or(0)};
}

Told wrong(const std::string& text) {
  const auto error = fault_of(text);
  return {
      .state = "wrong", .text = error.what, .file = error.where.file, .line = error.where.line.value_or(0)};
}

// The child's side.
class Asked {
 public:
  explicit Asked(const RegoRun& run) : run_(run), asking_(functions_about(run.subject, run.canonical_name)) {}

  // Once for all policies.
  void prepare() {
    auto input = RegoValue::make(codec::to_compact_text(sbom_document(run_.subject)));
    if (input) input_ = *std::move(input);
  }

  Told ask(const RegoPolicy& policy) {
    const auto begin = std::chrono::steady_clock::now();
    auto told = ask(policy, true);
    // A function of OPA that cannot do what it is asked is undefined for OPA, and an error for whoever wants to know. So it
    // stays undefined, and is told.
    if (told.state == "wrong" && base::contains(told.text, "could not find function")) return told;
    if (told.state == "wrong") {
      auto lenient = ask(policy, false);
      if (lenient.state != "value") return told;
      lenient.remark = fmt::format("{} (line {}) counts as undefined", told.text, told.line);
      told = std::move(lenient);
    }
    told.nanoseconds = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - begin)
            .count());
    return told;
  }

 private:
  Told ask(const RegoPolicy& policy, bool strict) {
    if (!input_) return wrong("the input cannot be read");
    RegoEngine engine(asking_, strict);
    for (const auto& library : *policy.libraries) {
      if (auto added = engine.add_policy(library.path, library.text); !added) return refused(added.error());
    }
    // Its prints are told with its name, so it is called by that.
    if (auto added = engine.add_policy(policy.about.name, policy.file.text); !added) {
      auto fault = refused(added.error());
      fault.file = policy.file.path;
      return fault;
    }
    const auto* setting = run_.settings.find(policy.about.name);
    const auto config = codec::to_compact_text(setting == nullptr ? codec::JsonObject() : setting->config);
    if (auto added = engine.add_data("{\"config\":" + config + "}"); !added) return wrong(added.error().what);
    engine.set_input(*input_);
    auto told = evaluate(engine);
    told.prints = prints_of(engine);
    return told;
  }

  static Told evaluate(RegoEngine& engine) {
    auto evaluated = engine.evaluate(kQuery);
    switch (evaluated.kind) {
      case RegoEvaluated::Kind::kValue:
        break;
      case RegoEvaluated::Kind::kNoData:
        return {.state = "no-data", .text = std::move(evaluated.text)};
      case RegoEvaluated::Kind::kTooLong:
        return {.state = "wrong", .text = "took too long"};
      case RegoEvaluated::Kind::kWrong:
        return wrong(evaluated.text);
    }
    if (evaluated.text.size() > kMaxBindings)
      return {.state = "wrong", .text = fmt::format("its document has more than {} MiB", kMaxBindings >> 20)};
    return {.state = "value", .text = std::move(evaluated.text)};
  }

  std::vector<std::string> prints_of(RegoEngine& engine) const {
    if (!run_.settings.debug()) return {};
    auto prints = engine.take_prints();
    if (prints.size() > kMaxPrints) prints.resize(kMaxPrints);
    for (auto& line : prints) {
      // "NAME:LINE: text", as Docker Scout has it "NAME#LINE: text".
      const auto colon = line.find(':');
      if (colon != std::string::npos) line[colon] = '#';
      if (line.size() > kMaxPrintBytes) line.resize(kMaxPrintBytes);
    }
    return prints;
  }

  const RegoRun& run_;
  const RegoAsking asking_;
  std::optional<RegoValue> input_;
};

PolicyOutcome broken(std::string reason) {
  return PolicyOutcome::no_data("the policy " + std::move(reason), "mend the policy (pratique policy lint)");
}

void judge(const Told& told, JudgedPolicy& policy) {
  policy.prints = told.prints;
  policy.nanoseconds = told.nanoseconds;
  if (told.state == "value") {
    policy.outcome = outcome_of(told.text);
    policy.bindings = told.text;
    if (!told.remark.empty()) policy.outcome.reason = told.remark;
  } else if (told.state == "no-data") {
    policy.outcome = PolicyOutcome::no_data(told.text, "");
  } else {
    policy.outcome = broken(told.line > 0 ? fmt::format("failed at line {}: {}", told.line, told.text)
                                          : "failed: " + told.text);
    policy.broken = true;
  }
}

// Evaluates from `first` on until all are judged or the child ends before.
Result<void> ask_some(std::span<const RegoPolicy> policies, const RegoRun& run,
                      std::vector<JudgedPolicy>& judged) {
  const auto first = judged.size();
  Asked asked(run);
  const auto work = [&](const TellAnswer& tell) {
    asked.prepare();
    for (std::size_t i = first; i < policies.size(); ++i) tell(encode(asked.ask(policies[i])));
  };
  PQ_TRY(const auto done, done_apart(work, run.limits));
  for (const auto& answer : done.answers) {
    const auto told = decode(answer);
    const auto& policy = policies[judged.size()];
    if (told.state == "refused") {
      Where where{.file = told.file};
      if (told.line > 0) where.line = told.line;
      return base::fail(ErrorKind::kInvalid, told.text, std::move(where));
    }
    judged.push_back({.about = weighed(policy.about, run.settings)});
    judge(told, judged.back());
    if (judged.size() == policies.size()) return {};
  }
  if (!done.death)
    return base::fail(ErrorKind::kIo, "the child that evaluates policies gave too few answers");
  judged.push_back({.about = weighed(policies[judged.size()].about, run.settings), .broken = true});
  judged.back().outcome = broken(*done.death);
  return {};
}

std::string clipped(std::string_view text) { return std::string(text.substr(0, kMaxMessage)); }

Violation violation_of(codec::Json node) {
  Violation violation;
  if (node.is_string()) {
    violation.message = clipped(node.text());
    return violation;
  }
  violation.message = clipped(node["message"].text());
  violation.remediation = clipped(node["remediation"].text());
  auto detail = codec::copy_value(node["detail"], kMaxDetailDepth);
  if (detail && detail->is_object()) violation.detail = std::move(detail->as_object());
  return violation;
}

}  // namespace

PolicyOutcome outcome_of(std::string_view document) {
  if (document.empty())
    return PolicyOutcome::no_data("the policy says nothing: neither pass nor violation", "");
  const auto parsed = codec::JsonDocument::parse(document, kMaxBindings, codec::kMaxJsonMemory * 4);
  if (!parsed)
    return PolicyOutcome::no_data("what the policy says cannot be read: " + parsed.error().what, "");
  const auto root = parsed->root();
  const auto pass = root["pass"], violation = root["violation"];
  if (pass && !pass.boolean()) return broken("has a `pass` that is neither true nor false");
  if (violation && !violation.is_array()) return broken("has a `violation` that is no set");
  std::vector<Violation> violations;
  std::size_t count = 0;
  violation.each([&](codec::Json each) {
    if (++count <= kMaxViolations) violations.push_back(violation_of(each));
  });
  if (!pass && count == 0)
    return PolicyOutcome::no_data("the policy's `pass` is undefined, and there is no violation", "");
  PolicyOutcome outcome{.state = pass.boolean().value_or(false) ? PolicyState::kPass : PolicyState::kFail,
                        .violations = std::move(violations)};
  outcome.left_out = count - outcome.violations.size();
  return outcome;
}

Result<std::vector<JudgedPolicy>> ask_rego(std::span<const RegoPolicy> policies, const RegoRun& run) {
  std::vector<JudgedPolicy> judged;
  while (judged.size() < policies.size()) PQ_CHECK(ask_some(policies, run, judged));
  return judged;
}

Result<std::vector<Error>> check_rego(std::span<const RegoPolicy> policies, const ApartLimits& limits) {
  std::vector<Error> faults;
  const auto no_functions = [](auto, auto) { return RegoAnswer::json("null"); };
  for (const auto& policy : policies) {
    const auto work = [&](const TellAnswer& tell) {
      const RegoAsking asking(no_functions);
      RegoEngine engine(asking, true);
      for (const auto& library : *policy.libraries) {
        if (auto added = engine.add_policy(library.path, library.text); !added)
          return tell(encode(refused(added.error())));
      }
      auto added = engine.add_policy(policy.file.path, policy.file.text);
      tell(encode(added ? Told{.state = "value"} : refused(added.error())));
    };
    PQ_TRY(const auto done, done_apart(work, limits));
    if (done.answers.empty()) {
      faults.push_back({.what = done.death.value_or("gave no answer"), .where = {.file = policy.file.path}});
      continue;
    }
    const auto told = decode(done.answers.front());
    if (told.state == "value") continue;
    Error fault{.what = told.text, .where = {.file = told.file.empty() ? policy.file.path : told.file}};
    if (told.line > 0) fault.where.line = told.line;
    faults.push_back(std::move(fault));
  }
  return faults;
}

}  // namespace pratique::policy
