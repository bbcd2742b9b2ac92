// The project file that Maven's archiver puts into a jar: META-INF/maven/GROUP/ARTIFACT/pom.xml
// (https://maven.apache.org/ref/3.9.9/maven-model/maven.html).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "extract/lang/java/identify.h"
#include "model/component.h"

namespace pratique::extract::java {

inline constexpr std::uint64_t kMaxPomFile = 1ull << 20;  // bytes of one pom.xml

// What a project needs of another, as far as it concerns those who run it.
struct PomDependency {
  std::string group, artifact;
  // kPeer of what is "provided" by whoever runs it, kOptional of what it can do without.
  model::Scope scope = model::Scope::kRequired;
  auto operator<=>(const PomDependency&) const = default;
};
inline constexpr std::size_t kMaxPomDependencies = 1'000;

// Dependencies of the scopes compile, runtime, system and provided whose group and artifact the file tells, by the rules
// of parse_pom(), with the scope that its own dependencyManagement sets where they name none; sorted, at most kMaxPomDependencies. Errors: those of codec::XmlDocument::parse.
Result<std::vector<PomDependency>> pom_dependencies(std::string_view text);

// Group and version are the parent's where the project has none of its own. Properties that the file itself
// defines are put in; a part whose text needs more than that ("${revision}" of a parent's) is left empty.
// Errors: those of codec::XmlDocument::parse.
Result<Coordinate> parse_pom(std::string_view text);

}  // namespace pratique::extract::java
