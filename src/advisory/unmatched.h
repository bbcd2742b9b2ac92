// Ecosystems whose advisories are kept, though nobody is judged by them, and why.
#pragma once

#include <string_view>

namespace pratique::advisory {

struct Unmatched {
  // Without a release.
  std::string_view ecosystem;
  // Name of its version order; empty: none is known.
  std::string_view order;
  // "no inventory lists commits".
  std::string_view why;
};
// nullptr: the ecosystem has a row of its own (model/ecosystem.h), or nobody has heard of it.
const Unmatched* unmatched(std::string_view ecosystem);

}  // namespace pratique::advisory
