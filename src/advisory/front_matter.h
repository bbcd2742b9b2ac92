// Advisories that are Markdown with TOML before it, between "```toml" and "```" (RustSec's form, which Haskell's and
// Julia's databases took over).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "codec/toml.h"

namespace pratique::advisory {

struct FrontMatter {
  codec::TomlDocument toml;
  // The first heading: "# Title".
  std::string title;
  // What follows it; a view into the text.
  std::string_view body;
};
// Dates are given as texts, for codec/toml.h has no face for them. kUnsupported: no such text.
Result<FrontMatter> read_front_matter(std::string_view text);
// Whether a text begins so.
bool has_front_matter(std::string_view head);

}  // namespace pratique::advisory
