// Which ids are names of one vulnerability.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/runs.h"

namespace pratique::advisory {

// Ids as one would name the vulnerability: CVE first, then GHSA, then the rest by text.
bool preferred_before(std::string_view a, std::string_view b);
// 0 for a CVE, 1 for a GHSA, 2 for the rest.
unsigned preference(std::string_view id);

// True when the record names two CVEs or more (its own id and its aliases): it bundles them, and says of no
// other alias to which of them it belongs.
bool bundles_cves(const Advisory& advisory);

// Records go in, in any order; groups of two ids or more come out. The rules:
// 1. Only `aliases` join; `related` and `upstream` do not.
// 2. A record that bundles several CVEs joins nothing.
// 3. An id other than a CVE belongs to the one CVE that its own records name. When its own records name none,
//    to the one that others' records name it with; when those disagree (XSA-201 stands beside four CVEs), to
//    none.
// 4. So no group holds two CVEs, whatever the records say; a join that would do so is left out (those of two
//    ids without a CVE are tried in sorted order).
//
// By rules 3 and 4 each id finds its CVE alone, from what stands beside it: a sort. Only the joins of ids without
// a CVE need each other, and are kept in memory: some hundred bytes for each record that has aliases, but no CVE
// among them.
class AliasGrouper {
 public:
  explicit AliasGrouper(PieceFile& scratch) : claims_(scratch), members_(scratch) {}

  Result<void> add(const Advisory& advisory);
  // After the last add(): settles all groups.
  Result<void> settle();
  // Every id of a group but its preferred one: key text(id), value the preferred id. Sorted by id.
  Result<std::unique_ptr<Items>> members() { return members_.sorted(); }

 private:
  // An id of a record that names no CVE.
  struct Node {
    Node* parent = nullptr;
    std::size_t size = 1;
    // The CVE of its group.
    std::string cve;
    // Rule 3: those who name it disagree.
    bool ambiguous = false;
    // It has its CVE by itself.
    bool placed = false;
  };
  class Claims;
  static Node& root(Node& node);
  static void join(Node& a, Node& b);
  Result<void> place(const Claims& claims);
  Result<void> write_unplaced();

  Sorter claims_, members_;
  std::map<std::string, Node, std::less<>> nodes_;
  std::set<std::pair<std::string, std::string>> without_cve_;
};

}  // namespace pratique::advisory
