// A user's regular expression. It runs on RE2, whose time grows with the text only, whatever the pattern: it
// never gives up on a text, so what it does not match does not match.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::report {

inline constexpr std::size_t kMaxPatternBytes = 1024;

class Pattern {
 public:
  // RE2's syntax (Perl's without look-around and back-references), UTF-8. Errors, all kUsage and with RE2's
  // own reason: no regular expression, longer than kMaxPatternBytes, or one that takes more than 1 MiB when
  // compiled ("((a{99}){99}){99}"); an empty one.
  static Result<Pattern> make(const std::string& text);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // Whether it matches anywhere in the text. In a text that is not UTF-8 each byte is a character.
  // Thread-safe.
  bool found_in(std::string_view text) const;

 private:
  struct State;
  explicit Pattern(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A list of patterns separated by commas. A comma that belongs to a pattern is no separator: in braces,
// brackets or parentheses ("a{1,2}", "[,]", "(a,b)"), or after a backslash.
std::vector<std::string> split_patterns(std::string_view list);

}  // namespace pratique::report
