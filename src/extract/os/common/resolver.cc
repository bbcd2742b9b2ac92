#include "extract/os/common/resolver.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

// Of one name; more are looked at by nobody but whoever made the database to cost time.
constexpr std::size_t kMaxLooked = 64;

// The package without its release: "1:2.3-4" is "1:2.3".
std::string_view without_release(std::string_view version) { return version.substr(0, version.rfind('-')); }

// A version of 1.2 or below it: 1.2, 1.2.3, 1.2_rc1, not 1.23.
bool begins(std::string_view version, std::string_view wanted) {
  return version.starts_with(wanted) &&
         (version.size() == wanted.size() || !base::is_digit(version[wanted.size()]));
}

bool holds(std::weak_ordering order, Compare compare) {
  switch (compare) {
    case Compare::kLess:
      return order < 0;
    case Compare::kLessOrEqual:
      return order <= 0;
    case Compare::kEqual:
      return order == 0;
    case Compare::kGreaterOrEqual:
      return order >= 0;
    case Compare::kGreater:
      return order > 0;
    default:
      return true;
  }
}

}  // namespace

Resolver::Resolver(const ResolverRules& rules) : rules_(rules), order_(version::find_order(rules.order)) {
  intern("");
  all_ = intern("all"), any_ = intern("any");
}

Resolver::Symbol Resolver::intern(std::string_view text) {
  const auto known = symbols_.find(text);
  if (known != symbols_.end()) return known->second;
  const auto symbol = static_cast<Symbol>(texts_.size());
  texts_.push_back(arena_.copy(text));
  symbols_.emplace(texts_.back(), symbol);
  return symbol;
}

void Resolver::add_package(std::string_view name, std::string_view version, std::string_view arch,
                           Serves serves) {
  const auto number = static_cast<std::uint32_t>(packages_.size());
  packages_.push_back({intern(name), intern(arch), static_cast<std::uint32_t>(needs_.size()), serves});
  offers_.push_back({packages_.back().name, intern(version), number, false});
}

void Resolver::offer(const Capability& capability) {
  if (packages_.empty() || capability.name.empty()) return;
  if (offers_.size() - packages_.size() >= kMaxItems) {
    ++left_out_;
    return;
  }
  offers_.push_back({intern(capability.name), intern(capability.version),
                     static_cast<std::uint32_t>(packages_.size() - 1), true});
}

void Resolver::need(std::span<const Capability> alternatives, model::Scope scope) {
  if (packages_.empty()) return;
  if (needs_.size() + alternatives.size() > kMaxItems) {
    ++left_out_;
    return;
  }
  bool first = true;
  for (const auto& one : alternatives) {
    needs_.push_back({intern(one.name), intern(one.version), intern(one.arch), one.compare, !first, scope});
    first = false;
  }
  packages_.back().needs_end = static_cast<std::uint32_t>(needs_.size());
}

std::vector<std::string_view> Resolver::wanted_files() const {
  std::vector<bool> offered(texts_.size());
  for (const auto& offer : offers_) offered[offer.name] = true;
  std::vector<std::string_view> files;
  for (const auto& need : needs_) {
    if (offered[need.name] || !texts_[need.name].starts_with('/')) continue;
    offered[need.name] = true;
    files.push_back(texts_[need.name]);
  }
  std::sort(files.begin(), files.end());
  return files;
}

void Resolver::offer_file(std::uint32_t package, std::string_view wanted) {
  offers_.push_back({intern(wanted), 0, package, true});
}

void Resolver::sort_offers() {
  if (sorted_) return;
  std::sort(offers_.begin(), offers_.end(), [](const Offer& a, const Offer& b) {
    return std::tie(a.name, a.is_virtual, a.package, a.version) <
           std::tie(b.name, b.is_virtual, b.package, b.version);
  });
  sorted_ = true;
}

std::span<const Resolver::Offer> Resolver::offers_of(Symbol name) const {
  const auto range = std::ranges::equal_range(offers_, name, {}, &Offer::name);
  return {range.begin(), range.end()};
}

bool Resolver::meets(const Offer& offer, const Need& need) const {
  if (need.compare == Compare::kAny) return true;
  if (offer.version == 0) return rules_.unversioned_meets_all;
  auto has = texts_[offer.version], wanted = texts_[need.version];
  if (need.compare == Compare::kBegins) return begins(has, wanted);
  if (rules_.release_may_be_absent && wanted.find('-') == std::string_view::npos) has = without_release(has);
  if (rules_.release_may_be_absent && has.find('-') == std::string_view::npos)
    wanted = without_release(wanted);
  return holds(order_->compare(has, wanted), need.compare);
}

Resolver::Symbol Resolver::arch_of(std::uint32_t package) const {
  const auto arch = packages_[package].arch;
  return arch == all_ ? native_ : arch;
}

// Without architectures everything fits; a package for all of them is one of the system's own.
bool Resolver::fits(std::uint32_t from, std::uint32_t to, const Need& need) const {
  const auto& package = packages_[to];
  if (package.serves == Serves::kOthers) return true;
  if (need.arch == any_) return package.serves == Serves::kOthersIfAsked;
  const auto wanted = need.arch != 0 ? need.arch : arch_of(from), has = arch_of(to);
  return wanted == has || wanted == 0 || has == 0;
}

bool Resolver::find(std::uint32_t from, const Need& need, std::vector<std::uint32_t>& providers) {
  providers.clear();
  std::size_t looked = 0;
  bool by_name = false;
  for (const auto& offer : offers_of(need.name)) {
    if (by_name && offer.is_virtual && offer.package != from) break;
    if (++looked > kMaxLooked) {
      ++left_out_;
      break;
    }
    if (!meets(offer, need) || !fits(from, offer.package, need)) continue;
    if (offer.package == from) return providers.clear(), true;  // it has what it needs
    by_name = by_name || !offer.is_virtual;
    if (providers.size() < kMaxProviders) providers.push_back(offer.package);
  }
  return !providers.empty();
}

std::vector<model::Edge> Resolver::resolve() {
  sort_offers();
  std::vector<model::Edge> edges;
  constexpr auto kNobody = static_cast<std::uint32_t>(-1);
  std::vector<std::uint32_t> told(packages_.size(),
                                  kNobody);  // who has an edge to each of them, the last one
  std::vector<std::uint32_t> providers;
  std::uint32_t at = 0;
  for (std::uint32_t from = 0; from < packages_.size(); ++from) {
    bool met = false;
    for (; at < packages_[from].needs_end; ++at) {
      if (!needs_[at].alternative) met = false;
      if (met) continue;
      met = find(from, needs_[at], providers);
      for (const auto to : providers) {
        if (std::exchange(told[to], from) != from)
          edges.push_back({from, to, model::EdgeKind::kDependsOn, needs_[at].scope});
      }
    }
  }
  return edges;
}

}  // namespace pratique::extract::os
