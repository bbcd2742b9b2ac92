// pnpm-lock.yaml, lockfileVersion 5.0 to 9.0 (https://github.com/pnpm/spec, lockfile): npm packages that a project declares.
// The versions differ in how packages are called: "/a/1.0.0_b@2.0.0" (5), "/a@1.0.0(b@2.0.0)" (6), and "a@1.0.0(b@2.0.0)"
// (9), where what a package needs stands in "snapshots". What follows the version are the peers that it was given.
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "codec/yaml.h"
#include "extract/extractor.h"
#include "extract/lang/npm/locked.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/npm/registries.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Yaml;

// Of the lists of packages of all documents together.
constexpr std::size_t kMaxEntries = 4 * lang::kMaxPackages;

struct Name {
  std::string_view name, version;
};

// Of "/@s/a/1.0.0_b@2.0.0"; "host/a/1.0.0" is of another registry.
Name name_of_version_5(std::string_view key) {
  if (key.starts_with('/')) {
    key.remove_prefix(1);
  } else {
    const auto host = base::cut(key, "/");
    if (host && base::contains(host->before, ".")) key = host->after;
  }
  const auto scope = key.starts_with('@') ? key.find('/') + 1 : 0;
  const auto end = key.find('/', scope);
  if (end == std::string_view::npos) return {key, {}};
  const auto version = key.substr(end + 1);
  return {key.substr(0, end), version.substr(0, version.find('_'))};
}

// Of "/@s/a@1.0.0(b@2.0.0)" and the same without the slash.
Name name_of(std::string_view key) {
  if (key.starts_with('/')) key.remove_prefix(1);
  key = key.substr(0, key.find('('));
  const auto at = key.find('@', 1);
  return at == std::string_view::npos ? Name{key, {}} : Name{key.substr(0, at), key.substr(at + 1)};
}

struct Lists {
  const char* key;
  model::Scope scope;
};

class Packages {
 public:
  Result<void> add_document(Yaml root) {
    const auto version = root["lockfileVersion"].text();
    is_version_5_ = version.starts_with("5");
    for (const char* list : {"packages", "snapshots", "importers"}) {
      if (const auto all = root[list]; all && !all.is_object() && !all.is_null())
        return base::invalid("pnpm-lock.yaml with a list of packages that is no mapping");
    }
    const auto packages = root["packages"], snapshots = root["snapshots"];
    count_ += packages.size() + snapshots.size();
    if (count_ > kMaxEntries) return base::over_limit("more packages than a lock file has");
    entries_.clear();
    packages.each_member([&](std::string_view key, Yaml entry) { add(key, entry); });
    // Those of version 9 with their peers are what is needed; the package is the same.
    snapshots.each_member([&](std::string_view key, Yaml) {
      const auto plain = entries_.find(key.substr(0, key.find('(')));
      if (plain != entries_.end()) entries_.emplace(key, plain->second);
    });
    packages.each_member([&](std::string_view key, Yaml entry) { depend(key, entry); });
    snapshots.each_member([&](std::string_view key, Yaml entry) { depend(key, entry); });
    // A project without a workspace stands at the top, before version 9.
    ask_for(root);
    root["importers"].each_member([&](std::string_view, Yaml importer) { ask_for(importer); });
    return {};
  }

  Record take() && { return std::move(packages_).take(); }

 private:
  using Id = lang::PackageCollector::Id;

  // "name" and "version" stand there where the key does not say them.
  void add(std::string_view key, Yaml entry) {
    auto [name, version] = is_version_5_ ? name_of_version_5(key) : name_of(key);
    const auto reference = version;
    if (const auto stated = entry["name"].text(); !stated.empty()) name = stated;
    if (const auto stated = entry["version"]; stated) version = stated.text();
    auto component = npm::locked_package(name, version);
    if (component) {
      const auto resolution = entry["resolution"];
      lang::add_integrity(*component, resolution["integrity"].text());
      set_source(*component, resolution, reference, key);
    }
    const auto id = packages_.add(std::move(component), lang::Stated{.text = version});
    entries_.emplace(key, Entry{id, entry});
  }

  static void set_source(model::Component& component, Yaml resolution, std::string_view reference,
                         std::string_view key) {
    const auto type = resolution["type"].text();
    if (type == "git") {
      const auto repository = "git+" + std::string(resolution["repo"].text());
      return npm::set_source(component, repository, {});
    }
    if (type == "directory")
      return npm::set_source(component, "file:" + std::string(resolution["directory"].text()), {});
    const auto tarball = resolution["tarball"].text(), registry = resolution["registry"].text();
    const auto& address = tarball.empty() ? registry : tarball;
    npm::set_source(component, address, reference.starts_with("file:") ? reference : key);
  }

  // A reference is a version with its peers, or the key itself: of an alias, an archive, a repository.
  Id look_up(std::string_view name, std::string_view reference) {
    const std::string_view before = is_version_5_ ? "/" : "", between = is_version_5_ ? "/" : "@";
    for (const std::string_view slash : {before, std::string_view("/")}) {
      key_.assign(slash).append(name).append(between).append(reference);
      const auto found = entries_.find(std::string_view(key_));
      if (found != entries_.end()) return found->second.id;
    }
    const auto found = entries_.find(reference);
    return found == entries_.end() ? nullptr : found->second.id;
  }

  // What whoever uses the package is to bring; pnpm lists it among the rest once it was found.
  static std::map<std::string_view, model::Scope> peers_of(Yaml described) {
    std::map<std::string_view, model::Scope> peers;
    described["peerDependencies"].each_member(
        [&](std::string_view name, Yaml) { peers.emplace(name, model::Scope::kPeer); });
    described["peerDependenciesMeta"].each_member([&](std::string_view name, Yaml meta) {
      if (meta["optional"].boolean().value_or(false)) peers[name] = model::Scope::kOptional;
    });
    return peers;
  }

  void depend(std::string_view key, Yaml entry) {
    const auto from = entries_.find(key);
    if (from == entries_.end()) return;
    const auto peers = peers_of(from->second.described);
    entry["dependencies"].each_member([&](std::string_view name, Yaml reference) {
      const auto peer = peers.find(name);
      packages_.depend(from->second.id, look_up(name, reference.text()),
                       peer == peers.end() ? model::Scope::kRequired : peer->second);
    });
    entry["optionalDependencies"].each_member([&](std::string_view name, Yaml reference) {
      packages_.depend(from->second.id, look_up(name, reference.text()), model::Scope::kOptional);
    });
  }

  // A reference, or since version 6 {specifier, version}.
  void ask_for(Yaml importer) {
    static constexpr Lists kLists[] = {{"dependencies", model::Scope::kRequired},
                                       {"optionalDependencies", model::Scope::kOptional},
                                       {"devDependencies", model::Scope::kDev}};
    for (const auto& [key, scope] : kLists) {
      importer[key].each_member([&](std::string_view name, Yaml wanted) {
        const auto reference = wanted.is_object() ? wanted["version"].text() : wanted.text();
        packages_.ask_for(look_up(name, reference), scope);
      });
    }
  }

  lang::PackageCollector packages_;
  struct Entry {
    Id id;
    Yaml described;
  };
  std::unordered_map<std::string_view, Entry, base::TextHash, std::equal_to<>> entries_;
  std::string key_;
  std::size_t count_ = 0;
  bool is_version_5_ = false;
};

class PnpmLock final : public Extractor {
 public:
  PnpmLock()
      : Extractor({.name = "lang/pnpm_lock",
                   .role = Role::kLockFile,
                   .version = 2,
                   .triggers = {.base_names = {"pnpm-lock.yaml", ".npmrc", "npmrc"}},
                   .name_use = NameUse::kBaseName}) {}

  Wish wants(const Candidate& candidate) const override {
    if (!is_lock(candidate.path)) return npm::is_settings(candidate.path) ? Wish::whole() : Wish::no();
    const bool foreign =
        npm::locate(candidate.path).place != lang::Place::kElsewhere || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (!is_lock(file.path())) return npm::read_settings(file.path(), text);
    PQ_CHECK(lang::check_not_blank(text));
    PQ_TRY(const auto document, codec::YamlDocument::parse(text));
    Packages packages;
    // Since version 10 what pnpm itself is configured with may stand in a document of its own.
    for (std::size_t i = 0; i < document.size(); ++i) {
      const auto root = document.root(i);
      if (!root["lockfileVersion"]) return base::invalid("pnpm-lock.yaml without a lockfileVersion");
      PQ_CHECK(packages.add_document(root));
    }
    auto record = std::move(packages).take();
    if (npm::has_plain_packages(record)) npm::mark_private_scopes(record);
    return record;
  }

  void assemble(const Records& records, Assembly& out) const override {
    const auto first = out.components.size();
    Extractor::assemble(records, out);
    npm::mark_private_scopes(records, first, out);
  }

 private:
  static bool is_lock(std::string_view path) { return base::base_name(path) == "pnpm-lock.yaml"; }
};

}  // namespace

std::unique_ptr<Extractor> make_pnpm_lock() { return std::make_unique<PnpmLock>(); }

}  // namespace pratique::extract
