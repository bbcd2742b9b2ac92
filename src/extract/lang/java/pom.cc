#include "extract/lang/java/pom.h"

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

Result<Coordinate> parse_pom(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxPomFile));
  const auto project = document.root();
  return Coordinate{filled_in(project, own_or_parents(project, "groupId")),
                    filled_in(project, project["artifactId"].text()),
                    filled_in(project, own_or_parents(project, "version"))};
}

}  // namespace pratique::extract::java
