#include "advisory/alias_groups.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace pratique::advisory {

namespace {

using Id = std::string_view;

bool is_cve(Id id) { return id.starts_with("CVE-"); }

// The CVEs that a record calls itself by; the record's id and aliases are few, so no set.
std::vector<Id> cves_of(const Advisory& advisory) {
  std::vector<Id> cves;
  const auto add = [&](Id id) {
    if (is_cve(id) && std::find(cves.begin(), cves.end(), id) == cves.end()) cves.push_back(id);
  };
  add(advisory.id);
  for (const auto& alias : advisory.aliases) add(alias);
  return cves;
}

// Rule 3: the CVEs named with an id.
struct Claims {
  std::set<Id> own, others;

  bool ambiguous() const { return own.empty() ? others.size() > 1 : own.size() > 1; }
  Id cve() const {
    const auto& from = own.empty() ? others : own;
    return from.size() == 1 ? *from.begin() : Id();
  }
};

// For every id but CVEs, the CVEs that its own records name and those that stand beside it in others'.
std::map<Id, Claims> claims_of(const std::vector<Advisory>& advisories) {
  std::map<Id, Claims> claims;
  for (const auto& advisory : advisories) {
    const auto cves = cves_of(advisory);
    if (!is_cve(advisory.id)) claims[advisory.id].own.insert(cves.begin(), cves.end());
    for (const auto& alias : advisory.aliases) {
      if (!is_cve(alias)) claims[alias].others.insert(cves.begin(), cves.end());
    }
  }
  return claims;
}

// Union-find over ids; each root knows the CVE of its group, which is what keeps two CVEs apart.
class Joiner {
 public:
  void join(Id a, Id b) {
    auto &first = root(a), &second = root(b);
    if (&first == &second) return;
    if (!first.cve.empty() && !second.cve.empty())
      return;  // rule 4: not the same, or they would be one already
    auto &keep = first.size >= second.size ? first : second, &gone = &keep == &first ? second : first;
    keep.size += gone.size;
    if (keep.cve.empty()) keep.cve = gone.cve;
    gone.parent = &keep;
  }

  std::vector<std::vector<std::string>> groups() {
    std::map<const Member*, std::vector<std::string>> by_root;
    for (auto& [id, member] : members_) by_root[&root(id)].emplace_back(id);
    std::vector<std::vector<std::string>> out;
    for (auto& [_, ids] : by_root) {
      std::sort(ids.begin(), ids.end(), preferred_before);
      if (ids.size() > 1) out.push_back(std::move(ids));
    }
    std::sort(out.begin(), out.end());
    return out;
  }

 private:
  struct Member {
    Member* parent = nullptr;
    std::size_t size = 1;
    Id cve;
  };

  // Union by size keeps the way to the root short.
  Member& root(Id id) {
    const auto [at, fresh] = members_.try_emplace(id);
    if (fresh && is_cve(id)) at->second.cve = id;
    auto* member = &at->second;
    while (member->parent != nullptr) member = member->parent;
    return *member;
  }

  std::map<Id, Member> members_;
};

int rank(Id id) { return is_cve(id) ? 0 : (id.starts_with("GHSA-") ? 1 : 2); }

}  // namespace

bool preferred_before(std::string_view a, std::string_view b) {
  return rank(a) != rank(b) ? rank(a) < rank(b) : a < b;
}

bool bundles_cves(const Advisory& advisory) { return cves_of(advisory).size() > 1; }

std::vector<std::vector<std::string>> alias_groups(const std::vector<Advisory>& advisories) {
  const auto claims = claims_of(advisories);
  // Sets, so that joins are tried in one order whatever the order of the records. Those with a CVE come
  // first: they say more.
  std::set<std::pair<Id, Id>> with_cve, without;
  for (const auto& advisory : advisories) {
    const auto cves = cves_of(advisory);
    if (cves.size() > 1) continue;
    std::vector<Id> names{advisory.id};
    names.insert(names.end(), advisory.aliases.begin(), advisory.aliases.end());
    for (const auto name : names) {
      if (is_cve(name) || claims.at(name).ambiguous()) continue;
      if (!cves.empty()) {
        if (claims.at(name).cve() == cves.front()) with_cve.emplace(cves.front(), name);
      } else if (name != advisory.id && !claims.at(advisory.id).ambiguous()) {
        without.emplace(advisory.id, name);
      }
    }
  }
  Joiner joiner;
  for (const auto& [a, b] : with_cve) joiner.join(a, b);
  for (const auto& [a, b] : without) joiner.join(a, b);
  return joiner.groups();
}

}  // namespace pratique::advisory
