// Which licences a team wants and which it does not: the words of `licenses --deny` and `--allow` (docs/licences.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "licence/expression.h"

namespace pratique::licence {

// A word is
//   a category              "strong-copyleft", "unknown"; "copyleft" is all three of them
//   a pattern               "GPL-*": identifiers that begin so
//   a licence               "MIT", "GPL-3.0" (which is GPL-3.0-only and GPL-3.0-or-later), "Apache 2", "LicenseRef-own"
//   a licence and exception "GPL-2.0-only WITH Classpath-exception-2.0"
// The narrowest word decides, the last of this list first; of two equally narrow ones --deny. What no word names is
// allowed, unless there are words of --allow only: then it is denied.
class LicenceRules {
 public:
  // Error kUsage for a word that is none of these, with the nearest one.
  static Result<LicenceRules> of(const std::vector<std::string>& deny, const std::vector<std::string>& allow);

  enum class Say { kAllowed, kDenied, kSilent };
  // kSilent: no word names it, and it may pass.
  Say say_of(std::string_view id, std::string_view exception) const;

  // Without a word nothing is asked.
  bool empty() const { return deny_.empty() && allow_.empty(); }

  // Whether the expression comes to a denied licence, whatever its user chooses; an empty one is of category "unknown".
  bool denies(std::string_view expression) const;
  // Those of its licences that are denied, where it is: sorted, unique.
  std::vector<SingleLicence> denied(std::string_view expression) const;
  // Whether what nobody knows the licence of decides: nothing is denied, but whatever its user chooses, he comes to a licence
  // of category "unknown" of which no word speaks.
  bool is_blind(std::string_view expression) const;

 private:
  enum class Kind { kCategory, kPattern, kLicence, kWithException };
  struct Word {
    Kind kind = Kind::kLicence;
    // kCategory: several words of it, if it stands for several.
    std::vector<Category> categories;
    // kPattern: without "*".
    std::vector<std::string> ids;
    std::string exception;
  };
  static Result<Word> word_of(std::string_view text);
  // How narrow the narrowest word is that names it, from 1; 0: none does.
  static int narrowest(const std::vector<Word>& words, std::string_view id, std::string_view exception);

  std::vector<Word> deny_, allow_;
};

}  // namespace pratique::licence
