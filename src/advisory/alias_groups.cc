#include "advisory/alias_groups.h"

#include <algorithm>

#include "advisory/keys.h"

namespace pratique::advisory {

namespace {

bool is_cve(std::string_view id) { return id.starts_with("CVE-"); }

// The CVEs that a record calls itself by; the record's id and aliases are few, so no set.
std::vector<std::string_view> cves_of(const Advisory& advisory) {
  std::vector<std::string_view> cves;
  const auto add = [&](std::string_view id) {
    if (is_cve(id) && std::find(cves.begin(), cves.end(), id) == cves.end()) cves.push_back(id);
  };
  add(advisory.id);
  for (const auto& alias : advisory.aliases) add(alias);
  return cves;
}

// What is said of an id, in this order: the CVEs that its own records name, those that stand beside it in
// others', and those of the records that name one CVE only.
enum Claim : unsigned { kOwn, kOthers, kAlone };

}  // namespace

// Rule 3 for one id, of its claims in their order.
class AliasGrouper::Claims {
 public:
  std::string name;

  void add(unsigned claim, std::string cve) {
    auto& seen = claim == kOwn ? own_ : others_;
    if (claim == kAlone) {
      joined_ = joined_ || cve == this->cve();
    } else if (seen.count == 0 || seen.last != cve) {
      ++seen.count;
      seen.last = std::move(cve);
    }
  }
  bool ambiguous() const { return deciding().count > 1; }
  // The CVE that it belongs to; empty: none.
  std::string cve() const { return deciding().count == 1 ? deciding().last : std::string(); }
  // A record of that CVE alone names it.
  bool joined() const { return joined_; }

 private:
  // Different ones; they come sorted.
  struct Seen {
    std::size_t count = 0;
    std::string last;
  };
  const Seen& deciding() const { return own_.count == 0 ? others_ : own_; }
  Seen own_, others_;
  bool joined_ = false;
};

unsigned preference(std::string_view id) { return is_cve(id) ? 0u : (id.starts_with("GHSA-") ? 1u : 2u); }

bool preferred_before(std::string_view a, std::string_view b) {
  return preference(a) != preference(b) ? preference(a) < preference(b) : a < b;
}

bool bundles_cves(const Advisory& advisory) { return cves_of(advisory).size() > 1; }

Result<void> AliasGrouper::add(const Advisory& advisory) {
  const auto cves = cves_of(advisory);
  const auto claim = [&](std::string_view name, Claim kind) -> Result<void> {
    if (is_cve(name)) return {};
    for (const auto cve : cves) PQ_CHECK(claims_.add(Key().text(name).byte(kind).text(cve).view()));
    if (cves.size() == 1) PQ_CHECK(claims_.add(Key().text(name).byte(kAlone).text(cves.front()).view()));
    return {};
  };
  PQ_CHECK(claim(advisory.id, kOwn));
  for (const auto& alias : advisory.aliases) {
    PQ_CHECK(claim(alias, kOthers));
    if (!cves.empty() || alias == advisory.id) continue;
    without_cve_.emplace(advisory.id, alias);
    nodes_.try_emplace(advisory.id);
    nodes_.try_emplace(alias);
  }
  return {};
}

Result<void> AliasGrouper::place(const Claims& claims) {
  const auto node = nodes_.find(claims.name);
  const bool joined = claims.joined();
  if (node != nodes_.end()) {
    node->second.ambiguous = claims.ambiguous();
    node->second.placed = joined;
    if (joined) node->second.cve = claims.cve();
  }
  return joined ? members_.add(Key().text(claims.name).view(), claims.cve()) : Result<void>();
}

Result<void> AliasGrouper::settle() {
  PQ_TRY(const auto items, claims_.sorted());
  Claims claims;
  for (;;) {
    PQ_TRY(const bool any, items->next());
    KeyReader key(any ? items->key() : std::string_view());
    auto name = key.text();
    if (!any || name != claims.name) {
      if (!claims.name.empty()) PQ_CHECK(place(claims));
      claims = {};
      claims.name = std::move(name);
    }
    if (!any) break;
    const auto kind = key.byte();
    claims.add(kind, key.text());
  }
  for (const auto& [a, b] : without_cve_) {
    auto &first = nodes_.find(a)->second, &second = nodes_.find(b)->second;
    if (!first.ambiguous && !second.ambiguous) join(first, second);
  }
  return write_unplaced();
}

// Union by size keeps the way to the root short.
AliasGrouper::Node& AliasGrouper::root(Node& node) {
  auto* at = &node;
  while (at->parent != nullptr) at = at->parent;
  return *at;
}

void AliasGrouper::join(Node& a, Node& b) {
  auto &first = root(a), &second = root(b);
  // Rule 4; of the same CVE, they are together already.
  if (&first == &second || (!first.cve.empty() && !second.cve.empty())) return;
  auto &keep = first.size >= second.size ? first : second, &gone = &keep == &first ? second : first;
  keep.size += gone.size;
  if (keep.cve.empty()) keep.cve = gone.cve;
  gone.parent = &keep;
}

// What only such joins brought to a group.
Result<void> AliasGrouper::write_unplaced() {
  std::map<const Node*, std::string_view> preferred;
  for (auto& [id, node] : nodes_) {
    auto& top = root(node);
    auto& best = preferred[&top];
    if (!top.cve.empty()) {
      best = top.cve;
    } else if (best.empty() || preferred_before(id, best)) {
      best = id;
    }
  }
  for (auto& [id, node] : nodes_) {
    const auto best = preferred.at(&root(node));
    if (!node.placed && id != best) PQ_CHECK(members_.add(Key().text(id).view(), best));
  }
  return {};
}

}  // namespace pratique::advisory
