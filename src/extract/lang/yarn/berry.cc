#include <algorithm>
#include <set>

#include "base/text.h"
#include "codec/yaml.h"
#include "extract/lang/yarn/lock.h"

namespace pratique::extract::yarn {
namespace {

using codec::Yaml;

// What a package can do without: {fsevents: {optional: true}}.
std::set<std::string_view> optional_of(Yaml meta) {
  std::set<std::string_view> names;
  meta.each_member([&](std::string_view name, Yaml one) {
    if (one["optional"].boolean().value_or(false)) names.insert(name);
  });
  return names;
}

void add_needs(LockEntry& locked, Yaml entry) {
  const auto add = [&](const char* list, const char* meta, model::Scope otherwise) {
    const auto optional = optional_of(entry[meta]);
    entry[list].each_member([&](std::string_view name, Yaml range) {
      const auto scope = optional.contains(name) ? model::Scope::kOptional : otherwise;
      locked.needs.push_back({name, range.text(), scope, otherwise == model::Scope::kPeer});
    });
  };
  add("dependencies", "dependenciesMeta", model::Scope::kRequired);
  add("peerDependencies", "peerDependenciesMeta", model::Scope::kPeer);
}

LockEntry locked_of(std::string_view key, Yaml entry) {
  LockEntry locked;
  for (const auto one : base::split(key, ',')) locked.descriptors.push_back(base::trim(one));
  const auto resolution = cut_descriptor(entry["resolution"].text());
  locked.name = resolution.name;
  locked.source = resolution.range;
  locked.version = lang::stated(entry["version"]);
  add_needs(locked, entry);
  return locked;
}

}  // namespace

bool is_berry(std::string_view text) {
  static constexpr std::string_view kMark = "__metadata:";
  return text.starts_with(kMark) || base::contains(text, "\n" + std::string(kMark));
}

Result<void> read_berry(std::string_view text,
                        const std::function<void(const std::vector<LockEntry>&)>& visit_all) {
  PQ_TRY(const auto document, codec::YamlDocument::parse(text));
  if (!document.root().is_object()) return base::invalid("yarn.lock that is no mapping");
  std::vector<LockEntry> all;
  std::size_t size = 0;
  document.root().each_member([&](std::string_view key, Yaml entry) {
    if (key == "__metadata") return;
    size += static_cast<std::size_t>(std::ranges::count(key, ','));
    if (size > kMaxEntries) return;
    all.push_back(locked_of(key, entry));
    size += 1 + all.back().needs.size();
  });
  if (size > kMaxEntries) return base::over_limit("more entries than a lock file has");
  visit_all(all);
  return {};
}

}  // namespace pratique::extract::yarn
