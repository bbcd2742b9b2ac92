#include "extract/os/deb/relation.h"

#include <vector>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

struct Operator {
  std::string_view text;
  Compare compare;
};
// "<" and ">" are the old way to write "<=" and ">=".
constexpr Operator kOperators[] = {
    {"<<", Compare::kLess},           {"<=", Compare::kLessOrEqual}, {">>", Compare::kGreater},
    {">=", Compare::kGreaterOrEqual}, {"=", Compare::kEqual},        {"<", Compare::kLessOrEqual},
    {">", Compare::kGreaterOrEqual},
};

// "name:arch (>= 1.2)"; of build profiles and lists of architectures, which installed packages do not have,
// nothing is read.
Capability capability_of(std::string_view text) {
  Capability one;
  const auto end = text.find_first_of(" ([<");
  const auto name = base::trim(text.substr(0, end));
  const auto halves = base::cut(name, ":");
  one.name = halves ? halves->before : name;
  if (halves) one.arch = halves->after;
  const auto open = text.find('(');
  if (open == std::string_view::npos) return one;
  auto inside = base::trim(text.substr(open + 1, text.find(')', open) - open - 1));
  for (const auto& [word, compare] : kOperators) {
    if (!inside.starts_with(word)) continue;
    one.compare = compare;
    one.version = base::trim(inside.substr(word.size()));
    break;
  }
  return one;
}

}  // namespace

void each_relation(std::string_view field, const std::function<void(std::span<const Capability>)>& visit) {
  std::vector<Capability> alternatives;
  while (!field.empty()) {
    const auto end = field.find(',');
    auto clause = field.substr(0, end);
    field.remove_prefix(end == std::string_view::npos ? field.size() : end + 1);
    alternatives.clear();
    while (!clause.empty()) {
      const auto bar = clause.find('|');
      const auto one = capability_of(base::trim(clause.substr(0, bar)));
      if (!one.name.empty()) alternatives.push_back(one);
      clause.remove_prefix(bar == std::string_view::npos ? clause.size() : bar + 1);
    }
    if (!alternatives.empty()) visit(alternatives);
  }
}

Serves serves_of(std::string_view multi_arch) {
  if (multi_arch == "foreign") return Serves::kOthers;
  return multi_arch == "allowed" ? Serves::kOthersIfAsked : Serves::kOwn;
}

void add_relations(const DebRelations& relations, Resolver& resolver) {
  for (const auto field : {relations.pre_depends, relations.depends})
    each_relation(field, [&](std::span<const Capability> alternatives) { resolver.need(alternatives); });
  each_relation(relations.recommends, [&](std::span<const Capability> alternatives) {
    resolver.need(alternatives, model::Scope::kOptional);
  });
  each_relation(relations.provides, [&](std::span<const Capability> all) { resolver.offer(all.front()); });
}

}  // namespace pratique::extract::os
