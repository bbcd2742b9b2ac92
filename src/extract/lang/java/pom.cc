#include "extract/lang/java/pom.h"

#include <algorithm>
#include <optional>

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
static std::optional<model::Scope> scope_of(codec::Xml dependency) {
  const auto scope = dependency["scope"].text();
  if (scope == "test" || scope == "import") return std::nullopt;
  if (scope == "provided") return model::Scope::kPeer;
  return dependency["optional"].text() == "true" ? model::Scope::kOptional : model::Scope::kRequired;
}

Result<std::vector<PomDependency>> pom_dependencies(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxPomFile));
  const auto project = document.root();
  std::vector<PomDependency> all;
  project["dependencies"].each([&](codec::Xml one) {
    const auto scope = scope_of(one);
    if (!scope || all.size() == kMaxPomDependencies) return;
    PomDependency found{filled_in(project, one["groupId"].text()),
                        filled_in(project, one["artifactId"].text()), *scope};
    if (!found.group.empty() && !found.artifact.empty()) all.push_back(std::move(found));
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
