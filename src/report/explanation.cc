#include "report/explanation.h"

#include <algorithm>

#include "base/text.h"
#include "match/gaps.h"
#include "model/ecosystem.h"
#include "report/sections.h"
#include "report/summary.h"

namespace pratique::report {

using match::Finding;
using match::FindingState;
using match::Outcome;
using match::Statement;
using match::Verdict;

bool AskedVulnerability::called(std::string_view name) const {
  const auto same = [&](std::string_view own) { return base::equals_ignoring_case(own, name); };
  return same(typed) || same(id) || std::any_of(aliases.begin(), aliases.end(), same);
}

namespace {

bool about(const AskedVulnerability& asked, const Statement& statement) {
  return asked.called(statement.advisory) ||
         std::ranges::any_of(statement.ids, [&](std::string_view id) { return asked.called(id); });
}

// An advisory that bundles the vulnerability is a name of it here, for a finding that rests on it.
bool about(const AskedVulnerability& asked, const Finding& finding) {
  return asked.called(finding.id) ||
         std::ranges::any_of(finding.aliases, [&](std::string_view id) { return asked.called(id); }) ||
         std::ranges::any_of(finding.statements,
                             [&](const Statement& one) { return asked.called(one.advisory); });
}

template <class Any>
bool is_asked(const Explanation& document, const Any& one) {
  return document.asked.empty() || std::ranges::any_of(document.asked, [&](const AskedVulnerability& asked) {
           return about(asked, one);
         });
}

AnswerKind kind_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::kFixed:
    case Outcome::kSaidFixed:
    case Outcome::kLivePatched:
      return AnswerKind::kFixed;
    case Outcome::kSaidNotAffected:
    case Outcome::kNeverAffected:
      return AnswerKind::kNotAffected;
    case Outcome::kAfterLastAffected:
    case Outcome::kBeforeIntroduced:
    case Outcome::kNotListed:
      return AnswerKind::kOutsideRange;
    case Outcome::kOtherModule:
    case Outcome::kOtherPlatform:
    case Outcome::kOtherArchitecture:
    case Outcome::kOtherSystem:
      return AnswerKind::kOtherBuild;
    case Outcome::kWithdrawn:
      return AnswerKind::kWithdrawn;
    case Outcome::kUnderInvestigation:
      return AnswerKind::kUnderInvestigation;
    case Outcome::kInformational:
    case Outcome::kNotSafety:
      return AnswerKind::kNoVulnerability;
    case Outcome::kAffected:
      return AnswerKind::kReported;
    // Of the kernel itself nothing is said.
    case Outcome::kLivePatchOld:
      return AnswerKind::kNotNamed;
    default:
      return AnswerKind::kNotComparable;
  }
}

std::string said_by(const Statement& statement) {
  return std::string(statement.advisory) + " (" + std::string(statement.source) +
         "): " + match::in_words(statement);
}

// Why nothing, or not everything, is known.
std::string reasons_of(const Verdict& verdict) {
  std::vector<std::string> all;
  for (const auto& caveat : verdict.caveats) {
    if (match::standing_of(caveat.kind) >= match::Standing::kPartial) all.push_back(match::reason_of(caveat));
  }
  return base::join(all, "; ");
}

class Answers {
 public:
  Answers(const Explanation& document, std::size_t component, const Verdict& verdict)
      : document_(document), component_(document.inventory.components[component]), verdict_(verdict) {}

  Result<std::vector<ExplanationAnswer>> all() const {
    std::vector<ExplanationAnswer> answers;
    if (document_.asked.empty()) {
      PQ_TRY(const auto findings, asked_findings(document_, verdict_));
      for (const auto& one : findings) {
        PQ_TRY(auto answer, of_finding(one));
        answers.push_back(std::move(answer));
      }
    }
    for (const auto& asked : document_.asked) PQ_CHECK(add(asked, answers));
    return answers;
  }

 private:
  Result<void> add(const AskedVulnerability& asked, std::vector<ExplanationAnswer>& answers) const {
    const auto before = answers.size();
    for (const auto& one : verdict_.findings) {
      if (!about(asked, one)) continue;
      auto finding = one;
      PQ_CHECK(document_.forecast(finding));
      PQ_TRY(auto answer, of_finding(finding));
      answers.push_back(std::move(answer));
    }
    if (answers.size() > before) return {};
    PQ_TRY(auto answer, without_finding(asked));
    answers.push_back(std::move(answer));
    return {};
  }

  Result<ExplanationAnswer> of_finding(const Finding& finding) const {
    ExplanationAnswer answer{.id = std::string(finding.id), .kind = AnswerKind::kReported, .words = {}};
    const auto option = document_.rejects(finding, component_);
    if (finding.state == FindingState::kSuppressed && finding.state_by == component_.owner) {
      answer.kind = AnswerKind::kSuppressed;
      PQ_TRY(answer.words,
             by_owner(AskedVulnerability{.typed = answer.id,
                                         .id = answer.id,
                                         .aliases = {finding.aliases.begin(), finding.aliases.end()}}));
    } else if (finding.state != FindingState::kOpen) {
      answer.kind =
          finding.state == FindingState::kNotAffected ? AnswerKind::kNotAffected : AnswerKind::kSuppressed;
      // The answer says the state already.
      const auto state = state_text(finding);
      const auto halves = base::cut(state, ": ");
      answer.words = halves ? std::string(halves->after) : state;
    } else if (!option.empty()) {
      answer.kind = AnswerKind::kFilteredOut;
      answer.words = "it is found, and the filter " + std::string(option) + " leaves it out";
    } else {
      answer.words =
          "affected" +
          (finding.statements.empty() ? std::string() : ": " + match::in_words(finding.statements.front()));
    }
    return answer;
  }

  Result<ExplanationAnswer> without_finding(const AskedVulnerability& asked) const {
    ExplanationAnswer answer{.id = asked.id, .kind = AnswerKind::kNotNamed, .words = {}};
    const Statement* best = nullptr;
    for (const auto& one : verdict_.statements) {
      if (!about(asked, one)) continue;
      if (best == nullptr || weighs_more(one, *best)) best = &one;
    }
    if (best != nullptr) {
      answer.kind = kind_of(best->outcome);
      answer.words = said_by(*best);
      return answer;
    }
    const auto doubts = reasons_of(verdict_);
    if (!component_.owner.empty() && !model::is_system(component_.purl.type)) {
      PQ_TRY(answer.words, by_owner(asked));
    } else if (verdict_.standing == match::Standing::kUnjudged) {
      answer.kind = AnswerKind::kNoData;
      answer.words = doubts.empty() ? "it could not be judged" : doubts;
    } else if (verdict_.ecosystem.empty()) {
      answer.kind = AnswerKind::kNoData;
      answer.words = "no advisories were looked up for it";
    } else {
      answer.words = "no advisory about " + asked.id + " names " + std::string(verdict_.name) + " of " +
                     std::string(verdict_.ecosystem) + (doubts.empty() ? "" : "; but " + doubts);
    }
    return answer;
  }

  // A better source before a worse one, a comparison before what was set aside, the order of outcomes then.
  bool weighs_more(const Statement& one, const Statement& other) const {
    const auto compared = [](const Statement& each) { return each.order != nullptr; };
    if (compared(one) != compared(other)) return compared(one);
    const auto a = document_.rules.rank(one), b = document_.rules.rank(other);
    return a != b ? a < b : one.outcome < other.outcome;
  }

  // What the OS package that owns the file has to say.
  Result<std::string> by_owner(const AskedVulnerability& asked) const {
    const auto& components = document_.inventory.components;
    const auto owner = std::ranges::find_if(
        components, [&](const auto& one) { return one.purl.to_string() == component_.owner; });
    auto words = "owned by " + component_.owner + ", which is judged instead";
    if (owner == components.end()) return words + "; that package is not in the inventory";
    const auto index = static_cast<std::size_t>(owner - components.begin());
    PQ_TRY(const auto verdict, document_.verdict_of(index));
    std::vector<ExplanationAnswer> answers;
    PQ_CHECK(Answers(document_, index, verdict).add(asked, answers));
    return words + ": " + to_string(answers.front().kind) + ", " + answers.front().words;
  }

  const Explanation& document_;
  const model::Component& component_;
  const Verdict& verdict_;
};

std::string rating_text(const advisory::RatingView& rating) {
  auto text = std::string(rating.source);
  if (!rating.vector.empty()) text += " " + score_text(rating.score);
  text += std::string(" ") + advisory::to_string(match::severity_of(rating));
  return rating.vector.empty() ? text : text + " " + std::string(rating.vector);
}

const char* why(match::RatedBy by) {
  switch (by) {
    case match::RatedBy::kPackage:
      return "what the deciding advisory says of this very package";
    case match::RatedBy::kVendor:
      return "the word of the source that decided";
    case match::RatedBy::kNamed:
      return "the rules name that source";
    case match::RatedBy::kBundle:
      return "of the erratum that bundles it, by the worst of the bundle; nobody rates it alone";
    case match::RatedBy::kErrata:
      return "of an erratum that bundles it, by the worst of the bundle; nobody rates it alone";
    default:
      return "the source that decided gives no rating, and this is the first of the others";
  }
}

}  // namespace

const char* to_string(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::kReported:
      return "reported";
    case AnswerKind::kFilteredOut:
      return "filtered-out";
    case AnswerKind::kNotAffected:
      return "not-affected";
    case AnswerKind::kSuppressed:
      return "suppressed";
    case AnswerKind::kFixed:
      return "fixed";
    case AnswerKind::kOutsideRange:
      return "outside-range";
    case AnswerKind::kOtherBuild:
      return "other-build";
    case AnswerKind::kWithdrawn:
      return "withdrawn";
    case AnswerKind::kNotComparable:
      return "not-comparable";
    case AnswerKind::kUnderInvestigation:
      return "under-investigation";
    case AnswerKind::kNoVulnerability:
      return "no-vulnerability";
    case AnswerKind::kNoData:
      return "no-data";
    case AnswerKind::kNotNamed:
      return "not-named";
  }
  return "not-named";
}

Result<std::vector<ExplanationAnswer>> answers_of(const Explanation& document, std::size_t component,
                                                  const Verdict& verdict) {
  return Answers(document, component, verdict).all();
}

Result<std::vector<Finding>> asked_findings(const Explanation& document, const Verdict& verdict) {
  std::vector<Finding> all;
  for (const auto& one : verdict.findings) {
    if (is_asked(document, one)) PQ_CHECK(document.forecast(all.emplace_back(one)));
  }
  return all;
}

std::vector<const Statement*> asked_statements(const Explanation& document, const Verdict& verdict) {
  std::vector<const Statement*> all;
  for (const auto& one : verdict.statements) {
    if (is_asked(document, one)) all.push_back(&one);
  }
  return all;
}

bool speaks_of(const Verdict& verdict, const AskedVulnerability& asked) {
  const auto speaks = [&](const auto& one) { return about(asked, one); };
  return std::ranges::any_of(verdict.statements, speaks) || std::ranges::any_of(verdict.findings, speaks);
}

std::string decision_text(const Explanation& document, const Finding& finding) {
  if (finding.statements.empty()) return {};
  const auto& first = finding.statements.front();
  const auto& order = document.rules.of(first.ecosystem);
  auto text = std::string(first.advisory) + " (" + std::string(first.source) + ") decides";
  if (finding.statements.size() == 1) return text + ": no other source calls it affected";
  return text + " of " + std::to_string(finding.statements.size()) + " that call it affected, as \"" +
         std::string(document.rules.word_of(first)) + "\" of " + base::join(order.sources, ", ");
}

std::string severity_text(const Finding& finding) {
  auto text = std::string(advisory::to_string(finding.severity));
  if (finding.rated_by == match::RatedBy::kNobody && finding.rating.source.empty())
    return text + ": nobody rates it";
  text += " by " + std::string(finding.rating.source);
  const auto& vector = finding.rating.vector;
  if (!vector.empty())
    text += " (CVSS " + std::string(match::cvss_version_of(vector)) + ", " +
            score_text(finding.rating.score) + ")";
  return text + ": " + why(finding.rated_by);
}

std::string unheard_text(const Explanation& document, const Finding& finding) {
  const auto& heard = document.heard;
  if (!heard.anything() || !finding.opinions.empty()) return {};
  const auto counted = [](std::size_t number, std::string_view what) {
    return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
  };
  std::vector<std::string> all;
  if (heard.statements > 0) all.push_back(counted(heard.statements, "VEX statement"));
  if (heard.exceptions > 0) all.push_back(counted(heard.exceptions, "exception"));
  return "none of " + base::join(all, " and ") + " is about it";
}

std::vector<std::string> rating_texts(const Finding& finding) {
  std::vector<std::string> all;
  if (finding.rated_by == match::RatedBy::kPackage) all.push_back(rating_text(finding.rating));
  if (finding.vulnerability == nullptr) return all;
  for (const auto& one : finding.vulnerability->ratings) all.push_back(rating_text(one));
  return all;
}

}  // namespace pratique::report
