// Cargo.toml. Source: the Cargo Book, "Specifying Dependencies", "The [workspace.dependencies] table".
#include <algorithm>
#include <map>

#include "base/text.h"
#include "codec/toml.h"
#include "fix/declaration_editor.h"
#include "fix/leaves.h"
#include "fix/toml_places.h"

namespace pratique::fix::manifests {

namespace {

bool is_dependencies(std::string_view key) {
  return key == "dependencies" || key == "dev-dependencies" || key == "build-dependencies" ||
         key == "dev_dependencies" || key == "build_dependencies";
}

// How many keys of a path lead to a table of dependencies; 0: it leads to none.
std::size_t group_size(const std::vector<std::string>& path) {
  if (path.size() > 1 && is_dependencies(path[0])) return 1;
  if (path.size() > 2 && path[0] == "workspace" && path[1] == "dependencies") return 2;
  if (path.size() > 3 && path[0] == "target" && is_dependencies(path[2])) return 3;
  return 0;
}

// One dependency: "1.0", or a table of keys.
struct Entry {
  std::string key;
  std::vector<std::string> group;
  std::map<std::string, const TomlPlace*> values;
  const TomlPlace* plain = nullptr;
  const TomlPlace* first = nullptr;
};

std::string text_of(const Entry& entry, const char* key) {
  const auto found = entry.values.find(key);
  return found == entry.values.end() ? "" : found->second->text;
}

DeclaredVersion declared(const Entry& entry, const LineNumbers& lines) {
  const auto package = text_of(entry, "package");
  DeclaredVersion out{.name = package.empty() ? entry.key : package, .group = dotted_path(entry.group)};
  const auto found = entry.values.find("version");
  const auto* version = entry.plain != nullptr        ? entry.plain
                        : found == entry.values.end() ? nullptr
                                                      : found->second;
  out.line = lines.at((version == nullptr ? entry.first : version)->offset);
  if (version == nullptr) {
    out.offset = entry.first->offset;
    out.fixed = text_of(entry, "workspace") == "true"
                    ? "is taken from [workspace.dependencies] of the workspace"
                : !text_of(entry, "git").empty()  ? "a Git repository"
                : !text_of(entry, "path").empty() ? "a folder"
                                                  : "no version is asked for";
    return out;
  }
  out.requirement = version->text;
  out.offset = version->offset + version->quotes;
  out.length = version->length - 2 * version->quotes;
  if (!version->is_string || version->text.size() != out.length)
    out.fixed = "a version that is written with escapes";
  // With a version besides, it is what is published that it counts for.
  if (!text_of(entry, "git").empty()) out.fixed = "a Git repository";
  if (!text_of(entry, "path").empty()) out.fixed = "a folder";
  return out;
}

class CargoToml final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "Cargo.toml", .purl_type = "cargo", .names = {"Cargo.toml"}, .settle = "cargo update"};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    PQ_TRY(const auto places, read_toml_places(text));
    std::vector<Entry> entries;
    std::map<std::vector<std::string>, std::size_t> known;
    for (const auto& place : places) {
      const auto size = group_size(place.path);
      if (size == 0) continue;
      const auto end = place.path.begin() + static_cast<std::ptrdiff_t>(size);
      const auto [found, is_new] = known.try_emplace({place.path.begin(), end + 1}, entries.size());
      if (is_new)
        entries.push_back({.key = *end, .group = {place.path.begin(), end}, .values = {}, .first = &place});
      auto& entry = entries[found->second];
      if (place.path.size() == size + 1) entry.plain = &place;
      if (place.path.size() == size + 2) entry.values[place.path.back()] = &place;
    }
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    for (const auto& entry : entries) out.push_back(declared(entry, lines));
    std::ranges::stable_sort(out, {}, &DeclaredVersion::offset);
    return out;
  }

 protected:
  // Cargo takes "-" and "_" for the same.
  std::string plain_name(std::string_view name) const override { return base::replace_all(name, "-", "_"); }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "update the lock file: `cargo update -p " + move.name + "`";
  }

  Result<HeldEntry> hold(std::string_view, const PackageMove& move, const EditOptions&) const override {
    return base::fail(ErrorKind::kUnsupported, "Cargo.toml has no entry that holds a transitive package", {},
                      "update the lock file: `cargo update -p " + move.name + " --precise " + move.to + "`");
  }

  Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                     std::size_t) const override {
    PQ_TRY(const auto changes, changes_between<codec::TomlDocument>(before, after));
    if (changes.changed == changed && changes.added == 0 && changes.removed == 0) return {};
    return base::invalid("the edited Cargo.toml differs in more than the versions");
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_cargo_toml() { return std::make_unique<CargoToml>(); }

}  // namespace pratique::fix::manifests
