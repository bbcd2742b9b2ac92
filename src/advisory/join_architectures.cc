#include "advisory/join_architectures.h"

#include <algorithm>
#include <utility>

#include "advisory/shard.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kSourcePackage = "src";

// The number of a key, a new one if need be.
template <class Map, class Key>
std::pair<std::uint32_t, bool> number_in(Map& map, Key&& key) {
  const auto [at, is_new] = map.try_emplace(std::forward<Key>(key), static_cast<std::uint32_t>(map.size()));
  return {at->second, is_new};
}

}  // namespace

void JoinedAffected::add(Affected each) {
  const auto architectures = std::exchange(each.architectures, {});
  auto cpes = products_ ? std::exchange(each.cpes, {}) : std::vector<std::string>();
  const auto [base, is_new_base] = number_in(base_numbers_, encode(each));
  if (is_new_base) bases_.push_back(std::move(each));
  const auto [products, is_new_list] = number_in(product_numbers_, cpes);
  if (is_new_list) product_lists_.push_back(std::move(cpes));
  const auto [place, is_new] = places_.try_emplace({base, products}, entries_.size());
  if (is_new) entries_.push_back({.base = base, .products = products, .architectures = {}});
  add_architectures(architectures, is_new, entries_[place->second]);
}

void JoinedAffected::add_architectures(const std::vector<std::string>& names, bool is_new, Entry& entry) {
  auto& own = entry.architectures;
  const bool was_every_one = !is_new && own.empty();
  if (names.empty()) own.clear();
  for (const auto& name : names) {
    const auto [number, is_new_name] = number_in(architecture_numbers_, name);
    if (is_new_name) architectures_.push_back(name);
    if (was_every_one) continue;
    const auto at = std::lower_bound(own.begin(), own.end(), number);
    if (at == own.end() || *at != number) own.insert(at, number);
  }
}

std::vector<std::string> JoinedAffected::names_of(const Entry& entry) const {
  const auto source = architecture_numbers_.find(kSourcePackage);
  const bool has_source = source != architecture_numbers_.end();
  const auto all = architectures_.size() - (has_source ? 1 : 0);
  const auto& own = entry.architectures;
  const bool names_source = has_source && std::binary_search(own.begin(), own.end(), source->second);
  if (all > 1 && own.size() - (names_source ? 1 : 0) == all) return {};
  std::vector<std::string> names;
  for (const auto number : own) names.push_back(architectures_[number]);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<Affected> JoinedAffected::take() && {
  std::vector<Affected> out;
  std::map<std::pair<Number, std::vector<std::string>>, std::size_t> places;
  for (const auto& entry : entries_) {
    auto names = names_of(entry);
    const auto& cpes = product_lists_[entry.products];
    if (!products_) {
      out.push_back(std::move(bases_[entry.base]));
      out.back().architectures = std::move(names);
      continue;
    }
    const auto [place, is_new] = places.try_emplace({entry.base, names}, out.size());
    if (is_new) {
      out.push_back(bases_[entry.base]);
      out.back().architectures = std::move(names);
      out.back().cpes = cpes;
      continue;
    }
    auto& known = out[place->second].cpes;
    if (known.empty() || cpes.empty()) {
      known.clear();
    } else {
      known.insert(known.end(), cpes.begin(), cpes.end());
    }
  }
  for (auto& each : out) {
    if (!products_) break;
    std::sort(each.cpes.begin(), each.cpes.end());
    each.cpes.erase(std::unique(each.cpes.begin(), each.cpes.end()), each.cpes.end());
  }
  return out;
}

std::vector<Affected> join_architectures(std::vector<Affected>&& list) {
  JoinedAffected joined(false);
  for (auto& each : list) joined.add(std::move(each));
  return std::move(joined).take();
}

}  // namespace pratique::advisory
