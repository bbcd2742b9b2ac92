#include "licence/expression.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "licence/obligations.h"

namespace pratique::licence {

namespace {

constexpr int kMaxDepth = 64;
constexpr std::string_view kReference = "LicenseRef-";

bool is_reference(std::string_view word) {
  const auto fits = [](char c) { return base::is_alnum(c) || c == '-' || c == '.'; };
  return word.starts_with(kReference) && word.size() > kReference.size() &&
         std::all_of(word.begin(), word.end(), fits);
}

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

bool is_operator(std::string_view word) { return word == "AND" || word == "OR" || word == "WITH"; }

// Of a valid expression: words that name a licence, without "+".
bool names_licence(std::span<const std::string_view> words, std::size_t at) {
  const auto word = words[at];
  return word != "(" && word != ")" && !is_operator(word) && (at == 0 || words[at - 1] != "WITH");
}

std::string_view without_plus(std::string_view word) {
  if (word.ends_with('+') && !is_licence_id(word)) word.remove_suffix(1);
  return word;
}

// The grammar of annex D.4 by recursive descent, one level a parenthesis.
class Checker {
 public:
  // `value` is asked of each licence, with its exception; of AND the greatest value counts, of OR the least.
  using Value = std::function<int(std::string_view id, std::string_view exception)>;
  explicit Checker(std::vector<std::string_view> words, Value value = {})
      : words_(std::move(words)), value_of_(std::move(value)) {}

  bool whole() { return any(0) && next_ == words_.size(); }
  // Of a whole() expression.
  int value() const { return value_; }

 private:
  bool take(std::string_view word) {
    const bool found = next_ < words_.size() && words_[next_] == word;
    if (found) ++next_;
    return found;
  }

  bool any(int depth) {
    if (!all(depth)) return false;
    auto laxest = value_;
    while (take("OR")) {
      if (!all(depth)) return false;
      laxest = std::min(laxest, value_);
    }
    value_ = laxest;
    return true;
  }

  bool all(int depth) {
    if (!term(depth)) return false;
    auto strictest = value_;
    while (take("AND")) {
      if (!term(depth)) return false;
      strictest = std::max(strictest, value_);
    }
    value_ = strictest;
    return true;
  }

  // "+" may follow an identifier without a blank ("GPL-2.0+"); WITH binds to one licence, never to a group.
  bool term(int depth) {
    if (take("(")) return depth < kMaxDepth && any(depth + 1) && take(")");
    if (next_ == words_.size()) return false;
    const auto word = words_[next_++];
    const auto id = is_reference(word) ? word : without_plus(word);
    if (!is_reference(word) && !is_licence_id(id)) return false;
    std::string_view exception;
    if (take("WITH")) {
      if (next_ == words_.size() || !is_exception_id(words_[next_])) return false;
      exception = words_[next_++];
    }
    value_ = value_of_ ? value_of_(id, exception) : 0;
    return true;
  }

  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
  Value value_of_;
  int value_ = 0;
};

// One word of an expression in the list's spelling; empty: it has none.
std::string canonical_word(std::string_view word, bool after_with) {
  for (const std::string_view one : {"AND", "OR", "WITH"}) {
    if (base::equals_ignoring_case(word, one)) return std::string(one);
  }
  if (word == "(" || word == ")" || is_reference(word)) return std::string(word);
  if (after_with) return std::string(exception_id_of(word));
  if (const auto id = licence_id_of(word); !id.empty()) return std::string(current(id));
  if (!word.ends_with('+')) return {};
  const auto id = licence_id_of(word.substr(0, word.size() - 1));
  if (id.empty()) return {};
  // "LGPL-2.1-only+" is nobody's word; "MPL-1.1+" is the grammar's own.
  const auto later = std::string(id.ends_with("-only") ? id.substr(0, id.size() - 5) : id) + "-or-later";
  return is_licence_id(later) ? later : std::string(id) + '+';
}

}  // namespace

bool is_expression(std::string_view text) { return Checker(tokens(text)).whole(); }

std::optional<std::string> canonical(std::string_view text) {
  std::string joined;
  bool after_with = false;
  for (const auto word : tokens(text)) {
    const auto spelt = canonical_word(word, after_with);
    if (spelt.empty()) return std::nullopt;
    if (!joined.empty()) joined += ' ';
    joined += spelt;
    after_with = spelt == "WITH";
  }
  if (!is_expression(joined)) return std::nullopt;
  return with_single_blanks(joined);
}

// Every such word must be explained in the document that uses it (SPDX 10.1).
std::vector<std::string> references(std::string_view expression) {
  std::set<std::string> found;
  for (const auto word : tokens(expression)) {
    if (is_reference(word)) found.emplace(word);
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> licences_of(std::string_view expression) {
  const auto words = tokens(expression);
  std::set<std::string> found;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (names_licence(words, i)) found.emplace(without_plus(words[i]));
  }
  return {found.begin(), found.end()};
}

std::string to_string(const SingleLicence& one) {
  return one.exception.empty() ? one.id : one.id + " WITH " + one.exception;
}

std::vector<SingleLicence> singles_of(std::string_view expression) {
  std::set<SingleLicence> found;
  Checker checker(tokens(expression), [&](std::string_view id, std::string_view exception) {
    found.insert({std::string(id), std::string(exception)});
    return 0;
  });
  if (!checker.whole()) return {};
  return {found.begin(), found.end()};
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

Category category_of(std::string_view expression) {
  Checker checker(tokens(expression), [](std::string_view id, std::string_view exception) {
    return static_cast<int>(category_of(id, exception));
  });
  return checker.whole() ? static_cast<Category>(checker.value()) : Category::kUnknown;
}

bool holds_for(std::string_view expression,
               const std::function<bool(std::string_view id, std::string_view exception)>& test) {
  Checker checker(tokens(expression), [&](std::string_view id, std::string_view exception) {
    return test(id, exception) ? 1 : 0;
  });
  return checker.whole() && checker.value() == 1;
}

}  // namespace pratique::licence
