#include "report/pattern.h"

#include <re2/re2.h>

#include "base/text.h"

namespace pratique::report {

// RE2 keeps the program and its cached states within this; a pattern that does not fit is refused.
static constexpr std::int64_t kMaxCompiledBytes = 1 << 20;

// For UTF-8, and for names that are none: there a byte is a character, and no name escapes the question.
struct Pattern::State {
  re2::RE2 expression, of_bytes;
};

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

namespace {

tl::unexpected<Error> refused(const std::string& text, std::string_view why) {
  return base::fail(ErrorKind::kUsage, "pattern \"" + text + "\" cannot be used: " + std::string(why), {},
                    "patterns have RE2's syntax: Perl's without look-around and back-references");
}

re2::RE2::Options options(re2::RE2::Options::Encoding encoding) {
  re2::RE2::Options options;
  options.set_encoding(encoding);
  options.set_log_errors(false);
  options.set_max_mem(kMaxCompiledBytes);
  return options;
}

}  // namespace

Result<Pattern> Pattern::make(const std::string& text) {
  if (text.empty()) return base::fail(ErrorKind::kUsage, "an empty pattern matches everything");
  if (text.size() > kMaxPatternBytes) {
    return base::fail(ErrorKind::kUsage, "a pattern of " + std::to_string(text.size()) + " bytes; at most " +
                                             std::to_string(kMaxPatternBytes) + " are allowed");
  }
  using enum re2::RE2::Options::Encoding;
  std::unique_ptr<State> state(
      new State{re2::RE2(text, options(EncodingUTF8)), re2::RE2(text, options(EncodingLatin1))});
  if (!state->expression.ok()) return refused(text, state->expression.error());
  if (!state->of_bytes.ok()) return refused(text, state->of_bytes.error());
  return Pattern(std::move(state));
}

bool Pattern::found_in(std::string_view text) const {
  const auto& expression = base::is_valid_utf8(text) ? state_->expression : state_->of_bytes;
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression);
}

std::vector<std::string> split_patterns(std::string_view list) {
  std::vector<std::string> patterns(1);
  int depth = 0;
  bool in_class = false, escaped = false;
  for (const char c : list) {
    if (c == ',' && depth == 0 && !in_class && !escaped) {
      patterns.emplace_back();
      continue;
    }
    patterns.back() += c;
    if (escaped || c == '\\') {
      escaped = !escaped;
    } else if (in_class) {
      // "[]" and "[^]" begin a class that has the bracket in it.
      in_class = c != ']' || patterns.back().ends_with("[]") || patterns.back().ends_with("[^]");
    } else if (c == '[') {
      in_class = true;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return patterns;
}

}  // namespace pratique::report
