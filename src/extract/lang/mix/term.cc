#include "extract/lang/mix/term.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"

namespace pratique::extract::mix {
namespace {

const Term kNone;

bool is_word(char c) { return base::is_alnum(c) || c == '_' || c == '@' || c == '.' || c == '?' || c == '!'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Term> parse() {
    PQ_TRY(auto term, next(0));
    skip_blanks();
    if (at_ != text_.size()) return odd();
    return term;
  }

 private:
  tl::unexpected<Error> odd() const { return base::invalid_at(at_, "no term of Elixir's"); }
  bool is(char c) const { return at_ < text_.size() && text_[at_] == c; }

  void skip_blanks() {
    while (at_ < text_.size() && (base::is_space(text_[at_]) || text_[at_] == '#')) {
      if (text_[at_++] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
    }
  }

  Result<Term> next(int depth) {
    if (depth > kMaxDepth) return base::over_limit("terms nested deeper than " + std::to_string(kMaxDepth));
    if (++count_ > kMaxTerms) return base::over_limit("more terms than a lock file has");
    skip_blanks();
    if (text_.substr(at_).starts_with("%{")) {
      at_ += 2;
      return parts(Term::Kind::kMap, '}', depth);
    }
    if (is('{') || is('[')) {
      const bool tuple = text_[at_++] == '{';
      return parts(tuple ? Term::Kind::kTuple : Term::Kind::kList, tuple ? '}' : ']', depth);
    }
    const bool atom = is(':');
    if (atom) ++at_;
    const bool quoted = is('"');
    PQ_TRY(const auto word, quoted ? take_quoted() : take_word());
    if (atom) return Term{Term::Kind::kAtom, word, {}};
    if (is(':')) {
      ++at_;
      return Term{Term::Kind::kKey, word, {}};
    }
    return Term{quoted ? Term::Kind::kText : Term::Kind::kAtom, word, {}};
  }

  Result<Term> parts(Term::Kind kind, char end, int depth) {
    Term whole{kind, {}, {}};
    while (true) {
      skip_blanks();
      if (is(end)) break;
      PQ_TRY(auto part, next(depth + 1));
      const bool is_key = part.kind == Term::Kind::kKey;
      whole.parts.push_back(std::move(part));
      skip_blanks();
      if (is(',') && !is_key) {
        ++at_;
      } else if (!is(end) && !is_key) {
        return odd();
      }
    }
    ++at_;
    return whole;
  }

  Result<std::string_view> take_quoted() {
    const auto begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) return base::invalid_at(begin, "quote without an end");
    return text_.substr(begin, at_++ - begin);
  }

  Result<std::string_view> take_word() {
    const auto begin = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    if (at_ == begin) return odd();
    return text_.substr(begin, at_ - begin);
  }

  std::string_view text_;
  std::size_t at_ = 0, count_ = 0;
};

}  // namespace

const Term& Term::at(std::size_t place, Kind wanted) const {
  return place < parts.size() && parts[place].kind == wanted ? parts[place] : kNone;
}

const Term& Term::value(std::string_view key) const {
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (parts[i].kind == Kind::kKey && parts[i].text == key) return parts[i + 1];
  }
  return kNone;
}

Result<Term> parse_term(std::string_view text) { return Parser(text).parse(); }

}  // namespace pratique::extract::mix
