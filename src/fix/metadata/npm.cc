// Packuments of npm's registry. Source: npm/registry, "package-metadata.md"; npm, "package.json", "dependencies".
#include "base/text.h"
#include "codec/json.h"
#include "codec/json_walk.h"
#include "fix/metadata.h"

namespace pratique::fix::registries {

namespace {

Result<std::vector<ReleasedDependency>> dependencies_of(codec::Json version) {
  std::vector<ReleasedDependency> out;
  const auto optional = version["optionalDependencies"];
  // The registry lists optional ones among the others, too.
  version["dependencies"].each_member([&](std::string_view name, codec::Json range) {
    if (out.size() < kMaxDependencies && !optional[name])
      out.push_back({.name = std::string(name), .requirement = std::string(range.text())});
  });
  optional.each_member([&](std::string_view name, codec::Json range) {
    if (out.size() < kMaxDependencies)
      out.push_back({.name = std::string(name), .requirement = std::string(range.text()), .optional = true});
  });
  if (out.size() == kMaxDependencies) return base::over_limit("a version with more than 5,000 dependencies");
  return out;
}

class NpmRegistry final : public RegistryReader {
 public:
  std::string_view purl_type() const override { return "npm"; }
  // Without readmes and what else installing has no use for.
  std::string_view accept() const override {
    return "application/vnd.npm.install-v1+json, application/json;q=0.8";
  }

  std::vector<std::string> list_paths(std::string_view name) const override {
    const auto slash = name.find('/');
    const bool scoped = name.starts_with('@') && slash != name.npos;
    const auto last = path_part(scoped ? name.substr(slash + 1) : name);
    if (last.empty() || (slash != name.npos && !scoped)) return {};
    if (!scoped) return {last, last + "/package.json", last + ".json"};
    const auto scope = path_part(name.substr(0, slash));
    // The registry itself takes both; folders of mirrors have the second.
    return {scope + "%2f" + last, scope + "/" + last, scope + "/" + last + "/package.json",
            scope + "/" + last + ".json"};
  }

  Result<std::vector<ReleasedVersion>> read_list(std::string_view, std::string_view text) const override {
    bool given = false, has_versions = false;
    codec::JsonWalk walk(
        [&]() -> Result<std::string_view> { return std::exchange(given, true) ? std::string_view() : text; });
    std::vector<ReleasedVersion> out;
    PQ_CHECK(walk.members([&](std::string_view key) -> Result<void> {
      if (key != "versions") return {};
      has_versions = true;
      return walk.members([&](std::string_view version) -> Result<void> {
        if (out.size() == kMaxReleases) return base::over_limit("a package of more than 50,000 versions");
        ReleasedVersion one{.version = std::string(version)};
        PQ_TRY(const auto value, walk.value());
        PQ_TRY(const auto document, codec::JsonDocument::parse(value));
        const auto said = document.root()["deprecated"];
        one.deprecated = said.boolean().value_or(false) ? "deprecated" : said.text_or("");
        PQ_TRY(one.dependencies, dependencies_of(document.root()));
        out.push_back(std::move(one));
        return {};
      });
    }));
    PQ_CHECK(walk.finish());
    if (!has_versions) return base::invalid("no packument: it has no \"versions\"");
    return out;
  }
};

}  // namespace

std::unique_ptr<RegistryReader> make_npm() { return std::make_unique<NpmRegistry>(); }

}  // namespace pratique::fix::registries
