// package.json: dependencies, and the entries by which npm, Yarn and pnpm hold transitive ones. Sources: npm's package.json
// reference, "dependencies" and "overrides"; Yarn's manifest reference, "resolutions"; pnpm's settings, "overrides".
#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "fix/declaration_editor.h"
#include "fix/json_places.h"
#include "fix/leaves.h"

namespace pratique::fix::manifests {

namespace {

constexpr std::array<std::string_view, 4> kGroups{"dependencies", "devDependencies", "optionalDependencies",
                                                  "peerDependencies"};

// "foo" of "foo@^1.0", "@a/foo" of "@a/foo@2".
std::string_view without_range(std::string_view key) {
  const auto at = key.find('@', 1);
  return key.substr(0, at);
}

// The package that a key of "resolutions" ("**/foo", "a/@b/foo@npm:^1") or of pnpm's overrides ("a@1>foo@2") is about.
std::string_view resolved_name(std::string_view key) {
  if (const auto last = base::cut_last(key, ">")) key = last->after;
  const auto slash = key.rfind('/');
  if (slash == key.npos || slash == 0) return without_range(key.substr(slash == 0 ? 1 : 0));
  const auto before = key.rfind('/', slash - 1);
  const auto scope = before == key.npos ? 0 : before + 1;
  return without_range(key[scope] == '@' ? key.substr(scope) : key.substr(slash + 1));
}

// Why a text is no range; empty: it is one.
std::string why_no_range(std::string_view spec) {
  if (spec.starts_with("workspace:")) return "a package of the workspace";
  if (spec.starts_with("catalog:")) return "a version of the workspace's catalog";
  if (spec.starts_with("file:") || spec.starts_with("link:") || spec.starts_with("portal:") ||
      spec.starts_with('.') || spec.starts_with('/') || spec.starts_with("~/"))
    return "a folder or file";
  if (base::contains(spec, ":") || base::contains(spec, "/")) return "an address, not a range of versions";
  if (find_requirement_language("npm")->admission(spec, "0.0.0")) return {};
  return "a tag of the registry (\"" + std::string(spec.substr(0, 80)) + "\"), not a range of versions";
}

class PackageJson final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "package.json", .purl_type = "npm", .names = {"package.json"}, .settle = "npm install"};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    PQ_TRY(const auto root, read_json_places(text));
    if (!root.is_object()) return base::invalid("package.json is no object");
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    for (const auto group : kGroups) {
      const auto* table = root.find(group);
      if (table == nullptr) continue;
      for (const auto& [name, value] : table->members) add(lines, std::string(group), name, value, out);
    }
    if (const auto* overrides = root.find("overrides")) read_overrides(lines, *overrides, "", false, out);
    read_resolutions(lines, root.find("resolutions"), "resolutions", out);
    if (const auto* pnpm = root.find("pnpm"))
      read_resolutions(lines, pnpm->find("overrides"), "pnpm.overrides", out);
    std::ranges::stable_sort(out, {}, &DeclaredVersion::offset);
    return out;
  }

 protected:
  std::string written(const DeclaredVersion&, std::string_view requirement, std::string_view) const override {
    auto text = json_string(requirement);
    return text.substr(1, text.size() - 2);
  }

  std::string follow(const PackageMove& move, const EditOptions& options) const override {
    const char* command = options.npm_client == NpmClient::kYarn   ? "yarn up "
                          : options.npm_client == NpmClient::kPnpm ? "pnpm update "
                                                                   : "npm update ";
    return "update the lock file: `" + (command + move.name) + "`";
  }

  // Of a peer it is the promise to work with it as well; what worked before still does.
  Result<MovedRequirement> moved(const DeclaredVersion& declared, std::string_view to) const override {
    PQ_TRY(auto moved, DeclarationEditor::moved(declared, to));
    if (declared.group != "peerDependencies" || !base::contains(declared.requirement, "||")) return moved;
    return MovedRequirement{.text = declared.requirement + " || " + moved.text};
  }

  Result<HeldEntry> hold(std::string_view text, const PackageMove& move,
                         const EditOptions& options) const override {
    PQ_TRY(const auto root, read_json_places(text));
    const auto& language = *find_requirement_language("npm");
    PQ_CHECK(language.admission("*", move.to));
    std::vector<std::string> path{"overrides"};
    const auto client = client_of(root, options);
    if (client == NpmClient::kYarn) path = {"resolutions"};
    if (client == NpmClient::kPnpm) path = {"pnpm", "overrides"};
    const auto* outer = root.find(path.front());
    const auto* inner = outer == nullptr || path.size() == 1 ? outer : outer->find(path.back());
    for (const auto* one : {outer, inner}) {
      if (one != nullptr && !one->is_object())
        return base::fail(ErrorKind::kUnsupported, "\"" + base::join(path, ".") + "\" is no object");
    }
    if (inner != nullptr && inner->find(move.name) != nullptr)
      return base::fail(ErrorKind::kUnsupported,
                        "\"" + base::join(path, ".") + "\" has an entry for it already");
    const auto range = language.compatible(move.to);
    return HeldEntry{.edits = {add_json_member(text, root, path, move.name, range)},
                     .written = json_string(move.name) + ": " + json_string(range),
                     .remark = "an entry of \"" + base::join(path, ".") + "\""};
  }

  Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                     std::size_t added) const override {
    PQ_TRY(const auto changes, changes_between<codec::JsonDocument>(before, after));
    if (changes.changed == changed && changes.added == added && changes.removed == 0) return {};
    return base::invalid("the edited package.json differs in more than the versions");
  }

 private:
  static void add(const LineNumbers& lines, std::string group, std::string_view name, const JsonPlace& value,
                  std::vector<DeclaredVersion>& out, bool partial = false) {
    if (!value.is_string()) return;
    DeclaredVersion one{.name = std::string(name),
                        .group = std::move(group),
                        .requirement = value.text,
                        .offset = value.offset + 1,
                        .length = value.length - 2,
                        .line = lines.at(value.offset),
                        .partial = partial};
    // "npm:real@^1.0": another name for a package.
    if (value.text.starts_with("npm:")) {
      const auto target = std::string_view(value.text).substr(4);
      const auto at = target.find('@', 1);
      one.name = target.substr(0, at);
      one.requirement = at == target.npos ? "" : target.substr(at + 1);
      const auto kept = value.text.size() - one.requirement.size();
      // Without escapes, so that the range can be found in the bytes.
      const bool plain = value.text.size() == one.length;
      one.fixed = at == target.npos || !plain ? "another name for a package, without a range" : "";
      if (plain) one.offset += kept, one.length -= kept;
    }
    // A reference to the direct dependency moves with it.
    if (one.requirement.starts_with('$')) return;
    if (one.fixed.empty()) one.fixed = why_no_range(one.requirement);
    out.push_back(std::move(one));
  }

  // "overrides": {"foo": "1.0", "bar@2": {".": "2.1", "foo": "1.0"}}; `partial`: the owner is one of some only.
  static void read_overrides(const LineNumbers& lines, const JsonPlace& table, std::string_view owner,
                             bool partial, std::vector<DeclaredVersion>& out) {
    for (const auto& [key, value] : table.members) {
      const bool self = key == ".";
      const auto name = self ? owner : without_range(key);
      const bool some = self ? partial : !owner.empty() || key != name;
      if (value.is_object()) {
        read_overrides(lines, value, name, some, out);
      } else {
        add(lines, "overrides", name, value, out, some);
      }
    }
  }
  static void read_resolutions(const LineNumbers& lines, const JsonPlace* table, std::string_view group,
                               std::vector<DeclaredVersion>& out) {
    if (table == nullptr) return;
    for (const auto& [key, value] : table->members)
      add(lines, std::string(group), resolved_name(key), value, out, key != resolved_name(key));
  }

  static NpmClient client_of(const JsonPlace& root, const EditOptions& options) {
    if (options.npm_client != NpmClient::kUnknown) return options.npm_client;
    const auto* manager = root.find("packageManager");
    const std::string_view named = manager == nullptr ? "" : std::string_view(manager->text);
    if (named.starts_with("pnpm@")) return NpmClient::kPnpm;
    if (named.starts_with("yarn@")) return NpmClient::kYarn;
    if (named.starts_with("npm@") || root.find("overrides") != nullptr) return NpmClient::kNpm;
    if (root.find("resolutions") != nullptr) return NpmClient::kYarn;
    const auto* pnpm = root.find("pnpm");
    return pnpm != nullptr && pnpm->find("overrides") != nullptr ? NpmClient::kPnpm : NpmClient::kNpm;
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_package_json() { return std::make_unique<PackageJson>(); }

}  // namespace pratique::fix::manifests
