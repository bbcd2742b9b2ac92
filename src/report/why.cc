#include "report/why.h"

#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::report {

namespace {

// The names that a package goes by, in lower case.
std::vector<std::string> names_of(const model::Purl& purl) {
  std::vector<std::string> names = {base::to_lower(purl.name), base::to_lower(model::display_name(purl))};
  if (!purl.name_space.empty()) names.push_back(base::to_lower(purl.name_space + "/" + purl.name));
  names.push_back(model::canonical_name(model::ecosystem_of_type(purl.type), names.front()));
  return names;
}

bool is_called(const model::Component& component, std::string_view word) {
  const auto& row = model::ecosystem_of_type(component.purl.type);
  const auto names = names_of(component.purl);
  return std::ranges::find(names, word) != names.end() || names.back() == model::canonical_name(row, word);
}

// Everything that the asked one says; a vendor may be left out, a scope is a part of the name.
bool matches(const model::Purl& asked, const model::Purl& purl) {
  if (asked.type != purl.type || asked.name != purl.name) return false;
  const bool left_out = asked.name_space.empty() && model::is_system(purl.type);
  if (!left_out && asked.name_space != purl.name_space) return false;
  if (!asked.version.empty() && asked.version != purl.version) return false;
  return std::ranges::all_of(asked.qualifiers, [&](const auto& one) {
    const auto found = purl.qualifiers.find(one.first);
    return found != purl.qualifiers.end() && found->second == one.second;
  });
}

template <class Takes>
std::vector<std::size_t> components_that(const model::Inventory& inventory, Takes takes) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < inventory.components.size(); ++i) {
    if (takes(inventory.components[i])) found.push_back(i);
  }
  return found;
}

// By edits, the nearest first, then those that have the word as a part.
std::vector<std::string> near_names(const model::Inventory& inventory, std::string_view word) {
  constexpr std::size_t kShort = 3;  // as a part of others, such a word says nothing
  const auto most = std::max<std::size_t>(1, word.size() / 3);
  std::set<std::pair<std::size_t, std::string>> near;
  for (const auto& component : inventory.components) {
    auto name = model::display_name(component.purl);
    const auto longer = std::max(name.size(), word.size()), shorter = std::min(name.size(), word.size());
    std::size_t distance = most + 1;
    if (longer - shorter <= most && longer <= base::kMaxMeantBytes)
      distance = base::edit_distance(word, name);
    const bool part = word.size() > kShort && base::contains(base::to_lower(name), word);
    if (distance > most && !part) continue;
    near.emplace(std::min(distance, most + 1), std::move(name));
    if (near.size() > kMaxNearNames) near.erase(std::prev(near.end()));
  }
  std::vector<std::string> names;
  for (const auto& [distance, name] : near) names.push_back(name);
  return names;
}

}  // namespace

Result<NamedPackages> find_packages(const model::Inventory& inventory, std::string_view asked) {
  NamedPackages named;
  std::string word = base::to_lower(base::trim(asked));
  if (word.starts_with("pkg:")) {
    auto purl = model::parse_purl(base::trim(asked));
    if (!purl) return base::fail(ErrorKind::kUsage, "\"" + std::string(asked) + "\": " + purl.error().what);
    named.by = "purl";
    named.components =
        components_that(inventory, [&](const model::Component& one) { return matches(*purl, one.purl); });
    if (named.components.empty()) named.near = near_names(inventory, base::to_lower(purl->name));
    return named;
  }
  std::string version;
  if (const auto at = word.rfind('@'); at != std::string::npos && at > 0) {
    version = word.substr(at + 1);
    word.resize(at);
  }
  const auto is_of_version = [&](const model::Component& one) {
    return version.empty() || base::to_lower(one.purl.version) == version;
  };
  named.components = components_that(
      inventory, [&](const model::Component& one) { return is_called(one, word) && is_of_version(one); });
  if (!named.components.empty()) return named;
  named.components = components_that(inventory, [&](const model::Component& one) {
    return !one.source_name.empty() && base::to_lower(one.source_name) == word && is_of_version(one);
  });
  if (!named.components.empty()) {
    named.by = "source";
  } else {
    named.near = near_names(inventory, word);
  }
  return named;
}

}  // namespace pratique::report
