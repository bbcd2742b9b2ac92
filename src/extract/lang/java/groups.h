// The group of artifacts whose archives do not tell it. Facts of Maven Central, kept in groups.cc.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace pratique::extract::java {

// The group of an artifact that has classes in these package folders (sorted); "" when the table does not
// know. A row holds only if its folder is among them, so that a stranger's "spring-foo" is not taken for
// Spring's.
std::string known_group(std::string_view artifact, std::string_view version,
                        std::span<const std::string_view> packages);

}  // namespace pratique::extract::java
