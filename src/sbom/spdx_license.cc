#include "sbom/spdx_license.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::sbom {

namespace {

#include "sbom/spdx_license_ids.inc"

constexpr int kMaxDepth = 64;
constexpr std::string_view kRef = "LicenseRef-";

bool is_ref(std::string_view word) {
  const auto fits = [](char c) { return base::is_alnum(c) || c == '-' || c == '.'; };
  return word.starts_with(kRef) && word.size() > kRef.size() && std::all_of(word.begin(), word.end(), fits);
}

// Words and parentheses; any blank separates.
// Annex D.2: words are separated by blanks; parentheses need none around them.
std::vector<std::string_view> tokens(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t start = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const bool parenthesis = i < text.size() && (text[i] == '(' || text[i] == ')');
    if (i < text.size() && !parenthesis && !base::is_space(text[i])) continue;
    if (i > start) out.push_back(text.substr(start, i - start));
    if (parenthesis) out.push_back(text.substr(i, 1));
    start = i + 1;
  }
  return out;
}

// The grammar of annex D.4 by recursive descent, one level a parenthesis.
class Checker {
 public:
  explicit Checker(std::vector<std::string_view> words) : words_(std::move(words)) {}

  bool whole() { return expression(0) && next_ == words_.size(); }

 private:
  bool take(std::string_view word) {
    const bool found = next_ < words_.size() && words_[next_] == word;
    if (found) ++next_;
    return found;
  }

  // Which of AND and OR binds more does not matter for validity.
  bool expression(int depth) {
    if (!term(depth)) return false;
    while (take("AND") || take("OR")) {
      if (!term(depth)) return false;
    }
    return true;
  }

  // "+" may follow an identifier without a blank ("GPL-2.0+"); WITH binds to one licence, never to a group.
  bool term(int depth) {
    if (take("(")) return depth < kMaxDepth && expression(depth + 1) && take(")");
    if (next_ == words_.size()) return false;
    auto word = words_[next_++];
    if (!is_ref(word)) {
      if (word.ends_with('+')) word.remove_suffix(1);
      if (!is_spdx_license_id(word)) return false;
    }
    if (!take("WITH")) return true;
    return next_ < words_.size() &&
           std::binary_search(std::begin(kExceptionIds), std::end(kExceptionIds), words_[next_++]);
  }

  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
};

}  // namespace

// Case counts: the specification compares without regard to it, but the schema of CycloneDX does not.
bool is_spdx_license_id(std::string_view text) {
  return std::binary_search(std::begin(kLicenseIds), std::end(kLicenseIds), text);
}

bool is_spdx_expression(std::string_view text) { return Checker(tokens(text)).whole(); }

// Every such word must be explained in the document that uses it (SPDX 10.1).
std::vector<std::string> license_refs(std::string_view expression) {
  std::vector<std::string> refs;
  for (const auto word : tokens(expression)) {
    if (is_ref(word)) refs.emplace_back(word);
  }
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  return refs;
}

std::string with_single_blanks(std::string_view expression) {
  std::string text;
  for (const auto word : tokens(expression)) {
    if (!text.empty() && text.back() != '(' && word != ")") text += ' ';
    text += word;
  }
  return text;
}

bool is_compound(std::string_view expression) {
  const auto words = tokens(expression);
  return std::any_of(words.begin(), words.end(), [](auto word) { return word == "AND" || word == "OR"; });
}

}  // namespace pratique::sbom
