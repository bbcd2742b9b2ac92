// The licence of a package, of all that is known: what it states, what somebody concluded, what its files hold.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pratique::licence {

// What decided.
enum class Basis : unsigned char {
  kNothing,    // nothing is known
  kConcluded,  // somebody concluded it, and wrote it into the document that was read
  kStated,     // the package's own word
  kText,       // the text of a licence in its files
  kNamed,      // its files name a licence
};
const char* to_string(Basis basis);  // "none", "concluded", "stated", "text", "named"

struct EffectiveLicence {
  // A valid SPDX expression; empty when nothing is known.
  std::string expression;
  Basis basis = Basis::kNothing;
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
// which are a choice. Pure and thread-safe.
EffectiveLicence effective(std::string_view concluded, const std::vector<std::string>& stated,
                           std::span<const FileLicence> files);

}  // namespace pratique::licence
