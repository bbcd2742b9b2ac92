#include "attest/compare.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::attest {

namespace {

// Type, namespace and name in one spelling.
using Name = std::tuple<std::string, std::string, std::string>;
struct Seen {
  ComparedPackage package;
  std::string version;
  bool declared = true;
};
// By version in one spelling.
using Versions = std::map<std::string, Seen>;
using Side = std::map<Name, Versions>;

Name name_of(const model::Purl& purl) {
  const auto& row = model::ecosystem_of(purl);
  const auto name_space = model::is_system(purl.type) ? std::string() : purl.name_space;
  return {purl.type, model::canonical_name(row, name_space), model::canonical_name(row, purl.name)};
}

// rpm and dpkg: "1:2.0-3", or the epoch as a qualifier; none is 0. Go: "v1.2.3", of its own library also "1.22".
std::string version_of(const model::Purl& purl) {
  std::string_view version = purl.version;
  if (purl.type == "golang" && version.starts_with('v')) version.remove_prefix(1);
  if (!model::is_system(purl.type)) return std::string(version);
  if (version.starts_with("0:")) return std::string(version.substr(2));
  const auto epoch = purl.qualifiers.find("epoch");
  const bool named = epoch != purl.qualifiers.end() && epoch->second != "0";
  return named && !base::contains(version, ":") ? epoch->second + ":" + std::string(version)
                                                : std::string(version);
}

Side side_of(const model::Inventory& inventory) {
  Side side;
  for (const auto& component : inventory.components) {
    const auto& purl = component.purl;
    auto& seen = side[name_of(purl)][version_of(purl)];
    if (seen.package.purl.empty()) {
      seen.package.purl = purl.short_form();
      seen.version = purl.version;
      if (!component.locations.empty()) seen.package.path = component.locations.front().path;
    }
    seen.declared = seen.declared && component.evidence == model::Evidence::kDeclared;
  }
  return side;
}

std::set<std::string> types_of(const Side& side) {
  std::set<std::string> types;
  for (const auto& [name, versions] : side) types.insert(std::get<0>(name));
  return types;
}

bool left_files_unread(const model::Inventory& found) {
  return std::ranges::any_of(found.notes,
                             [](const auto& note) { return note.code == "not-read" && note.incomplete; });
}

class Comparison {
 public:
  Comparison(const model::Inventory& listed, const model::Inventory& found, bool ours)
      : listed_(side_of(listed)),
        found_(side_of(found)),
        listed_types_(types_of(listed_)),
        found_types_(types_of(found_)),
        ours_(ours),
        left_unread_(left_files_unread(found)) {}

  SbomDifference run() && {
    std::set<Name> names;
    for (const auto* side : {&listed_, &found_}) {
      for (const auto& [name, versions] : *side) names.insert(name);
    }
    for (const auto& name : names) compare(name);
    for (const auto& type : found_types_) {
      if (!listed_types_.contains(type)) out_.unlisted_types.push_back(type);
    }
    return std::move(out_);
  }

 private:
  void compare(const Name& name) {
    auto listed = listed_[name], found = found_[name];
    for (auto at = listed.begin(); at != listed.end();) {
      const bool both = found.erase(at->first) > 0;
      out_.same += both ? 1 : 0;
      at = both ? listed.erase(at) : std::next(at);
    }
    // What is left on both sides is one package in other versions, pair by pair.
    while (!listed.empty() && !found.empty()) {
      const auto& theirs = listed.begin()->second;
      const auto& ours = found.begin()->second;
      out_.other_version.push_back(
          {without_version(ours.package.purl), theirs.version, ours.version, ours.package.path});
      listed.erase(listed.begin());
      found.erase(found.begin());
    }
    for (const auto& [version, seen] : listed) add_listed(std::get<0>(name), seen);
    for (const auto& [version, seen] : found) add_found(seen);
  }

  static std::string without_version(const std::string& purl) {
    const auto halves = base::cut_last(purl, "@");
    return halves ? std::string(halves->before) : purl;
  }

  void add_listed(const std::string& type, const Seen& seen) {
    const auto installs = model::ecosystem_of_type(type).installs;
    const bool installed = installs == model::Installs::kSystem || installs == model::Installs::kLanguage;
    const bool unseen = !installed || (left_unread_ && !found_types_.contains(type));
    (unseen ? out_.unchecked : out_.invented).push_back(seen.package);
  }

  void add_found(const Seen& seen) {
    (seen.declared && !ours_ ? out_.declared : out_.missing).push_back(seen.package);
  }

  Side listed_, found_;
  std::set<std::string> listed_types_, found_types_;
  bool ours_, left_unread_;
  SbomDifference out_;
};

}  // namespace

SbomDifference compare_sboms(const model::Inventory& listed, const model::Inventory& found, bool ours) {
  return Comparison(listed, found, ours).run();
}

}  // namespace pratique::attest
