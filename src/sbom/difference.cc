#include "sbom/difference.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"

namespace pratique::sbom {
namespace {

// What all components of one package in one version say.
struct Said {
  std::set<std::string> licenses, suppliers, hashes, cpes, sources, scopes;
};
using Versions = std::map<std::string, Said>;
using Packages = std::map<std::string, Versions>;

std::string name_of(const model::Purl& purl) {
  model::Purl bare = purl;
  bare.version.clear();
  bare.qualifiers.clear();
  bare.subpath.clear();
  return bare.to_string();
}

Packages packages_of(const model::Inventory& inventory) {
  Packages all;
  for (const auto& component : inventory.components) {
    auto& said = all[name_of(component.purl)][component.purl.version];
    const auto add = [](std::set<std::string>& to, std::string text) {
      if (!text.empty()) to.insert(std::move(text));
    };
    for (const auto& license : component.licenses) add(said.licenses, license);
    for (const auto& hash : component.details->hashes)
      add(said.hashes, std::string(model::to_string(hash.algorithm)) + ":" + hash.value);
    for (const auto& cpe : component.details->cpes) add(said.cpes, cpe);
    add(said.suppliers, component.supplier);
    add(said.sources,
        component.source_name + (component.source_version.empty() ? "" : " " + component.source_version));
    add(said.scopes, model::to_string(component.scope));
  }
  return all;
}

std::string joined(const std::set<std::string>& texts) {
  return base::join(std::vector<std::string>(texts.begin(), texts.end()), ", ");
}

std::vector<FieldChange> fields_of(const Said& before, const Said& after) {
  std::vector<FieldChange> changes;
  const auto compare = [&](const char* field, const auto& was, const auto& is) {
    if (was != is) changes.push_back({field, joined(was), joined(is)});
  };
  compare("licenses", before.licenses, after.licenses);
  compare("supplier", before.suppliers, after.suppliers);
  compare("hashes", before.hashes, after.hashes);
  compare("cpes", before.cpes, after.cpes);
  compare("source", before.sources, after.sources);
  compare("scope", before.scopes, after.scopes);
  return changes;
}

// Versions of one package on both sides. One that went and one that came are a change, further ones came or went.
void compare(const std::string& package, const Versions& before, const Versions& after,
             InventoryDifference& out) {
  std::vector<std::string> gone, come;
  for (const auto& [version, said] : before) {
    const auto found = after.find(version);
    if (found == after.end()) {
      gone.push_back(version);
    } else if (auto fields = fields_of(said, found->second); fields.empty()) {
      ++out.same;
    } else {
      out.changed.push_back({package, version, version, std::move(fields)});
    }
  }
  for (const auto& [version, said] : after) {
    if (!before.contains(version)) come.push_back(version);
  }
  if (!gone.empty() && !come.empty()) {
    out.changed.push_back({package, base::join(gone, ", "), base::join(come, ", "), {}});
    return;
  }
  for (auto& version : gone) out.removed.push_back({package, std::move(version)});
  for (auto& version : come) out.added.push_back({package, std::move(version)});
}

}  // namespace

InventoryDifference difference_of(const model::Inventory& before, const model::Inventory& after) {
  static const Versions kNone;
  InventoryDifference out;
  const auto was = packages_of(before), is = packages_of(after);
  for (const auto& [package, versions] : was) {
    const auto found = is.find(package);
    compare(package, versions, found == is.end() ? kNone : found->second, out);
  }
  for (const auto& [package, versions] : is) {
    if (!was.contains(package)) compare(package, kNone, versions, out);
  }
  std::sort(out.added.begin(), out.added.end());
  std::sort(out.removed.begin(), out.removed.end());
  std::ranges::stable_sort(out.changed, {}, &ChangedPackage::package);
  return out;
}

}  // namespace pratique::sbom
