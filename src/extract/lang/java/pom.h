// The project file that Maven's archiver puts into a jar: META-INF/maven/GROUP/ARTIFACT/pom.xml
// (https://maven.apache.org/ref/3.9.9/maven-model/maven.html).
#pragma once

#include <string_view>

#include "base/result.h"
#include "extract/lang/java/identify.h"

namespace pratique::extract::java {

inline constexpr std::uint64_t kMaxPomFile = 1ull << 20;  // bytes of one pom.xml

// Group and version are the parent's where the project has none of its own. Properties that the file itself
// defines are put in; a part whose text needs more than that ("${revision}" of a parent's) is left empty.
// Errors: those of codec::XmlDocument::parse.
Result<Coordinate> parse_pom(std::string_view text);

}  // namespace pratique::extract::java
