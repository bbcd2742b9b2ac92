#include "licence/normal.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "licence/data.h"
#include "licence/expression.h"

namespace pratique::licence {

namespace {

// No name of a licence is as long; longer texts are licences themselves.
constexpr std::size_t kMaxText = 4'096;
// Words of the longest name that words.tsv or the list has.
constexpr std::size_t kMaxRun = 24;
// A field with more words that nobody knows is prose, and is kept whole.
constexpr std::size_t kMaxUnknownWords = 12;
constexpr int kMaxDepth = 16;
constexpr std::size_t kMaxSlug = 48;

// Words that tell no two licences apart.
constexpr std::array<std::string_view, 12> kNoise{"the",      "license",  "licence", "licenses",
                                                  "licences", "licensed", "under",   "version",
                                                  "v",        "gnu",      "terms",   "a"};
// What fields say where they say nothing.
constexpr std::array<std::string_view, 14> kNothing{
    "",    "unknown", "none",          "n a",         "noassertion", "see file", "see in file",
    "see", "file",    "not specified", "unspecified", "other",       "see md",   "see txt"};

bool is_word(char c) { return base::is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// "gplv2" is "gpl", "2"; "2.0" is "2"; "x11" is "x", "11", in all texts alike.
void cut_loose(std::string_view word, std::vector<std::string>& out) {
  std::size_t start = 0;
  for (std::size_t i = 1; i <= word.size(); ++i) {
    const bool number = i < word.size() && (base::is_digit(word[i]) || word[i] == '.');
    const bool was_number = base::is_digit(word[i - 1]) || word[i - 1] == '.';
    if (i < word.size() && number == was_number) continue;
    auto piece = word.substr(start, i - start);
    start = i;
    while (piece.starts_with('.')) piece.remove_prefix(1);
    while (piece.ends_with('.') || (piece.ends_with(".0") && base::is_digit(piece[0])))
      piece.remove_suffix(piece.ends_with('.') ? 1 : 2);
    if (!base::is_digit(word[start - 1]) && piece.size() > 1 && piece.ends_with('v') && start < word.size())
      piece.remove_suffix(1);
    if (!piece.empty()) out.emplace_back(piece);
  }
}

// "or later", "or any later", "or newer", ">=": all "+".
void mend_later(std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::size_t used = 0;
    if (words[i] == "or" && i + 1 < words.size()) {
      const bool any = words[i + 1] == "any" || words[i + 1] == "at";
      const auto at = i + (any ? 2 : 1);
      if (at < words.size() &&
          (words[at] == "later" || words[at] == "newer" || words[at] == "greater" || words[at] == "above"))
        used = at - i;
    }
    out.push_back(used == 0 ? words[i] : "+");
    i += used;
  }
  // "GPL (>= 2)".
  for (std::size_t i = 0; i + 1 < out.size(); ++i) {
    if (out[i] != ">=") continue;
    out[i] = out[i + 1];
    out[i + 1] = "+";
  }
  words = std::move(out);
}

std::vector<std::string> key_words(std::string_view text) {
  const auto lower = base::to_lower(text);
  std::vector<std::string> words;
  for (std::size_t i = 0; i < lower.size();) {
    if (lower[i] == '+')
      words.emplace_back("+"), ++i;
    else if (lower.compare(i, 2, ">=") == 0)
      words.emplace_back(">="), i += 2;
    else if (!is_word(lower[i]))
      ++i;
    else {
      auto end = i;
      while (end < lower.size() && (is_word(lower[end]) || (lower[end] == '.' && end + 1 < lower.size() &&
                                                            base::is_digit(lower[end + 1]))))
        ++end;
      cut_loose(std::string_view(lower).substr(i, end - i), words);
      i = end;
    }
  }
  std::erase_if(words, [](const std::string& word) { return base::is_one_of(word, kNoise); });
  mend_later(words);
  return words;
}

std::string address_key(std::string_view text) {
  auto lower = base::to_lower(base::trim(text));
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (lower.starts_with(scheme)) lower.erase(0, scheme.size());
  }
  if (lower.starts_with("www.")) lower.erase(0, 4);
  for (const std::string_view end : {"/", ".txt", ".html", ".htm", ".php", "/"}) {
    if (lower.ends_with(end)) lower.erase(lower.size() - end.size());
  }
  return "://" + lower;
}

bool is_address(std::string_view text) { return text.starts_with("http://") || text.starts_with("https://"); }

std::string any_key(std::string_view text) { return is_address(text) ? address_key(text) : key_of(text); }

using Table = std::unordered_map<std::string, std::string, base::TextHash, std::equal_to<>>;

// Our own rows before the list's: "PSF" is meant as its licence of today.
Table make_table() {
  Table table;
  for (const auto line : base::lines(words_text())) {
    const auto halves = base::cut(line, "\t");
    if (line.starts_with('#') || !halves) continue;
    for (std::string_view rest = halves->after; !rest.empty();) {
      const auto next = base::cut(rest, " | ");
      table.emplace(any_key(next ? next->before : rest), halves->before);
      rest = next ? next->after : std::string_view();
    }
  }
  for (const auto& row : listed()) table.emplace(key_of(row.id), current(row.id));
  for (const auto& row : listed()) {
    if (!row.name.empty()) table.emplace(key_of(row.name), current(row.id));
    if (!row.url.empty()) table.emplace(address_key(row.url), current(row.id));
  }
  return table;
}

// "public-domain-md5": whose it was, in Debian's copyright files.
bool is_public_domain(std::string_view key) {
  constexpr std::string_view kBegin = "public domain ";
  constexpr std::array<std::string_view, 5> kJoins{"and", "or", "with", "+", "except"};
  constexpr std::size_t kMostWords = 3;
  if (!key.starts_with(kBegin)) return false;
  const auto more = base::words(key.substr(kBegin.size()));
  return more.size() <= kMostWords && std::none_of(more.begin(), more.end(), [&](std::string_view word) {
           return base::is_one_of(word, kJoins);
         });
}

const std::string* known(std::string_view key) {
  static const auto table = make_table();
  static const std::string public_domain = "LicenseRef-public-domain";
  const auto at = table.find(key);
  if (at != table.end()) return &at->second;
  return is_public_domain(key) ? &public_domain : nullptr;
}

// A reference's name keeps what may stand in it; two texts never share one.
std::string reference_of(std::string_view text) {
  std::string slug;
  bool exact = text.size() <= kMaxSlug;
  for (const char c : text.substr(0, kMaxSlug)) {
    const bool fits = base::is_alnum(c) || c == '.' || c == '-';
    exact = exact && fits;
    if (fits)
      slug += c;
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
  }
  while (slug.ends_with('-')) slug.pop_back();
  constexpr std::size_t kHashDigits = 8;
  if (!exact || slug.empty())
    slug += (slug.empty() ? "" : "-") + base::stable_hash(text).substr(0, kHashDigits);
  return "LicenseRef-" + slug;
}

// A piece of a field: a word as it stands, or one of the marks that join.
struct Piece {
  enum class Kind { kWord, kAnd, kOr, kWith, kOpen, kClose, kComma } kind = Kind::kWord;
  std::string_view text;
};

Piece::Kind kind_of(std::string_view word) {
  using Kind = Piece::Kind;
  if (base::equals_ignoring_case(word, "and") || word == "&" || word == "&&") return Kind::kAnd;
  if (base::equals_ignoring_case(word, "or") || word == "|" || word == "||" || word == "/") return Kind::kOr;
  if (base::equals_ignoring_case(word, "with") || base::equals_ignoring_case(word, "w/")) return Kind::kWith;
  if (word == "(") return Kind::kOpen;
  if (word == ")") return Kind::kClose;
  if (word == "," || word == ";") return Kind::kComma;
  return Kind::kWord;
}

// Slashes and bars join without blanks too ("MIT/Apache-2.0"), but not inside an address.
std::vector<Piece> pieces_of(std::string_view text) {
  constexpr std::string_view kMarks = "()|,;&/";
  std::vector<Piece> out;
  std::size_t start = 0;
  const auto end_word = [&](std::size_t end) {
    if (end > start)
      out.push_back({kind_of(text.substr(start, end - start)), text.substr(start, end - start)});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool in_address = is_address(text.substr(start, i - start + 1));
    const bool mark = kMarks.find(text[i]) != std::string_view::npos && !(in_address && text[i] != ')');
    if (text[i] == '/' && text.substr(start, i - start).ends_with(':')) continue;
    if (text[i] == '/' && text.substr(start).starts_with("http") && in_address) continue;
    if (!mark && !base::is_space(text[i])) continue;
    end_word(i);
    if (mark) out.push_back({kind_of(text.substr(i, 1)), text.substr(i, 1)});
    start = i + 1;
  }
  end_word(text.size());
  return out;
}

// Splits a field into licences. Comma < or < and < with < parentheses.
class Splitter {
 public:
  Splitter(std::string_view text, std::vector<Piece> pieces) : text_(text), pieces_(std::move(pieces)) {}

  // nullopt: the text has no such form, or too many words that nobody knows.
  std::optional<Normal> whole() {
    auto text = list(0);
    if (!text || next_ != pieces_.size() || unknown_ > kMaxUnknownWords) return std::nullopt;
    return Normal{.expression = std::move(*text), .references = std::move(references_)};
  }

 private:
  using Kind = Piece::Kind;
  using Text = std::optional<std::string>;

  bool at(Kind kind) const { return next_ < pieces_.size() && pieces_[next_].kind == kind; }
  bool take(Kind kind) {
    if (!at(kind)) return false;
    ++next_;
    return true;
  }

  // "A AND B AND C" needs no parentheses, "(A OR B) AND C" does, and for the reader so does "(A AND B) OR C".
  static std::string joined(const std::string& a, std::string_view word, const std::string& b) {
    const auto other = word == " AND " ? std::string_view(" OR ") : std::string_view(" AND ");
    const auto part = [&](const std::string& one) { return joins_by(one, other) ? "(" + one + ")" : one; };
    return a == b ? a : part(a) + std::string(word) + part(b);
  }

  static bool joins_by(std::string_view expression, std::string_view word) {
    int open = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
      open += expression[i] == '(' ? 1 : expression[i] == ')' ? -1 : 0;
      if (open == 0 && expression.substr(i).starts_with(word)) return true;
    }
    return false;
  }

  // "A or B, and C"; a comma alone lists what all holds.
  Text list(int depth) {
    auto left = any(depth);
    while (left && take(Kind::kComma)) {
      const bool either = take(Kind::kOr);
      if (!either) take(Kind::kAnd);
      if (next_ == pieces_.size()) break;
      const auto right = any(depth);
      if (!right) return std::nullopt;
      left = joined(*left, either ? " OR " : " AND ", *right);
    }
    return left;
  }

  Text any(int depth) {
    auto left = all(depth);
    while (left && take(Kind::kOr)) {
      const auto right = all(depth);
      if (!right) return std::nullopt;
      left = joined(*left, " OR ", *right);
    }
    return left;
  }

  Text all(int depth) {
    auto left = term(depth);
    while (left && take(Kind::kAnd)) {
      const auto right = term(depth);
      if (!right) return std::nullopt;
      left = joined(*left, " AND ", *right);
    }
    return left;
  }

  Text term(int depth) {
    if (auto longest = longest_known()) return longest;
    if (take(Kind::kOpen)) {
      if (depth >= kMaxDepth) return std::nullopt;
      auto inner = list(depth + 1);
      if (!inner || !take(Kind::kClose)) return std::nullopt;
      return inner;
    }
    return unknown();
  }

  // The longest run of pieces that is a name: "BSD 3-Clause "New" or "Revised" License" holds an "or".
  Text longest_known() {
    const auto limit = std::min(pieces_.size(), next_ + kMaxRun);
    for (auto end = limit; end > next_; --end) {
      if (pieces_[next_].kind != Kind::kWord || pieces_[end - 1].kind == Kind::kComma) continue;
      const auto text = text_of(next_, end);
      if (!balanced(next_, end)) continue;
      const auto* found = known(any_key(text));
      if (found == nullptr) continue;
      // "GPL-2+ with OpenSSL exception" is not "GPL-2+".
      if (end < pieces_.size() && pieces_[end].kind == Kind::kWith) return std::nullopt;
      if (end < pieces_.size() && (pieces_[end].kind == Kind::kWord || pieces_[end].kind == Kind::kOpen))
        continue;
      next_ = end;
      return *found;
    }
    return std::nullopt;
  }

  bool balanced(std::size_t from, std::size_t to) const {
    int open = 0;
    for (auto i = from; i < to && open >= 0; ++i)
      open += pieces_[i].kind == Kind::kOpen ? 1 : pieces_[i].kind == Kind::kClose ? -1 : 0;
    return open == 0;
  }

  std::string_view text_of(std::size_t from, std::size_t to) const {
    const auto* begin = pieces_[from].text.data();
    const auto& last = pieces_[to - 1].text;
    return text_.substr(static_cast<std::size_t>(begin - text_.data()),
                        static_cast<std::size_t>(last.data() + last.size() - begin));
  }

  // Up to the next word that joins; "with" belongs to it.
  Text unknown() {
    const auto from = next_;
    while (at(Kind::kWord) || at(Kind::kWith)) ++next_;
    if (next_ == from) return std::nullopt;
    unknown_ += next_ - from;
    const auto text = text_of(from, next_);
    if (auto own = canonical(text)) return own;
    auto reference = reference_of(text);
    references_.emplace_back(reference, text);
    return reference;
  }

  std::string_view text_;
  std::vector<Piece> pieces_;
  std::size_t next_ = 0, unknown_ = 0;
  std::vector<std::pair<std::string, std::string>> references_;
};

Normal kept_whole(std::string_view text) {
  auto reference = reference_of(text);
  return {.expression = reference, .references = {{reference, std::string(text)}}};
}

// "BSD-3-clause~Google and Expat" without the holders that copyright files of Debian put behind a tilde.
std::string without_holders(std::string_view text) {
  std::string out;
  bool holder = false;
  for (const char c : text) {
    holder = c == '~' || (holder && (base::is_alnum(c) || c == '-' || c == '.' || c == '_'));
    if (!holder) out += c;
  }
  return out;
}

}  // namespace

std::string key_of(std::string_view text) { return base::join(key_words(text), " "); }

Normal normal(std::string_view declared) {
  const auto text = base::trim(declared);
  if (text.size() > kMaxText) return kept_whole(text);
  if (auto own = canonical(text)) return {.expression = std::move(*own), .references = {}};
  const auto key = any_key(text);
  if (base::is_one_of(key, kNothing)) return {};
  if (const auto* found = known(key)) return {.expression = *found, .references = {}};
  if (base::contains(text, "~")) {
    if (auto plain = normal(without_holders(text)); !plain.expression.empty() && plain.references.empty())
      return plain;
  }
  // Some parts are under the one, some under the other, some under either: all must be kept to.
  if (const auto at = base::to_lower(text).find("and/or"); at != std::string::npos)
    return normal(std::string(text.substr(0, at)) + "and" + std::string(text.substr(at + 6)));
  if (auto split = Splitter(text, pieces_of(text)).whole()) return std::move(*split);
  return kept_whole(text);
}

Normal normal_of_all(const std::vector<std::string>& declared) {
  Normal all;
  std::set<std::string> seen;
  for (const auto& one : declared) {
    auto each = normal(one);
    if (each.expression.empty() || !seen.insert(each.expression).second) continue;
    all.references.insert(all.references.end(), each.references.begin(), each.references.end());
  }
  for (const auto& expression : seen) {
    const bool group = seen.size() > 1 && is_compound(expression);
    all.expression += (all.expression.empty() ? "" : " AND ") + (group ? "(" + expression + ")" : expression);
  }
  return all;
}

}  // namespace pratique::licence
