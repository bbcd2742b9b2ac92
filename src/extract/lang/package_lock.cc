// package-lock.json and npm-shrinkwrap.json, lockfileVersion 1 to 3
// (https://docs.npmjs.com/cli/configuring-npm/package-lock-json): declared packages.
#include <map>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;

// Version 1 nests "dependencies" as deep as the module folders; npm's own trees stay under 20.
constexpr int kMaxDepth = 100;

// In version 1, and for what comes not from a registry, the version may be an address ("git+ssh://…#abc",
// "file:../x").
std::string_view plain_version(std::string_view version) {
  return version.find(':') == std::string_view::npos && version.find('/') == std::string_view::npos
             ? version
             : std::string_view{};
}

std::string to_hex(std::string_view bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += "0123456789abcdef"[byte >> 4];
    digits += "0123456789abcdef"[byte & 15];
  }
  return digits;
}

// "sha512-BASE64" (Subresource Integrity): of the package's archive. Weaker ones may stand beside it.
void add_hashes(model::Component& component, std::string_view integrity) {
  for (const auto word : base::words(integrity)) {
    const auto halves = base::cut(word, "-");
    if (!halves) continue;
    const auto algorithm = model::parse_hash_algorithm(halves->before);
    const auto bytes = codec::from_base64(halves->after);
    if (algorithm && bytes) component.details.edit().hashes.push_back({*algorithm, to_hex(*bytes)});
  }
  model::normalise(component);
}

model::Scope scope_of(Json entry) {
  const auto is = [&](const char* key) { return entry[key].boolean().value_or(false); };
  if (is("dev")) return model::Scope::kDev;
  if (is("optional") || is("devOptional")) return model::Scope::kOptional;
  return is("peer") ? model::Scope::kPeer : model::Scope::kRequired;
}

lang::PackageList::Id add(lang::PackageList& out, std::string_view name, std::string_view version,
                          Json entry) {
  std::string_view scope;
  if (const auto halves = base::cut(name, "/"); halves && name.starts_with('@')) {
    scope = halves->before;
    name = halves->after;
  }
  auto component = lang::package("npm", scope, name, plain_version(version), model::Evidence::kDeclared);
  if (component) {
    lang::add_license(*component, entry["license"].text());
    component->scope = scope_of(entry);
    add_hashes(*component, entry["integrity"].text());
    lang::set_origin(*component, entry["resolved"].text());
  }
  return out.add(std::move(component));
}

// lockfileVersion 2 and 3: "packages" by location, "node_modules/a/node_modules/@s/b". The root is "",
// workspace members have a location outside node_modules and a link to it.
class ByLocation {
 public:
  explicit ByLocation(lang::PackageList& out) : out_(out) {}

  void read(Json packages) {
    packages.each_member([&](std::string_view location, Json entry) {
      const auto at = location.rfind(kFolder);
      if (at == std::string_view::npos || entry["link"].boolean().value_or(false)) return;
      const auto alias = entry["name"].text();  // only there when it is not the folder's
      const auto name = alias.empty() ? location.substr(at + kFolder.size()) : alias;
      places_[location] = add(out_, name, entry["version"].text(), entry);
    });
    packages.each_member([&](std::string_view location, Json entry) {
      const auto from = places_.find(location);
      if (from == places_.end()) return;
      for (const char* key : {"dependencies", "optionalDependencies", "peerDependencies"}) {
        entry[key].each_member(
            [&](std::string_view name, Json) { out_.depend(from->second, resolve(location, name)); });
      }
    });
  }

 private:
  static constexpr std::string_view kFolder = "node_modules/";
  static constexpr std::size_t kMaxLocation = 4096;  // as long as a path may be

  // As Node looks a module up: in the folder itself, then in each above it
  // (https://nodejs.org/api/modules.html#loading-from-node_modules-folders).
  lang::PackageList::Id resolve(std::string_view location, std::string_view name) const {
    if (location.size() + name.size() > kMaxLocation) return nullptr;
    auto base = std::string(location) + "/";
    for (int depth = 0; depth < kMaxDepth; ++depth) {
      const auto found = places_.find(base + std::string(kFolder) + std::string(name));
      if (found != places_.end()) return found->second;
      const auto above = base.rfind(kFolder, base.size() - 1);
      if (above == std::string::npos) return nullptr;
      base.resize(above);
    }
    return nullptr;
  }

  lang::PackageList& out_;
  std::map<std::string_view, lang::PackageList::Id, std::less<>> places_;
};

// lockfileVersion 1: "dependencies" by name, nested.
Result<void> read_dependencies(Json dependencies, int depth, lang::PackageList& out) {
  if (depth > kMaxDepth)
    return base::over_limit("dependencies nested deeper than " + std::to_string(kMaxDepth));
  Result<void> result;
  dependencies.each_member([&](std::string_view name, Json entry) {
    if (!result || !entry.is_object()) return;
    auto version = entry["version"].text();
    if (version.starts_with("npm:")) {  // an alias: "npm:@s/real@1.2.3"
      const auto real = base::cut_last(version.substr(4), "@");
      if (real && !real->before.empty()) {
        name = real->before;
        version = real->after;
      }
    }
    add(out, name, version, entry);
    result = read_dependencies(entry["dependencies"], depth + 1, out);
  });
  return result;
}

class PackageLock : public Extractor {
 public:
  PackageLock()
      : Extractor({.name = "lang/package_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"package-lock.json", "npm-shrinkwrap.json"}},
                   .name_use = NameUse::kNone}) {}

  // Not node_modules/.package-lock.json (the files beside it tell the same, as installed), and no lock file
  // of a package.
  Wish wants(const Candidate& candidate) const override {
    const bool foreign =
        npm::locate(candidate.path).place != npm::Place::kOutside || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    if (!root.is_object()) return base::invalid("package lock is not a JSON object");
    lang::PackageList packages;
    if (const auto by_location = root["packages"]) {
      ByLocation(packages).read(by_location);
    } else {
      PQ_CHECK(read_dependencies(root["dependencies"], 0, packages));
    }
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_package_lock() { return std::make_unique<PackageLock>(); }

}  // namespace pratique::extract
