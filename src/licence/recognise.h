// What a file says of licences: those whose text it holds (text_match.h), and those that it names as the ones that hold
// ("SPDX-License-Identifier: MIT", "under the terms of the GNU General Public License … either version 2 of the License, or
// (at your option) any later version", "licensed under the Apache License, Version 2.0", "the same terms as Perl itself").
// A name is only looked for where no licence's text stands: the GPL quotes how others would apply it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::licence {

// Names that are taken from one file.
inline constexpr std::size_t kMaxNamed = 64;

struct Recognised {
  // SPDX expression.
  std::string expression;
  // Per cent that the text is like the licence's; 0: it names the licence.
  int likeness = 0;
  bool operator==(const Recognised&) const = default;
};

// Each expression once, in the order of the text; of its first kMaxLicenceText bytes. Where the text of a licence may be two
// (GPL-2.0-only, GPL-2.0-or-later) and the file names one of them, it is that. Pure and thread-safe.
std::vector<Recognised> recognise(std::string_view text);

}  // namespace pratique::licence
