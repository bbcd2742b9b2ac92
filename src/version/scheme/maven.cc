// Maven: ComparableVersion of Maven 3.9 and the POM reference, "Version Order Specification". A version is
// cut into tokens at ".", "-", and wherever digits meet other characters; that last cut counts as "-". Then,
// at each position:
//   alpha < beta < milestone < rc < snapshot < the end < "" (ga, final, release) < sp < any other word <
//   "-number" < ".number"
// Tokens that mean nothing (0 and "") are dropped before the end, before a hyphen and before a word:
// "1.0-alpha" = "1-alpha".
//
// A word between a dot and a separator (".Beta-1", ".redhat.2") is in Maven no sublist like other words: it
// is below them, or, when zeros stand before it, above them, the more the zeros the higher.
//
// Maven itself is no order on odd texts: in 3.9.9, 1.0.alpha.1 > 1-1 > 1 > 1.0.alpha.1. Here every kind of
// token has one place, so that pre-releases stay below the end; all that Maven orders without a cycle is
// ordered in its way.
#include <algorithm>
#include <array>

#include "version/text_order.h"

namespace pratique::version {
namespace {

// Lowest first.
enum class Kind {
  kDottedPreRelease,
  kPreRelease,
  kPreReleaseAfterZeros,
  kEnd,
  kRelease,
  kDottedWord,
  kWord,
  kDashNumber,
  kWordAfterZeros,
  kDotNumber,
};

struct Token {
  Kind kind = Kind::kEnd;
  std::string_view text{};
  int rank = 0;           // among the known words of its kind
  std::size_t zeros = 0;  // dropped before a dotted word
  bool after_hyphen = false;

  bool number() const { return kind == Kind::kDashNumber || kind == Kind::kDotNumber; }
  bool null() const { return kind == Kind::kRelease || (number() && is_zero(text)); }
  // Before these, tokens that mean nothing are dropped.
  bool cuts() const { return after_hyphen || !number(); }
};

struct Qualifier {
  std::string_view name;
  Kind kind;
  int rank;
};
constexpr std::array kQualifiers = {
    Qualifier{"alpha", Kind::kPreRelease, 0},
    Qualifier{"beta", Kind::kPreRelease, 1},
    Qualifier{"milestone", Kind::kPreRelease, 2},
    Qualifier{"rc", Kind::kPreRelease, 3},
    Qualifier{"cr", Kind::kPreRelease, 3},
    Qualifier{"snapshot", Kind::kPreRelease, 4},
    Qualifier{"", Kind::kRelease, 0},
    Qualifier{"ga", Kind::kRelease, 0},
    Qualifier{"final", Kind::kRelease, 0},
    Qualifier{"release", Kind::kRelease, 0},
    Qualifier{"sp", Kind::kWord, 0},
};

constexpr int kUnknownWord = 1;

// "a", "b" and "m" are short for alpha, beta and milestone only when a digit follows at once ("1a1", not
// "1a").
Token word(std::string_view text, bool digit_next) {
  if (digit_next && text.size() == 1) {
    constexpr std::string_view kShort = "abm";
    const auto rank = kShort.find(lower(text[0]));
    if (rank != std::string_view::npos) return {.kind = Kind::kPreRelease, .rank = static_cast<int>(rank)};
  }
  for (const auto& qualifier : kQualifiers) {
    if (base::equals_ignoring_case(text, qualifier.name))
      return {.kind = qualifier.kind, .rank = qualifier.rank};
  }
  return {.kind = Kind::kWord, .text = text, .rank = kUnknownWord};
}

// The token as a dotted word with that many zeros dropped before it.
Token dotted(Token token) {
  if (token.kind == Kind::kPreRelease) {
    token.kind = token.zeros > 0 ? Kind::kPreReleaseAfterZeros : Kind::kDottedPreRelease;
  } else if (token.kind == Kind::kWord) {
    token.kind = token.zeros > 0 ? Kind::kWordAfterZeros : Kind::kDottedWord;
  }
  return token;
}

// The tokens as they are written.
class RawReader {
 public:
  explicit RawReader(std::string_view text) : rest_(text) {}

  Token next() {
    dotted_word_ = false;
    if (at_end_) return {};
    const bool after_hyphen = after_hyphen_;
    const auto digits = take_digits(rest_);
    if (!digits.empty() || rest_.empty() || rest_[0] == '.' || rest_[0] == '-') {
      step();
      const auto kind = after_hyphen ? Kind::kDashNumber : Kind::kDotNumber;
      return {.kind = kind, .text = digits, .after_hyphen = after_hyphen};
    }
    const auto text = take_while(rest_, [](char c) { return c != '.' && c != '-' && !base::is_digit(c); });
    auto token = word(text, !rest_.empty() && base::is_digit(rest_[0]));
    token.after_hyphen = after_hyphen;
    dotted_word_ = !after_hyphen && !rest_.empty() && !base::is_digit(rest_[0]);
    step();
    return token;
  }

  // Whether the last token was a word between a dot and a separator.
  bool dotted_word() const { return dotted_word_; }

 private:
  // Passes the separator. A separator at the very end is followed by an empty token, which is zero and so
  // means nothing.
  void step() {
    at_end_ = rest_.empty();
    after_hyphen_ = !rest_.starts_with('.');
    if (!at_end_ && (rest_[0] == '.' || rest_[0] == '-')) rest_.remove_prefix(1);
  }

  std::string_view rest_;
  bool after_hyphen_ = false;
  bool at_end_ = false;
  bool dotted_word_ = false;
};

// The tokens that mean something. A run of null tokens is looked at once: `kept_` is how many of it are still
// to be given.
class Reader {
 public:
  explicit Reader(std::string_view text) : raw_(text) {}

  Token next() {
    if (kept_ > 0) {
      --kept_;
      return raw_.next();
    }
    auto ahead = raw_;
    auto start = raw_;      // where the part of the run that can be kept starts
    std::size_t count = 0;  // its tokens
    for (;;) {
      const auto before = ahead;
      auto token = ahead.next();
      token.zeros = ahead.dotted_word() ? count : 0;
      if (token.cuts()) {
        start = before;
        count = 0;
      }
      if (token.null()) {
        ++count;
        continue;
      }
      if (ahead.dotted_word()) {
        raw_ = ahead;
        return dotted(token);
      }
      raw_ = start;
      kept_ = count;
      return raw_.next();
    }
  }

 private:
  RawReader raw_;
  std::size_t kept_ = 0;
};

// The first position that differs decides; the end is a token like the others, so no padding is needed.
std::weak_ordering compare(std::string_view left, std::string_view right) {
  Reader a(left);
  Reader b(right);
  for (;;) {
    const auto x = a.next();
    const auto y = b.next();
    if (x.kind != y.kind) return x.kind <=> y.kind;
    if (x.kind == Kind::kEnd) return std::weak_ordering::equivalent;
    if (x.zeros != y.zeros) return x.zeros <=> y.zeros;
    if (x.rank != y.rank) return x.rank <=> y.rank;
    const auto order = x.number() ? compare_numbers(x.text, y.text) : compare_ignoring_case(x.text, y.text);
    if (order != 0) return order;
  }
}

// Maven takes any text for a version; only an empty one, or one with blanks or the marks of a range, is
// refused in a POM.
bool valid(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n[](),/\\:*?\"<>|") == std::string_view::npos;
}

// The start of a commit's digest, which JitPack takes for a version: "1a2b3c4d5e".
bool is_short_commit(std::string_view text) {
  constexpr std::size_t kShortest = 7;
  return text.size() >= kShortest && std::all_of(text.begin(), text.end(), base::is_hex) &&
         !std::all_of(text.begin(), text.end(), base::is_digit);
}

// Words are below all numbers for Maven, whatever they mean: a branch ("main-SNAPSHOT"), a release train
// ("Hoxton.SR12"), or old Guava's "r09". Only versions that begin with a number lie among each other.
bool comparable(std::string_view text) {
  return valid(text) && base::is_digit(text.front()) && !is_short_commit(text);
}

// "32.0.0" of "32.0.0-android": one release built for several platforms, in the words of Guava, of Microsoft's JDBC
// driver ("12.2.0.jre11") and of Bouncy Castle ("1.70-jdk15on"). Maven takes the word for a part of the order, so
// "32.0.0-android" would be below a fix that is called 32.0.0-jre.
std::string_view without_flavour(std::string_view version) {
  auto rest = version;
  if (rest.ends_with("on") && rest.size() > 2 && base::is_digit(rest[rest.size() - 3])) rest.remove_suffix(2);
  while (!rest.empty() && base::is_digit(rest.back())) rest.remove_suffix(1);
  constexpr std::array<std::string_view, 4> kFlavours = {"android", "java", "jdk", "jre"};
  for (const auto flavour : kFlavours) {
    if (!rest.ends_with(flavour) || rest.size() < flavour.size() + 2) continue;
    rest.remove_suffix(flavour.size());
    if (rest.back() == '-' || rest.back() == '.') return rest.substr(0, rest.size() - 1);
  }
  return version;
}

std::weak_ordering compare_bound(std::string_view version, std::string_view bound) {
  return compare(without_flavour(version), without_flavour(bound));
}

// Who lists one flavour does not mean the other.
bool same(std::string_view version, std::string_view listed) {
  const bool plain = without_flavour(listed).size() == listed.size();
  return compare(plain ? without_flavour(version) : version, listed) == 0;
}

}  // namespace

std::unique_ptr<Order> make_maven() {
  return make_order("maven", valid, compare,
                    {.comparable = comparable, .compare_bound = compare_bound, .same = same});
}

}  // namespace pratique::version
