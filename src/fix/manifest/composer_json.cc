// composer.json. Source: getcomposer.org, "The composer.json schema", "require", "require-dev".
#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "fix/declaration_editor.h"
#include "fix/json_places.h"
#include "fix/leaves.h"

namespace pratique::fix::manifests {

namespace {

class ComposerJson final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {.format = "composer.json",
            .purl_type = "composer",
            .names = {"composer.json"},
            .settle = "composer update"};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    constexpr std::array<std::string_view, 2> kGroups{"require", "require-dev"};
    PQ_CHECK(within_limit(text));
    PQ_TRY(const auto root, read_json_places(text));
    if (!root.is_object()) return base::invalid("composer.json is no object");
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    for (const auto group : kGroups) {
      const auto* table = root.find(group);
      if (table == nullptr) continue;
      for (const auto& [name, value] : table->members) {
        // Without a vendor it is PHP itself, an extension or a library of the platform.
        if (!value.is_string() || !base::contains(name, "/")) continue;
        out.push_back({.name = name,
                       .group = std::string(group),
                       .requirement = value.text,
                       .offset = value.offset + 1,
                       .length = value.length - 2,
                       .line = lines.at(value.offset)});
      }
    }
    std::ranges::stable_sort(out, {}, &DeclaredVersion::offset);
    return out;
  }

 protected:
  std::string plain_name(std::string_view name) const override { return base::to_lower(name); }

  std::string written(const DeclaredVersion&, std::string_view requirement, std::string_view) const override {
    const auto text = json_string(requirement);
    return text.substr(1, text.size() - 2);
  }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "update the lock file: `composer update " + move.name + " --with-dependencies`";
  }

  Result<void> check(std::string_view before, std::string_view after, std::size_t changed,
                     std::size_t) const override {
    PQ_TRY(const auto changes, changes_between<codec::JsonDocument>(before, after));
    if (changes.changed == changed && changes.added == 0 && changes.removed == 0) return {};
    return base::invalid("the edited composer.json differs in more than the versions");
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_composer_json() { return std::make_unique<ComposerJson>(); }

}  // namespace pratique::fix::manifests
