#include "advisory/join_architectures.h"

#include <algorithm>
#include <utility>

#include "advisory/shard.h"

namespace pratique::advisory {

namespace {

constexpr std::string_view kSourcePackage = "src";
// Places in `sets_`.
constexpr std::uint32_t kNoneYet = 0, kEveryOne = 1;
constexpr std::size_t kFirstSlots = 64;

// The number of a key, a new one if need be.
template <class Map, class Key>
std::pair<std::uint32_t, bool> number_in(Map& map, Key&& key) {
  const auto [at, is_new] = map.try_emplace(std::forward<Key>(key), static_cast<std::uint32_t>(map.size()));
  return {at->second, is_new};
}

std::size_t hash_of(std::uint32_t base, std::uint32_t products) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio: Fibonacci hashing
  const auto mixed = (std::uint64_t{base} << 32 | products) * kOdd;
  return static_cast<std::size_t>(mixed ^ (mixed >> 32));
}

void sort_unique(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

// Every one is no list of numbers that could be named.
JoinedAffected::JoinedAffected(bool products) : products_(products), sets_(2), slots_(kFirstSlots) {}

void JoinedAffected::add(Affected each) {
  const auto architectures = std::exchange(each.architectures, {});
  auto cpes = products_ ? std::exchange(each.cpes, {}) : std::vector<std::string>();
  const auto [base, is_new_base] = number_in(base_numbers_, encode(each));
  if (is_new_base) bases_.push_back(std::move(each));
  const auto [products, is_new_list] = number_in(product_numbers_, cpes);
  if (is_new_list) product_lists_.push_back(std::move(cpes));
  auto& entry = entry_of(base, products);
  entry.architectures = with(entry.architectures, architectures);
}

JoinedAffected::Entry& JoinedAffected::entry_of(Number base, Number products) {
  const auto slot_of = [&](Number one, Number other) -> Number& {
    const auto mask = slots_.size() - 1;
    for (auto at = hash_of(one, other) & mask;; at = (at + 1) & mask) {
      auto& slot = slots_[at];
      if (slot == 0 || (entries_[slot - 1].base == one && entries_[slot - 1].products == other)) return slot;
    }
  };
  if (auto& slot = slot_of(base, products); slot != 0) return entries_[slot - 1];
  // At most three of four are taken.
  if (entries_.size() * 4 > slots_.size() * 3) {
    slots_.assign(slots_.size() * 2, 0);
    for (Number i = 0; i < entries_.size(); ++i) slot_of(entries_[i].base, entries_[i].products) = i + 1;
  }
  slot_of(base, products) = static_cast<Number>(entries_.size() + 1);
  return entries_.emplace_back(Entry{.base = base, .products = products, .architectures = kNoneYet});
}

// Names of the document count, also where the set has every one already.
JoinedAffected::Number JoinedAffected::with(Number set, const std::vector<std::string>& names) {
  auto joined = sets_[set];
  for (const auto& name : names) {
    const auto [number, is_new] = number_in(architecture_numbers_, name);
    if (is_new) architectures_.push_back(name);
    const auto at = std::lower_bound(joined.begin(), joined.end(), number);
    if (at == joined.end() || *at != number) joined.insert(at, number);
  }
  if (names.empty() || set == kEveryOne) return kEveryOne;
  const auto [at, is_new] = set_numbers_.try_emplace(joined, static_cast<Number>(sets_.size()));
  if (is_new) sets_.push_back(std::move(joined));
  return at->second;
}

std::vector<std::string> JoinedAffected::names_of(const std::vector<Number>& set) const {
  const auto source = architecture_numbers_.find(kSourcePackage);
  const bool has_source = source != architecture_numbers_.end();
  const auto all = architectures_.size() - (has_source ? 1 : 0);
  const bool names_source = has_source && std::binary_search(set.begin(), set.end(), source->second);
  if (all > 1 && set.size() - (names_source ? 1 : 0) == all) return {};
  std::vector<std::string> names;
  for (const auto number : set) names.push_back(architectures_[number]);
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> JoinedAffected::cpes_of(std::vector<Number>&& lists) const {
  std::sort(lists.begin(), lists.end());
  lists.erase(std::unique(lists.begin(), lists.end()), lists.end());
  std::vector<std::string> cpes;
  for (const auto list : lists) {
    if (product_lists_[list].empty()) return {};
    cpes.insert(cpes.end(), product_lists_[list].begin(), product_lists_[list].end());
  }
  sort_unique(cpes);
  return cpes;
}

std::vector<Affected> JoinedAffected::take() && {
  std::map<std::vector<std::string>, Number> name_numbers;
  std::vector<Number> names_of_set;
  for (const auto& set : sets_) names_of_set.push_back(number_in(name_numbers, names_of(set)).first);
  std::vector<const std::vector<std::string>*> names(name_numbers.size());
  for (const auto& [list, number] : name_numbers) names[number] = &list;

  // Of each statement that is left: its base, its architectures, lists of products.
  struct Statement {
    Number base, names;
    std::vector<Number> products;
  };
  std::vector<Statement> statements;
  std::map<std::pair<Number, Number>, std::size_t> places;
  std::vector<Number> uses(bases_.size());
  for (const auto& entry : entries_) {
    const auto shown = names_of_set[entry.architectures];
    const auto [place, is_new] = places.try_emplace({entry.base, shown}, statements.size());
    if (is_new) {
      statements.push_back({.base = entry.base, .names = shown, .products = {}});
      ++uses[entry.base];
    }
    statements[place->second].products.push_back(entry.products);
  }
  entries_.clear();
  std::vector<Number>().swap(slots_);
  places.clear();

  std::vector<Affected> out;
  out.reserve(statements.size());
  for (auto& statement : statements) {
    auto& base = bases_[statement.base];
    if (--uses[statement.base] == 0) {
      out.push_back(std::move(base));
    } else {
      out.push_back(base);
    }
    out.back().architectures = *names[statement.names];
    if (products_) out.back().cpes = cpes_of(std::move(statement.products));
  }
  return out;
}

std::vector<Affected> join_architectures(std::vector<Affected>&& list) {
  JoinedAffected joined(false);
  for (auto& each : list) joined.add(std::move(each));
  return std::move(joined).take();
}

}  // namespace pratique::advisory
