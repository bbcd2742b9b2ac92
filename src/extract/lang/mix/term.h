// Terms of Elixir as mix.lock has them: one map whose values are tuples of atoms, texts and lists
// (https://hexdocs.pm/elixir/syntax-reference.html).
#pragma once

#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::extract::mix {

// mix.lock nests six deep.
inline constexpr int kMaxDepth = 16;
inline constexpr std::size_t kMaxTerms = 500'000;

// Views into the text.
struct Term {
  enum class Kind {
    kAtom,   // ":hex", `:"a-b"`; true, nil and numbers too
    kText,   // "1.2.3"; escapes stay as they are written
    kKey,    // `optional:` or `"phoenix":`; the term behind it is its value
    kList,   // [ … ]
    kTuple,  // { … }
    kMap     // %{ … }
  };
  Kind kind = Kind::kAtom;
  std::string_view text;
  std::vector<Term> parts;

  // The part at a place, if there is one of that kind; else an empty atom.
  const Term& at(std::size_t place, Kind wanted) const;
  // The value of a key among the parts; an empty atom without it.
  const Term& value(std::string_view key) const;
};

// The one term of a text. Errors: kInvalid, with the offset, for what is none; kLimit for depth and number.
Result<Term> parse_term(std::string_view text);

}  // namespace pratique::extract::mix
