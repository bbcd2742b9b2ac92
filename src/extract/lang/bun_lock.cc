// bun.lock, lockfileVersion 0 to 2 (https://bun.com/docs/pm/lockfile): npm packages that a project declares. JSON with commas
// before closing brackets. "packages" are called by where they lie, as in node_modules: "a", "a/b", "@s/c/a".
#include <algorithm>
#include <unordered_map>
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

// Folders above a package in which one is looked for; Bun's own trees stay under 20.
constexpr int kMaxDepth = 100;

// The same with blanks for comments and for commas before a closing bracket; what stands in quotes stays.
std::string plain_json(std::string_view text) {
  std::string out(text);
  std::size_t comma = std::string::npos;  // with nothing but blanks behind it
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char c = out[i];
    if (c == '"') {
      for (++i; i < out.size() && out[i] != '"'; ++i) i += out[i] == '\\' ? 1 : 0;
    } else if (c == '/' && i + 1 < out.size() && (out[i + 1] == '/' || out[i + 1] == '*')) {
      const bool line = out[i + 1] == '/';
      const auto end = out.find(line ? "\n" : "*/", i + 2);
      const auto stop = end == std::string::npos ? out.size() : end + (line ? 0 : 2);
      std::fill(out.begin() + static_cast<std::ptrdiff_t>(i), out.begin() + static_cast<std::ptrdiff_t>(stop),
                ' ');
      i = stop - 1;
      continue;
    } else if ((c == '}' || c == ']') && comma != std::string::npos) {
      out[comma] = ' ';
    }
    if (c == ',') comma = i;
    if (c != ',' && !base::is_space(c)) comma = std::string::npos;
  }
  return out;
}

// Of "a/@s/b": "a". A scope is of its name.
std::string_view above(std::string_view place) {
  const auto last = place.rfind('/');
  if (last == std::string_view::npos) return {};
  const auto before = place.rfind('/', last - 1);
  const auto scope = before == std::string_view::npos || last == 0 ? 0 : before + 1;
  if (last != 0 && place[scope] == '@') return scope == 0 ? std::string_view{} : place.substr(0, scope - 1);
  return place.substr(0, last);
}

class Packages {
 public:
  void read(Json root) {
    root["packages"].each_member([this](std::string_view place, Json entry) { add(place, entry); });
    for (const auto& [place, id, info] : entries_) depend(place, id, info);
    root["workspaces"].each_member([this](std::string_view, Json member) { ask_for(member); });
  }

  Record take() && { return std::move(packages_).take(); }

 private:
  using Id = lang::PackageCollector::Id;
  struct Entry {
    std::string_view place;
    Id id;
    Json info;
  };

  // ["a@1.2.3", REGISTRY, {needs}, "sha512-…"]; of a repository, folder or archive without the registry; of a member of the
  // workspace ["b@workspace:packages/b"].
  void add(std::string_view place, Json entry) {
    const auto words = entry.at(0).text();
    const auto at = words.find('@', 1);
    const auto name = words.substr(0, at);
    const auto version = at == std::string_view::npos ? std::string_view{} : words.substr(at + 1);
    if (version.starts_with("workspace:")) return;
    std::string_view registry, integrity;
    Json info;
    for (std::size_t i = 1; i < std::min<std::size_t>(entry.size(), 4); ++i) {
      const auto part = entry.at(i);
      if (part.is_object()) info = part;
      if (part.text().starts_with("http")) registry = part.text();
      if (part.text().starts_with("sha")) integrity = part.text();
    }
    auto component = npm::locked_package(name, version.starts_with("root:") ? std::string_view{} : version);
    if (component) {
      lang::add_integrity(*component, integrity);
      npm::set_source(*component, version.starts_with("http") ? version : registry, version);
    }
    const bool wrong_type = !entry.at(0).is_string();
    const auto id = packages_.add(std::move(component), {.text = version, .wrong_type = wrong_type});
    if (place.size() > lang::kMaxIdentity) return;
    ids_.emplace(place, id);
    entries_.push_back({place, id, info});
  }

  // As Node finds a module: below the package itself, then below each above it.
  Id look_up(std::string_view place, std::string_view name) {
    for (int depth = 0; depth < kMaxDepth; ++depth) {
      key_.assign(place).append(place.empty() ? "" : "/").append(name);
      if (const auto found = ids_.find(std::string_view(key_)); found != ids_.end()) return found->second;
      if (place.empty()) break;
      place = above(place);
    }
    return nullptr;
  }

  void depend(std::string_view place, Id id, Json info) {
    std::vector<std::string_view> may_lack;
    info["optionalPeers"].each([&](Json name) { may_lack.push_back(name.text()); });
    std::ranges::sort(may_lack);
    const auto add = [&](const char* list, model::Scope scope) {
      info[list].each_member([&](std::string_view name, Json) {
        const bool optional = scope == model::Scope::kPeer && std::ranges::binary_search(may_lack, name);
        packages_.depend(id, look_up(place, name), optional ? model::Scope::kOptional : scope);
      });
    };
    add("dependencies", model::Scope::kRequired);
    add("optionalDependencies", model::Scope::kOptional);
    add("peerDependencies", model::Scope::kPeer);
  }

  // What a member needs lies below its name where it is not what the others have.
  void ask_for(Json member) {
    const auto name = member["name"].text();
    const auto add = [&](const char* list, model::Scope scope) {
      member[list].each_member(
          [&](std::string_view needed, Json) { packages_.ask_for(look_up(name, needed), scope); });
    };
    add("dependencies", model::Scope::kRequired);
    add("optionalDependencies", model::Scope::kOptional);
    add("peerDependencies", model::Scope::kPeer);
    add("devDependencies", model::Scope::kDev);
  }

  lang::PackageCollector packages_;
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, Id, base::TextHash, std::equal_to<>> ids_;
  std::string key_;
};

class BunLock final : public Extractor {
 public:
  BunLock()
      : Extractor({.name = "lang/bun_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"bun.lock"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    const bool foreign =
        npm::locate(candidate.path).place != lang::Place::kElsewhere || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (text.size() > codec::kMaxJsonBytes) return base::over_limit("bun.lock larger than 32 MiB");
    PQ_TRY(const auto document, codec::JsonDocument::parse(plain_json(text)));
    const auto root = document.root();
    if (!root.is_object()) return base::invalid("bun.lock is not a JSON object");
    if (const auto list = root["packages"]; list && !list.is_object())
      return base::invalid("bun.lock with a list of packages that is no object");
    Packages packages;
    packages.read(root);
    auto record = std::move(packages).take();
    if (npm::has_plain_packages(record)) npm::mark_private_scopes(record);
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_bun_lock() { return std::make_unique<BunLock>(); }

}  // namespace pratique::extract
