// Variables in a Dockerfile: "$NAME", "${NAME}", "${NAME:-word}" and their like (Dockerfile reference, "Environment
// replacement").
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pratique::provenance {

using Variables = std::map<std::string, std::string>;

// The text with variables filled in: those that are not set are empty. Not in single quotes, nor behind the escape
// character. The result is cut at kMaxExpanded bytes; a word inside a modifier is expanded at most eight deep.
std::string expand(std::string_view text, const Variables& variables, char escape);

// What ARG, ENV and LABEL assign: "A=b C='d e'"; without any "=", "A b c" gives A the rest; a name alone has no value.
std::vector<std::pair<std::string, std::optional<std::string>>> assignments(std::string_view text);

}  // namespace pratique::provenance
