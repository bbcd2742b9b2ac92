// The licence of a package, of all that is known: what it states, what somebody concluded, what its files hold.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pratique::licence {

// What decided.
enum class LicenceBasis : unsigned char {
  kNothing,    // nothing is known
  kConcluded,  // somebody concluded it, and wrote it into the document that was read
  kStated,     // the package's own word
  kBoth,       // its word names something that only its own text explains, and its files hold texts
  kText,       // the text of a licence in its files
  kNamed,      // its files name a licence
};
// "none", "concluded", "stated", "stated-and-text", "text", "named".
const char* to_string(LicenceBasis basis);

struct EffectiveLicence {
  // A valid SPDX expression; empty when nothing is known.
  std::string expression;
  LicenceBasis basis = LicenceBasis::kNothing;
  // LicenseRef-… words of it, with the texts that they stand for.
  std::vector<std::pair<std::string, std::string>> references;
};

// A licence that a file of the package holds (likeness in per cent) or names (0).
struct FileLicence {
  std::string_view expression;
  int likeness = 0;
};

// In this order: what was concluded; what is stated, where all of it is known to the SPDX list; the texts in its files;
// what these name; what is stated, as references. Several texts all hold (AND): a file of several licences does not say
// which are a choice. What is known of a statement never falls away for a text: "MIT AND LicenseRef-own" and a text of Zlib
// is all three. But one reference alone is what a text explains ("see LICENSE.txt"), and so is "BSD" for a text of one of
// the BSD licences. A statement in other words than the list's ("GPL-3" of Debian's copyright files, which is the name of
// the text) is "-or-later" where the file says so, and "GPL" the one that it names. Pure and thread-safe.
EffectiveLicence effective(std::string_view concluded, const std::vector<std::string>& stated,
                           std::span<const FileLicence> files);

}  // namespace pratique::licence
