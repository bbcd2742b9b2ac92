// Ranges of versions as advisories write them in one text: ">= 1.0, < 2.0", "<=1.5.1 || >=2.0.0 <2.0.3", "[1.0,2.0)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"
#include "base/result.h"
#include "version/order.h"

namespace pratique::advisory {

enum class Dialect {
  // Conditions that must all be met, with commas or blanks between them; "||" between alternatives. Without an operator,
  // "=" or "==": that version; "!=": not that one; "~>", "~=": up to the next of the last number but one (RubyGems,
  // PEP 440); "*": every version.
  kList,
  // npm's (https://github.com/npm/node-semver, "Ranges"): as kList, and "^", "~", "1.x", "1.2" for "1.2.x", "1.0 - 2.0".
  kNpm,
  // Maven's and NuGet's intervals: "[1.0,2.0)", "(,1.5]", "[1.2]", several of them one behind the other.
  kIntervals,
};

// Whether the version at which a range ends exclusively ("< 2.0") has the fix; else it is only where the range ends.
enum class Ends { kAreFixes, kAreEnds };

// In the order of the text. `order`: nullptr when nobody knows one; then a text that bounds a range twice on one side is
// an error. Errors: kInvalid, with the condition that is none; a text that holds no version at all.
Result<std::vector<Range>> ranges_of_constraint(std::string_view text, Dialect dialect, Ends ends,
                                                const version::Order* order);

// Puts the fix of a range that names none, and that ends before it: the first of `fixes` above its end. GitHub's own
// way: what lies between the last that is known to be affected and the fix counts as affected.
void add_fixes(const std::vector<std::string>& fixes, const version::Order* order,
               std::vector<Range>& ranges);

}  // namespace pratique::advisory
