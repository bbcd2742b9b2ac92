// In which order findings are shown, and by what they are grouped: `--sort` and `--group-by` of `cves`.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "report/priority.h"
#include "report/report.h"
#include "report/summary.h"

namespace pratique::report {

// The words of --sort and --group-by, in the order of their enumerations.
const std::vector<std::string>& sort_words();   // "severity", "priority", "epss", "package", "cve", "fix"
const std::vector<std::string>& group_words();  // "package", "cve", "owner", "layer", "fix"
// Of one of these words, in any case.
SortBy sort_of(std::string_view word);
GroupBy group_of(std::string_view word);

// What is shown first, of two findings or two groups. Remembers what it has computed; one thread.
class Ordering {
 public:
  // Both must outlive it.
  Ordering(const model::Inventory& inventory, SortBy by)
      : by_(by), priorities_(inventory), inventory_(inventory) {}

  // A total order over the findings of one judgement.
  bool before(const match::Finding& a, const match::Finding& b);
  // Both have findings, each with its first at the front.
  bool before(const Group& a, const Group& b);
  int points_of(const match::Finding& finding);

 private:
  SortBy by_;
  Priorities priorities_;
  const model::Inventory& inventory_;
  std::unordered_map<const match::Finding*, int> points_;
};

// One vulnerability of one package, below another heading than the package's.
struct GroupedFinding {
  const match::Finding* finding = nullptr;
  // "openssl 3.0.9-1", printable.
  std::string package;
};

struct FindingGroup {
  // "CVE-2023-5363", "layer 3 (sha256:…)", "Upgrade openssl 3.0.8-1 to 3.0.9-1": printable.
  std::string title;
  // What stands behind it in programs' documents: the id, the diffID, the owner's purl, the version to upgrade to.
  std::string key;
  std::vector<GroupedFinding> findings;
  // Vulnerabilities.
  Counts counts;
};

// The shown findings by anything but packages; worst first, what belongs to no group last. Each vulnerability of a
// package once, as vulnerable_groups() has them.
std::vector<FindingGroup> grouped(const Judged& input, GroupBy by, SortBy sort);

}  // namespace pratique::report
