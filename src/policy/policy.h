// A policy: a question asked of an image, whose answer says whether the image may sail. Whoever asks it is a rule of this
// program (rule.h) or a file of Rego (rego/), and both give the same answer, so that reports, gates and the score
// (score.h) know no difference. The words are Docker Scout's where it has them (docs/policy.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "codec/json_value.h"

namespace pratique::policy {

// What a policy's violations are about, and so how many of them are told: the vulnerabilities by severity, the packages,
// nothing but yes or no, deviations.
enum class ResultType : std::uint8_t { kVulnerability, kLicense, kBoolean, kGeneric };
const char* to_string(ResultType type);  // "vulnerability", "license", "boolean", "generic"
Result<ResultType> parse_result_type(std::string_view text);

inline constexpr std::uint32_t kUsualWeight = 10;
inline constexpr std::uint32_t kMaxWeight = 10'000;

// What a policy says of itself, whatever image it is asked of.
struct PolicyAbout {
  // Stable: the settings and other documents name the policy by it. Letters, digits, "-", "_", "." and "/":
  // "default-non-root-user". See is_policy_name().
  std::string name;
  // What is so when it passes: "Default non-root user".
  std::string title;
  // What is so when it does not: "Image runs as the root user". Empty: the title is shown.
  std::string not_compliant_title{};
  // What is asked, and why, in a few sentences; may be empty.
  std::string description{};
  ResultType result_type = ResultType::kGeneric;
  // Points in the score; 0: it counts for nothing there. Heavier ones are shown first.
  std::uint32_t weight = kUsualWeight;
  // Members of a violation's detail in the order in which a table shows them; others follow in their own.
  std::vector<std::string> details_order{};
  // Where it comes from: "built-in", "policies/no-curl.rego", "docker.io/org/policies@sha256:…".
  std::string origin = "built-in";
};
// At most 128 bytes of the above; "docker.scout", the path of its package, is the name of a file of Rego that has none.
bool is_policy_name(std::string_view text);

// One thing that is not as the policy has it.
struct Violation {
  // One line for people: "the image's USER is not set, so it runs as root". From outside where Rego says it.
  std::string message;
  // What programs read. Names that reports know: "purl", "cve" (an id), "severity" ("CRITICAL", …; by it
  // vulnerabilities are counted), "fixed_by", "license", "path", "layer".
  codec::JsonObject detail{};
  // What to do, an imperative; may be empty.
  std::string remediation{};
};
// What is kept of one policy; further ones are counted.
inline constexpr std::size_t kMaxViolations = 20'000;

// Violations as a rule finds them: no more than are kept are held, however many there are.
class Violations {
 public:
  void push_back(Violation violation) {
    if (kept_.size() < kMaxViolations)
      kept_.push_back(std::move(violation));
    else
      ++left_out_;
  }
  bool empty() const { return kept_.empty(); }
  std::vector<Violation>& kept() { return kept_; }
  std::size_t left_out() const { return left_out_; }

 private:
  std::vector<Violation> kept_;
  std::size_t left_out_ = 0;
};

enum class PolicyState : std::uint8_t { kPass, kFail, kNoData };
const char* to_string(PolicyState state);  // "pass", "fail", "no-data"

struct PolicyOutcome {
  PolicyState state = PolicyState::kNoData;
  // Of kFail; in the order in which they are told, which must not depend on anything but the subject.
  std::vector<Violation> violations{};
  // Further ones that are not kept.
  std::size_t left_out = 0;
  // Of kNoData why nothing can be said, and how to change that: "the base image is not known", "build with
  // --provenance=mode=max". Of kPass and kFail what the answer rests on or does not see; may be empty.
  std::string reason{}, remedy{};

  static PolicyOutcome pass(std::string reason = {}) {
    return {.state = PolicyState::kPass, .reason = std::move(reason)};
  }
  // kPass when there are none.
  static PolicyOutcome of(std::vector<Violation> violations);
  static PolicyOutcome of(Violations violations);
  static PolicyOutcome no_data(std::string reason, std::string remedy) {
    return {.reason = std::move(reason), .remedy = std::move(remedy)};
  }
  std::size_t count() const { return violations.size() + left_out; }
};

// A policy that was asked of an image.
struct JudgedPolicy {
  // With the weight that the settings give it.
  PolicyAbout about;
  PolicyOutcome outcome{};
  // The evaluation itself ended in an error (a limit, a fault of the file), which is the outcome's reason.
  bool broken = false;
  // Of Rego: what print() said, "no-curl#12: text", when the settings ask for it; the document data.docker.scout as
  // JSON (empty: there is none); how long the evaluation took.
  std::vector<std::string> prints{};
  std::string bindings{};
  std::uint64_t nanoseconds = 0;
};

// By severity in the order critical, high, medium, low, unspecified: how many violations say so in their detail.
struct ViolationCounts {
  std::size_t critical = 0, high = 0, medium = 0, low = 0, unspecified = 0;
  // Different "purl" of the details; violations without one count each.
  std::size_t packages = 0;
};
ViolationCounts count_violations(const PolicyOutcome& outcome);
// What a table says of the outcome: "16C 174H 0M 0L", "601 packages", "2 deviations", "No data"; empty for a pass and for
// boolean policies.
std::string results_text(const JudgedPolicy& policy);

// The title that fits the outcome.
const std::string& title_of(const JudgedPolicy& policy);

// As they are told: heavier ones first, then by name.
void sort_policies(std::vector<JudgedPolicy>& policies);

}  // namespace pratique::policy
