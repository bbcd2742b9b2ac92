// The SPDX licence list: identifiers, names, addresses, categories (list.tsv, identifiers.inc; tools/spdx_list writes
// both). All functions are pure and thread-safe; views point into the program's own data.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace pratique::licence {

// What a licence asks of those who pass on what it covers; each stricter than those before it, but the last, of which
// nobody knows.
enum class Category : unsigned char {
  kPermissive,       // keep the notice: MIT, BSD, Apache
  kWeakCopyleft,     // the same licence for changes to these files: LGPL, MPL, EPL
  kStrongCopyleft,   // the same licence for all that is built with it: GPL
  kNetworkCopyleft,  // the same for what is only used over a network: AGPL
  kProprietary,      // not free to use, change or pass on for every purpose
  kUnknown
};
const char* to_string(Category category);  // "permissive", "weak-copyleft", …, "unknown"
std::optional<Category> category_called(std::string_view word);
// All of them, the laxest first.
inline constexpr std::array<Category, 6> kCategories{Category::kPermissive,     Category::kWeakCopyleft,
                                                     Category::kStrongCopyleft, Category::kNetworkCopyleft,
                                                     Category::kProprietary,    Category::kUnknown};

struct Listed {
  // "Apache-2.0".
  std::string_view id;
  Category category = Category::kUnknown;
  // "Apache License 2.0".
  std::string_view name;
  // May be empty.
  std::string_view url;
};

// Sorted by identifier.
std::span<const Listed> listed();
// nullptr: the list has no such identifier, in its own spelling.
const Listed* find_listed(std::string_view id);

bool is_licence_id(std::string_view text);  // "MIT"; in the list's spelling only
// Of one that came with version 3.27 of the list or later: validators that are in use may not take it for an identifier.
bool is_recent_id(std::string_view id);
bool is_exception_id(std::string_view text);
// The list's spelling of a text that differs from it in case only (annex D.2: case does not count); empty: none.
std::string_view licence_id_of(std::string_view text);
std::string_view exception_id_of(std::string_view text);

// What the list says in place of an identifier that it calls deprecated, or that says less than it seems to: "GPL-2.0"
// is "GPL-2.0-only", "GPL-2.0-with-classpath-exception" is "GPL-2.0-only WITH Classpath-exception-2.0". The id itself
// where it is current.
std::string_view current(std::string_view id);

}  // namespace pratique::licence
