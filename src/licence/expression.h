// Licence expressions (SPDX 2.3, annex D). All functions are pure and thread-safe.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licence/list.h"

namespace pratique::licence {

// A whole expression in canonical spelling: identifiers of the list, "+", WITH, AND, OR, parentheses and
// LicenseRef-… (references into other documents are not taken). At most 64 parentheses deep.
bool is_expression(std::string_view text);

// The same expression in the list's spelling, where the text differs from it only in the case of identifiers and
// operators, in blanks, or by identifiers that the list has replaced (current()): "gpl-2.0+ or mit" is "GPL-2.0-or-later
// OR MIT". nullopt: it is no expression.
std::optional<std::string> canonical(std::string_view text);

// The LicenseRef-… words of a valid expression, sorted, unique.
std::vector<std::string> references(std::string_view expression);
// A licence of an expression, with its exception or an empty text.
struct SingleLicence {
  std::string id, exception;
  auto operator<=>(const SingleLicence&) const = default;
};
// "GPL-2.0-only WITH Classpath-exception-2.0".
std::string to_string(const SingleLicence& one);
// The licences of a valid expression, sorted, unique; "+" behind an identifier is not kept.
std::vector<SingleLicence> singles_of(std::string_view expression);
// The identifiers of licences (not of exceptions) and LicenseRef-… words of a valid expression, sorted, unique.
std::vector<std::string> licences_of(std::string_view expression);
// A valid expression with one blank between its words and none inside parentheses: "(MIT OR Zlib)".
std::string with_single_blanks(std::string_view expression);
// True when an expression joins two or more licences, so that it needs parentheses inside another.
bool is_compound(std::string_view expression);
// Of a valid expression: of AND the stricter, of OR the laxer, for who may choose chooses it; unknown counts as
// stricter than all. AND binds before OR (annex D.4). Of single licences: obligations.h.
Category category_of(std::string_view expression);
// Whether a valid expression comes to a licence of which `test` says yes, whatever its user chooses: of AND one such part is
// enough, of OR all must be. `exception` is what stands behind WITH, else empty. False for what is no expression.
bool holds_for(std::string_view expression,
               const std::function<bool(std::string_view id, std::string_view exception)>& test);

}  // namespace pratique::licence
