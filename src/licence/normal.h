// What packages write into their licence fields, as SPDX expressions.
//
// Problem: "Apache 2", "ASL 2.0", "http://www.apache.org/licenses/LICENSE-2.0.txt" and "License :: OSI Approved :: Apache
// Software License" are one licence, and no policy can know all its names. Each ecosystem has habits of its own: Trove
// classifiers, DEP-5's short names with "+", Fedora's old table, "GPL (>= 2)" of CRAN, slashes of Cargo.
//
// Example, "GPL-2+ or Artistic, and BSD-3-clause" of a copyright file:
//   no expression; no name of a licence as a whole; so it is split at its words "and", "or", "with", commas and
//   slashes: each piece is looked up by its key. A comma binds less than "or" (DEP-5, "Short name"):
//   "(GPL-2.0-or-later OR Artistic-1.0-Perl) AND BSD-3-Clause".
//
// Why keys: the key of a text are its words in small letters, without those that say nothing ("the", "license",
// "version"), with numbers cut loose and without a final ".0"; so one row of words.tsv answers for all its spellings.
// What no row knows stays what it is, under a LicenseRef- of its own: a licence is never guessed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pratique::licence {

struct Normal {
  // Always a valid expression, but empty for a text without a word, and for what says that there is none ("UNKNOWN",
  // "none", "see LICENSE").
  std::string expression;
  // The LicenseRef-… that it brought, with the text that each stands for; in the order of the text.
  std::vector<std::pair<std::string, std::string>> references;
};

// Pure and thread-safe. Texts over 4,096 bytes are not names of licences, and become one reference.
Normal normal(std::string_view declared);

// Several fields of one package, which all hold: joined by AND, each once.
Normal normal_of_all(const std::vector<std::string>& declared);

// The key of a text: "The Apache License, Version 2.0" is "apache 2".
std::string key_of(std::string_view text);

}  // namespace pratique::licence
