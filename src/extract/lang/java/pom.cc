#include "extract/lang/java/pom.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "codec/xml.h"

namespace pratique::extract::java {
namespace {

constexpr std::size_t kMaxPart = 256;  // longer than any group, artifact or version on Maven Central
constexpr int kMaxSubstitutions = 8;   // properties may be made of properties

std::string_view own_or_parents(codec::Xml project, std::string_view name) {
  const auto own = project[name].text();
  return own.empty() ? project["parent"][name].text() : own;
}

std::string_view property(codec::Xml project, std::string_view name) {
  for (const auto prefix : {"project.", "pom."}) {
    if (!name.starts_with(prefix)) continue;
    name.remove_prefix(std::string_view(prefix).size());
    if (name.starts_with("parent."))
      return project["parent"][name.substr(std::string_view("parent.").size())].text();
    return own_or_parents(project, name);
  }
  return project["properties"][name].text();
}

// "" when something remains unknown.
std::string filled_in(codec::Xml project, std::string_view text) {
  std::string out(text);
  for (int i = 0; out.size() <= kMaxPart; ++i) {
    const auto start = out.find("${");
    if (start == std::string::npos) return out;
    const auto end = out.find('}', start);
    if (end == std::string::npos || i == kMaxSubstitutions) return {};
    const auto value = property(project, std::string_view(out).substr(start + 2, end - start - 2));
    if (value.empty()) return {};
    out.replace(start, end + 1 - start, value);
  }
  return {};
}

}  // namespace

// Nothing for what is only there to test, or only named for its version.
static std::optional<model::Scope> scope_of(codec::Xml dependency, std::string_view managed) {
  const auto own = dependency["scope"].text();
  const auto scope = own.empty() ? managed : own;
  if (scope == "test" || scope == "import") return std::nullopt;
  if (scope == "provided") return model::Scope::kPeer;
  return dependency["optional"].text() == "true" ? model::Scope::kOptional : model::Scope::kRequired;
}

// Of a dependency both parts, if the file tells them.
static std::optional<std::pair<std::string, std::string>> name_of(codec::Xml project, codec::Xml dependency) {
  auto group = filled_in(project, dependency["groupId"].text());
  auto artifact = filled_in(project, dependency["artifactId"].text());
  if (group.empty() || artifact.empty()) return std::nullopt;
  return std::pair(std::move(group), std::move(artifact));
}

// Scopes that the project sets for dependencies which do not name their own ("Dependency Management" in Maven's
// introduction to the dependency mechanism).
static std::map<std::pair<std::string, std::string>, std::string_view> managed_scopes(codec::Xml project) {
  std::map<std::pair<std::string, std::string>, std::string_view> scopes;
  project["dependencyManagement"]["dependencies"].each([&](codec::Xml one) {
    const auto scope = one["scope"].text();
    if (scope.empty() || scopes.size() == kMaxPomDependencies) return;
    if (auto name = name_of(project, one)) scopes.try_emplace(*std::move(name), scope);
  });
  return scopes;
}

Result<std::vector<PomDependency>> pom_dependencies(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxPomFile));
  const auto project = document.root();
  const auto managed = managed_scopes(project);
  std::vector<PomDependency> all;
  project["dependencies"].each([&](codec::Xml one) {
    if (all.size() == kMaxPomDependencies) return;
    auto name = name_of(project, one);
    if (!name) return;
    const auto found = managed.find(*name);
    const auto scope = scope_of(one, found == managed.end() ? std::string_view() : found->second);
    if (scope) all.push_back({std::move(name->first), std::move(name->second), *scope});
  });
  std::sort(all.begin(), all.end());
  const auto same = [](const auto& a, const auto& b) {
    return a.group == b.group && a.artifact == b.artifact;
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

Result<Coordinate> parse_pom(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxPomFile));
  const auto project = document.root();
  return Coordinate{filled_in(project, own_or_parents(project, "groupId")),
                    filled_in(project, project["artifactId"].text()),
                    filled_in(project, own_or_parents(project, "version"))};
}

}  // namespace pratique::extract::java
