// pyproject.toml: PEP 621 ("project.dependencies", "optional-dependencies"), PEP 735 ("dependency-groups"), PEP 518
// ("build-system.requires"), the lists of uv and PDM, and Poetry's tables ("Dependency specification").
#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "base/text.h"
#include "codec/toml.h"
#include "fix/declaration_editor.h"
#include "fix/leaves.h"
#include "fix/pep508.h"
#include "fix/toml_places.h"

namespace pratique::fix::manifests {

namespace {

using Path = std::vector<std::string>;

constexpr std::string_view kPoetry = "tool.poetry.";

// The list that an element stands in, if that list holds requirements of PEP 508.
bool is_list(const Path& path) {
  if (path.size() < 3) return false;
  const auto list = dotted_path({path.begin(), path.end() - 1});
  constexpr std::array<std::string_view, 6> kLists{
      "project.dependencies",          "build-system.requires",
      "tool.uv.dev-dependencies",      "tool.uv.constraint-dependencies",
      "tool.uv.override-dependencies", "tool.uv.build-constraint-dependencies"};
  if (base::is_one_of(list, kLists)) return true;
  const bool named = path.size() == 4 && path[0] == "project" && path[1] == "optional-dependencies";
  const bool group = path.size() == 3 && path[0] == "dependency-groups";
  const bool pdm = path.size() == 5 && path[0] == "tool" && path[1] == "pdm" && path[2] == "dev-dependencies";
  return named || group || pdm;
}

// How many keys lead to a table of Poetry's dependencies; 0: they do not.
std::size_t poetry_size(const Path& path) {
  if (path.size() < 4 || path[0] != "tool" || path[1] != "poetry") return 0;
  if (path[2] == "dependencies" || path[2] == "dev-dependencies") return 3;
  return path.size() > 5 && path[2] == "group" && path[4] == "dependencies" ? 5 : 0;
}

DeclaredVersion placed(const TomlPlace& place, const LineNumbers& lines) {
  return {.name = {},
          .requirement = place.text,
          .offset = place.offset + place.quotes,
          .length = place.length - 2 * place.quotes,
          .line = lines.at(place.offset)};
}

// Whether the text stands as it is between its quotes.
bool is_plain(const TomlPlace& place) { return place.text.size() == place.length - 2 * place.quotes; }

std::optional<DeclaredVersion> in_list(const TomlPlace& place, const LineNumbers& lines) {
  const auto requirement = place.is_string ? read_python_requirement(place.text) : std::nullopt;
  if (!requirement) return std::nullopt;
  auto out = placed(place, lines);
  out.name = requirement->name;
  out.group = dotted_path({place.path.begin(), place.path.end() - 1});
  out.requirement = place.text.substr(requirement->offset, requirement->length);
  out.offset += requirement->offset, out.length = requirement->length;
  if (!is_plain(place)) out.fixed = "a requirement that is written with escapes";
  if (requirement->is_address) out.fixed = "an address, not a range of versions";
  return out;
}

class PyprojectToml final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "pyproject.toml", .purl_type = "pypi", .names = {"pyproject.toml"}, .settle = ""};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    PQ_TRY(const auto places, read_toml_places(text));
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    // Of a table of Poetry's, what stands beside a version.
    std::map<Path, std::string> fixed;
    for (const auto& place : places) {
      const auto size = poetry_size(place.path);
      if (size == 0 || place.path.size() < size + 2) continue;
      const auto& key = place.path.back();
      const Path table(place.path.begin(), place.path.end() - 1);
      if (key == "git") fixed[table] = "a Git repository";
      if (key == "path" || key == "file") fixed[table] = "a folder or file";
      if (key == "url") fixed[table] = "an address, not a range of versions";
    }
    for (const auto& place : places) {
      if (is_list(place.path)) {
        if (auto one = in_list(place, lines)) out.push_back(*std::move(one));
      } else if (const auto size = poetry_size(place.path); size > 0 && place.is_string) {
        if (auto one = in_poetry(place, size, fixed, lines)) out.push_back(*std::move(one));
      }
    }
    return out;
  }

 protected:
  std::string plain_name(std::string_view name) const override { return normal_python_name(name); }
  Result<Admission> admission(const DeclaredVersion& one, std::string_view version) const override {
    return language_of(one).admission(one.requirement, version);
  }
  Result<MovedRequirement> moved(const DeclaredVersion& one, std::string_view to) const override {
    return language_of(one).moved(one.requirement, to);
  }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "update the lock file: `uv lock --upgrade-package " + move.name + "`, `poetry update " +
           move.name + "` or `pdm update " + move.name + "`";
  }

  Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                     std::size_t) const override {
    PQ_TRY(const auto changes, changes_between<codec::TomlDocument>(before, after));
    if (changes.changed == changed && changes.added == 0 && changes.removed == 0) return {};
    return base::invalid("the edited pyproject.toml differs in more than the versions");
  }

 private:
  static const RequirementLanguage& language_of(const DeclaredVersion& one) {
    return *find_requirement_language(one.group.starts_with(kPoetry) ? "poetry" : "pep440");
  }

  // name = "^1.0"; name = {version = "^1.0"}; name = [{version = "^1.0", …}, …]
  static std::optional<DeclaredVersion> in_poetry(const TomlPlace& place, std::size_t size,
                                                  const std::map<Path, std::string>& fixed,
                                                  const LineNumbers& lines) {
    const auto& path = place.path;
    const auto behind = path.size() - size;
    const bool plain = behind == 1;
    const bool listed = behind == 2 && path.back().find_first_not_of("0123456789") == std::string::npos;
    const bool table = (behind == 2 || behind == 3) && path.back() == "version";
    if ((!plain && !listed && !table) || path[size] == "python") return std::nullopt;
    auto out = placed(place, lines);
    out.name = path[size];
    out.group = dotted_path({path.begin(), path.begin() + static_cast<std::ptrdiff_t>(size)});
    if (!is_plain(place)) out.fixed = "a requirement that is written with escapes";
    if (const auto found = fixed.find({path.begin(), path.end() - 1}); table && found != fixed.end())
      out.fixed = found->second;
    return out;
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_pyproject_toml() { return std::make_unique<PyprojectToml>(); }

}  // namespace pratique::fix::manifests
