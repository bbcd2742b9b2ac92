// package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3
// (https://docs.npmjs.com/cli/configuring-npm/package-lock-json): declared packages.
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/text_hash.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/npm/locked.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;

// Version 1 nests "dependencies" as deep as the module folders; npm's own trees stay under 20.
constexpr int kMaxDepth = 100;

model::Scope scope_of(Json entry) {
  const auto is = [&](const char* key) { return entry[key].boolean().value_or(false); };
  if (is("dev")) return model::Scope::kDev;
  if (is("optional") || is("devOptional")) return model::Scope::kOptional;
  return is("peer") ? model::Scope::kPeer : model::Scope::kRequired;
}

// "resolved" is the address of an archive, of a repository ("git+ssh://…#abc") or a folder ("file:../x"); in version 1 the
// last two are the version. Of what is none of a registry's npm keeps the version that its manifest states.
lang::PackageCollector::Id add_package(lang::PackageCollector& out, std::string_view name,
                                       std::string_view version, Json entry) {
  auto component = npm::locked_package(name, version);
  if (component) {
    lang::add_license(*component, entry["license"].text());
    component->scope = scope_of(entry);
    lang::add_integrity(*component, entry["integrity"].text());
    npm::set_source(*component, entry["resolved"].text(), version);
  }
  return out.add(std::move(component), lang::stated(entry["version"]));
}

// The folders node_modules of a project, and the packages in them. Names are views into the document.
class Tree {
 public:
  using Folder = std::uint32_t;
  static constexpr Folder kRoot = 0, kNowhere = static_cast<Folder>(-1);

  explicit Tree(lang::PackageCollector& out) : out_(out) {}

  // The folder of the package that lies in node_modules of `above` under that name, made if it is not there;
  // kNowhere when there are too many.
  Folder below(Folder above, std::string_view name) {
    if (above == kNowhere) return kNowhere;
    const auto known = find(above, name);
    if (known != kNowhere || folders_.size() == kMaxFolders) return known;
    const auto made = static_cast<Folder>(folders_.size());
    folders_.push_back({above, nullptr});
    below_.emplace(std::pair(above, name), made);
    return made;
  }

  // "node_modules/a/node_modules/@s/b"; of a member of a workspace "packages/c/node_modules/d".
  Folder at(std::string_view location) {
    auto folder = kRoot;
    while (!location.empty()) {
      if (location.starts_with(kModules)) location.remove_prefix(kModules.size());
      const auto end = location.find(kNext);
      folder = below(folder, location.substr(0, end));
      location.remove_prefix(end == std::string_view::npos ? location.size() : end + 1);
    }
    return folder;
  }

  void put(Folder folder, lang::PackageCollector::Id id) {
    if (folder != kNowhere && folders_[folder].package == nullptr) folders_[folder].package = id;
  }

  // The package in `folder` needs one that it calls `name`: looked for as Node does, in the folder itself, then in
  // each above it (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
  void depend(Folder folder, std::string_view name, model::Scope scope) {
    if (folder == kNowhere || folders_[folder].package == nullptr) return;
    out_.depend(folders_[folder].package, look_up(folder, name), scope);
  }

  // The project, or a member of its workspace, whose folder that is.
  void ask_for(Folder folder, std::string_view name) {
    if (folder != kNowhere) out_.ask_for(look_up(folder, name));
  }

  static constexpr std::string_view kModules = "node_modules/";

 private:
  lang::PackageCollector::Id look_up(Folder folder, std::string_view name) const {
    for (int depth = 0; depth < kMaxDepth; ++depth) {
      const auto found = find(folder, name);
      if (found != kNowhere) return folders_[found].package;
      if (folder == kRoot) break;
      folder = folders_[folder].above;
    }
    return nullptr;
  }

  static constexpr std::string_view kNext = "/node_modules/";
  static constexpr std::size_t kMaxFolders = 2 * lang::kMaxPackages;

  struct Place {
    Folder above;
    lang::PackageCollector::Id package;
  };
  struct Hash {
    std::size_t operator()(const std::pair<Folder, std::string_view>& key) const {
      return base::hash_text(key.second) ^ (key.first * 0x9e3779b97f4a7c15u);
    }
  };

  Folder find(Folder above, std::string_view name) const {
    const auto found = below_.find({above, name});
    return found == below_.end() ? kNowhere : found->second;
  }

  lang::PackageCollector& out_;
  std::vector<Place> folders_ = {{kRoot, nullptr}};
  std::unordered_map<std::pair<Folder, std::string_view>, Folder, Hash> below_;
};

struct Needs {
  const char* key;
  model::Scope scope;
};
constexpr Needs kNeeds[] = {{"dependencies", model::Scope::kRequired},
                            {"optionalDependencies", model::Scope::kOptional},
                            {"peerDependencies", model::Scope::kPeer}};

// What a manifest of the project names, dev dependencies too.
void ask_for_needs(Tree& tree, Tree::Folder folder, Json entry) {
  for (const char* key : {"dependencies", "optionalDependencies", "peerDependencies", "devDependencies"})
    entry[key].each_member([&](std::string_view name, Json) { tree.ask_for(folder, name); });
}

// lockfileVersion 2 and 3: "packages" by location. The root is "", workspace members have a location outside
// node_modules and a link to it.
void read_packages(Json packages, lang::PackageCollector& out) {
  Tree tree(out);
  packages.each_member([&](std::string_view location, Json entry) {
    const auto at = location.rfind(Tree::kModules);
    if (at == std::string_view::npos || entry["link"].boolean().value_or(false)) return;
    const auto alias = entry["name"].text();  // only there when it is not the folder's
    const auto name = alias.empty() ? location.substr(at + Tree::kModules.size()) : alias;
    tree.put(tree.at(location), add_package(out, name, entry["version"].text(), entry));
  });
  packages.each_member([&](std::string_view location, Json entry) {
    const auto folder = tree.at(location);
    if (!base::contains(location, Tree::kModules)) return ask_for_needs(tree, folder, entry);
    for (const auto& [key, scope] : kNeeds) {
      entry[key].each_member([&](std::string_view name, Json) {
        const bool may_lack = entry["peerDependenciesMeta"][name]["optional"].boolean().value_or(false);
        const bool peer = scope == model::Scope::kPeer;
        tree.depend(folder, name, peer && may_lack ? model::Scope::kOptional : scope);
      });
    }
  });
}

// lockfileVersion 1: "dependencies" by name, nested as the folders are. "requires" does not tell what a
// package can do without.
class Nested {
 public:
  explicit Nested(lang::PackageCollector& out) : out_(out), tree_(out) {}

  Result<void> read(Json root) {
    PQ_CHECK(read(root["dependencies"], Tree::kRoot, 0));
    for (const auto& [folder, entry] : entries_) {
      entry["requires"].each_member(
          [&](std::string_view name, Json) { tree_.depend(folder, name, model::Scope::kRequired); });
    }
    return {};
  }

 private:
  Result<void> read(Json dependencies, Tree::Folder above, int depth) {
    if (depth > kMaxDepth)
      return base::over_limit("dependencies nested deeper than " + std::to_string(kMaxDepth));
    Result<void> result;
    dependencies.each_member([&](std::string_view called, Json entry) {
      if (!result || !entry.is_object()) return;
      auto name = called, version = entry["version"].text();
      if (version.starts_with("npm:")) {  // an alias: "npm:@s/real@1.2.3"
        const auto real = base::cut_last(version.substr(4), "@");
        if (real && !real->before.empty()) {
          name = real->before;
          version = real->after;
        }
      }
      const auto folder = tree_.below(above, called);
      tree_.put(folder, add_package(out_, name, version, entry));
      entries_.emplace_back(folder, entry);
      result = read(entry["dependencies"], folder, depth + 1);
    });
    return result;
  }

  lang::PackageCollector& out_;
  Tree tree_;
  std::vector<std::pair<Tree::Folder, Json>> entries_;
};

class PackageLock : public Extractor {
 public:
  PackageLock()
      : Extractor({.name = "lang/package_lock",
                   .role = Role::kLockFile,
                   .version = 3,
                   .triggers = {.base_names = {"package-lock.json", "npm-shrinkwrap.json"}},
                   .name_use = NameUse::kNone}) {}

  // Not node_modules/.package-lock.json (the files beside it tell the same, as installed), and no lock file
  // of a package.
  Wish wants(const Candidate& candidate) const override {
    const bool foreign =
        npm::locate(candidate.path).place != lang::Place::kElsewhere || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    if (!root.is_object()) return base::invalid("package lock is not a JSON object");
    lang::PackageCollector packages;
    const auto by_location = root["packages"], nested = root["dependencies"];
    if ((by_location && !by_location.is_object()) || (nested && !nested.is_object()))
      return base::invalid("package lock with a list of packages that is no object");
    if (by_location) {
      read_packages(by_location, packages);
    } else {
      PQ_CHECK(Nested(packages).read(root));
    }
    auto record = std::move(packages).take();
    if (npm::names_own_registry(text)) npm::mark_private_scopes(record);
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_package_lock() { return std::make_unique<PackageLock>(); }

}  // namespace pratique::extract
