// What a single licence asks of those who pass on what it covers: its category, and one line of words (obligations.tsv).
// All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "licence/list.h"

namespace pratique::licence {

// One line for a category: "Keep the copyright notices and the licence's text with every copy."
std::string_view obligations_of(Category category);

// The same for a licence: its own line, else that of its category; behind it what the exception permits, if it is known.
// `id`: of the list, or a LicenseRef-…; `exception` may be empty.
std::string obligations_of(std::string_view id, std::string_view exception);

// Of one licence: the list's word, or that of obligations.tsv on a reference that our own tables give
// ("LicenseRef-public-domain"). An exception that lets programs link to what it covers leaves weak copyleft of a stricter
// one. kUnknown for everything else.
Category category_of(std::string_view id, std::string_view exception);

}  // namespace pratique::licence
