// The document of `explain`: what was considered for some packages, what came of it, and why what is not reported is not.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "match/arbitration_rules.h"
#include "match/verdict.h"
#include "model/inventory.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kExplainSchema = "pratique/explain/1";

// A vulnerability that is asked about.
struct AskedVulnerability {
  // As it was typed, and the preferred id of its group.
  std::string typed, id;
  // The group's other names, sorted.
  std::vector<std::string> aliases;
  // The database has some record of it.
  bool known = true;
  // Ids that the database knows and that are one slip of the hand away; only where it is not known.
  std::vector<std::string> near;
  // "Maven org.apache.logging.log4j:log4j-core": what the advisories about it name, sorted, at most kMaxNamedPackages of
  // them; only where nothing is said of a package that was asked about.
  std::vector<std::string> packages;
  std::size_t packages_in_all = 0;
  // So many packages of the image are explained for it.
  std::size_t explained = 0;
  // "django 3.2": packages of the image that something is said of, but that the filters of packages leave out; in the
  // image's order, at most kMaxNamedPackages of them; only where none is explained.
  std::vector<std::string> left_out;
  std::size_t left_out_in_all = 0;

  // Whether that is one of its names; case does not count.
  bool called(std::string_view name) const;
};
inline constexpr std::size_t kMaxNamedPackages = 12;

// The inventory, the rules and what the functions hold must outlive it.
struct Explanation {
  const model::Inventory& inventory;
  // Fingerprint of the advisory database, and the day that ages are measured against.
  std::string database, day;
  // Empty: everything.
  std::vector<AskedVulnerability> asked;
  // Indices of the components that are explained, ascending.
  std::vector<std::size_t> components;
  // So many components the filters of packages take.
  std::size_t looked_at = 0;
  const match::ArbitrationRules& rules;
  // Of that component, with what people say of its findings, made when it is written and then forgotten. The same for
  // every call.
  std::function<Result<match::Verdict>(std::size_t component)> verdict_of;
  // Gives a finding what match::forecast() would.
  std::function<Result<void>(match::Finding& finding)> forecast;
  // When the statement's own record was published, changed and withdrawn. Empty: nobody is asked.
  std::function<Result<advisory::Texts>(const match::Statement& statement)> days_of = {};
  // The option by which `cves` would not show it; empty: it would.
  std::function<std::string_view(const match::Finding& finding, const model::Component& component)> rejects;
  // What was there to be weighed.
  struct Heard {
    std::size_t documents = 0, statements = 0, exceptions = 0;
    bool anything() const { return statements + exceptions > 0; }
  };
  Heard heard{};
};

// Why a vulnerability is, or is not, reported for a package; one word each in documents (docs/formats/explain.md).
enum class AnswerKind : unsigned char {
  kReported,
  kFilteredOut,
  // A finding that is not open.
  kNotAffected,
  kSuppressed,
  // No finding.
  kFixed,
  kOutsideRange,
  kOtherBuild,
  kWithdrawn,
  kNotComparable,
  kUnderInvestigation,
  kNoVulnerability,
  kNoData,
  kNotNamed
};
const char* to_string(AnswerKind kind);  // "reported", "filtered-out", …

struct ExplanationAnswer {
  // Of AskedVulnerability, or, where everything is asked about, of the finding.
  std::string id;
  AnswerKind kind = AnswerKind::kNotNamed;
  // One sentence without a full stop; texts of advisories and packages as they are: no terminal's.
  std::string words;
};

// One for each vulnerability that is asked about; where everything is, one for each finding.
Result<std::vector<ExplanationAnswer>> answers_of(const Explanation& document, std::size_t component,
                                                  const match::Verdict& verdict);
// Of a verdict, what is asked about, in its order; findings are copies with their scores.
Result<std::vector<match::Finding>> asked_findings(const Explanation& document,
                                                   const match::Verdict& verdict);
std::vector<const match::Statement*> asked_statements(const Explanation& document,
                                                      const match::Verdict& verdict);
// Whether some finding or statement of the verdict is about it.
bool speaks_of(const match::Verdict& verdict, const AskedVulnerability& asked);

// "rule \"distribution\" (of distribution, curated, reviewed, other)": why the finding's first statement decided.
std::string decision_text(const Explanation& document, const match::Finding& finding);
// "CRITICAL, by NVD (CVSS 3.1, 9.8): the first of the others"; "UNSPECIFIED: nobody rates it".
std::string severity_text(const match::Finding& finding);
// "none of 3 VEX statements and 1 exception is about it"; empty where there were none, or one is.
std::string unheard_text(const Explanation& document, const match::Finding& finding);
// "debian MEDIUM", "NVD 9.8 CRITICAL CVSS:3.1/…": each rating of the vulnerability.
std::vector<std::string> rating_texts(const match::Finding& finding);

}  // namespace pratique::report
