#include "licence/recognise.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "licence/expression.h"
#include "licence/list.h"
#include "licence/normal.h"
#include "licence/text_match.h"

namespace pratique::licence {

namespace {

// Words behind "under" that may be a name.
constexpr std::size_t kMaxName = 12;
// Words behind a GNU licence's name in which its version stands, and "any later version".
constexpr std::size_t kMaxToVersion = 40, kMaxToLater = 24;
// Bytes at the begin of a licence's text in which its grant may stand.
constexpr std::size_t kGrant = 700;
// Places of one file at which names are looked up.
constexpr int kMaxLooks = 2'000;
// Words before it in which it is said that the licence holds.
constexpr std::size_t kMaxFromGrant = 14;

bool is_word(char c) { return base::is_alnum(c) || c == '+' || static_cast<unsigned char>(c) >= 0x80; }

// The words of a text without its punctuation, but for dots inside numbers ("2.1").
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size();) {
      if (!is_word(text[i])) {
        ++i;
        continue;
      }
      auto end = i + 1;
      const auto dot = [&] {
        return text[end] == '.' && base::is_digit(text[end - 1]) && end + 1 < text.size() &&
               base::is_digit(text[end + 1]);
      };
      while (end < text.size() && (is_word(text[end]) || dot())) ++end;
      words_.push_back(text.substr(i, end - i));
      i = end;
    }
  }

  std::size_t size() const { return words_.size(); }
  bool is(std::size_t at, std::string_view word) const {
    return at < words_.size() && base::equals_ignoring_case(words_[at], word);
  }
  // How many words of the phrase stand there: all, or 0.
  std::size_t phrase(std::size_t at, std::string_view phrase) const {
    std::size_t count = 0;
    for (const auto word : base::split(phrase, ' ')) {
      if (!is(at + count, word)) return 0;
      ++count;
    }
    return count;
  }
  bool ends_sentence(std::size_t at) const {
    const auto behind = static_cast<std::size_t>(words_[at].data() + words_[at].size() - text_.data());
    return behind + 1 < text_.size() && text_[behind] == '.' && base::is_space(text_[behind + 1]);
  }
  std::string_view operator[](std::size_t at) const { return words_[at]; }
  // Text from one word to behind another, with what stands between.
  std::string_view text_of(std::size_t from, std::size_t to) const {
    const auto begin = static_cast<std::size_t>(words_[from].data() - text_.data());
    const auto end = static_cast<std::size_t>(words_[to - 1].data() + words_[to - 1].size() - text_.data());
    return text_.substr(begin, end - begin);
  }
  std::string_view rest_of_line(std::size_t from) const {
    const auto rest = text_.substr(static_cast<std::size_t>(words_[from].data() - text_.data()));
    return rest.substr(0, rest.find_first_of("\r\n"));
  }

 private:
  std::string_view text_;
  std::vector<std::string_view> words_;
};

// "either version 2 of the License", "version 3 or later", "v2".
std::optional<std::string> version_at(const Words& words, std::size_t at) {
  if (at >= words.size()) return std::nullopt;
  auto word = words[at];
  if (words.is(at, "version") && at + 1 < words.size()) word = words[at + 1];
  if (word.starts_with('v') || word.starts_with('V')) word.remove_prefix(1);
  if (word.ends_with('+')) word.remove_suffix(1);
  if (word.empty() || !base::is_digit(word[0]) || word.size() > 3) return std::nullopt;
  return word.size() == 1 ? std::string(word) + ".0" : std::string(word);
}

// The GNU licence that is named at a word, and whether a later one may be chosen.
std::optional<std::string> gnu_licence(const Words& words, std::size_t at) {
  struct Family {
    std::string_view phrase, id;
  };
  constexpr std::array<Family, 5> kFamilies{{{"gnu general public license", "GPL"},
                                             {"gnu lesser general public license", "LGPL"},
                                             {"gnu library general public license", "LGPL"},
                                             {"gnu library or lesser general public license", "LGPL"},
                                             {"gnu affero general public license", "AGPL"}}};
  for (const auto& family : kFamilies) {
    const auto length = words.phrase(at, family.phrase);
    if (length == 0) continue;
    auto version = std::optional<std::string>();
    auto place = at + length;
    if (at >= 4 && words.phrase(at - 2, "of the") > 0) version = version_at(words, at - 4);
    if (at >= 4 && !version && words.phrase(at - 2, "of the") > 0) version = version_at(words, at - 3);
    for (auto i = at + length; !version && i < at + length + kMaxToVersion && i < words.size(); ++i) {
      if (!words.is(i, "version") && !(i < at + length + 2 && version_at(words, i))) continue;
      version = version_at(words, i);
      place = i;
    }
    if (!version) return std::nullopt;
    bool later = false;
    for (auto i = place; i < place + kMaxToLater && !later; ++i) {
      later = words.phrase(i, "any later version") > 0 || words.phrase(i, "or later") > 0 ||
              words.phrase(i, "or newer") > 0 || words.phrase(i, "or any later") > 0;
    }
    const auto id = std::string(family.id) + "-" + *version + (later ? "-or-later" : "-only");
    return is_licence_id(id) ? std::optional(id) : std::nullopt;
  }
  return std::nullopt;
}

bool is_granted_before(const Words& words, std::size_t at) {
  constexpr std::array<std::string_view, 8> kGrants{"under",   "terms",   "redistribute", "licensed",
                                                    "license", "licence", "covered",      "distributed"};
  for (auto i = at; i > 0 && at - i < kMaxFromGrant && !words.ends_sentence(i - 1);) {
    --i;
    if (std::any_of(kGrants.begin(), kGrants.end(), [&](std::string_view word) { return words.is(i, word); }))
      return true;
  }
  return false;
}

struct Name {
  std::string expression;
  bool has_number = false;
  // In full, so that gnu_licence() reads it too, and what stands behind it.
  bool says_gnu = false;
};

// The longest run of words behind "under" that is a name of a licence.
std::optional<Name> named_behind(const Words& words, std::size_t at) {
  for (const std::string_view phrase : {"the terms of the", "terms of the", "terms of", "the"}) {
    const auto length = words.phrase(at, phrase);
    at += length;
    if (length > 0) break;
  }
  for (auto length = std::min(kMaxName, words.size() - std::min(at, words.size())); length > 0; --length) {
    const auto text = words.text_of(at, at + length);
    if (base::contains(text, ". ") || base::contains(text, "\n\n")) continue;
    auto name = normal(text);
    if (!name.expression.empty() && name.references.empty())
      return Name{std::move(name.expression), std::any_of(text.begin(), text.end(), base::is_digit),
                  words.is(at, "gnu")};
  }
  return std::nullopt;
}

class Naming {
 public:
  explicit Naming(std::string_view text) : words_(text) {}

  std::vector<std::string> run() {
    for (std::size_t i = 0; i < words_.size() && names_.size() < kMaxNamed; ++i) look_at(i);
    if (std::none_of(names_.begin(), names_.end(),
                     [](const std::string& name) { return base::contains(name, "GPL-"); }))
      take(any_gnu_);
    return std::move(names_);
  }

 private:
  void look_at(std::size_t i) {
    if (words_.is(i, "spdx")) {
      const auto tag = words_.phrase(i, "spdx license identifier");
      if (tag > 0 && i + tag < words_.size()) take(canonical(tag_value(words_.rest_of_line(i + tag))));
    } else if (words_.is(i, "gnu")) {
      if (is_granted_before(words_, i)) take(gnu_licence(words_, i));
    } else if (words_.is(i, "same")) {
      if (words_.phrase(i, "same terms as perl") > 0) take("Artistic-1.0-Perl OR GPL-1.0-or-later");
    } else if (words_.is(i, "under") && i + 1 < words_.size() && looks_++ < kMaxLooks) {
      take_name(named_behind(words_, i + 1));
    }
  }

  // "MIT */" of a comment.
  static std::string_view tag_value(std::string_view line) {
    for (const std::string_view end : {"*/", "-->", "\"", "'", "#}"}) line = line.substr(0, line.find(end));
    return base::trim(line);
  }

  // "under the GPL" says which only where nothing else in the file does.
  void take_name(std::optional<Name> name) {
    if (!name || base::contains(name->expression, "LicenseRef-")) return;
    if (base::contains(name->expression, "GPL-") && !name->has_number)
      any_gnu_ = std::move(name->expression);
    else if (!name->says_gnu)
      take(std::move(name->expression));
  }

  void take(std::optional<std::string> name) {
    if (name && std::find(names_.begin(), names_.end(), *name) == names_.end())
      names_.push_back(std::move(*name));
  }

  Words words_;
  std::vector<std::string> names_;
  std::optional<std::string> any_gnu_;
  int looks_ = 0;
};

// The text without the parts that are a licence's own.
std::string between(std::string_view text, const std::vector<TextMatch>& matches) {
  std::string out;
  std::size_t at = 0;
  for (const auto& match : matches) {
    out.append(text.substr(at, match.begin - at)).append("\n\n");
    at = match.end;
  }
  return out.append(text.substr(std::min(at, text.size())));
}

// Of licences that share a text the one that the file names first. Who grants it writes in the words of its appendix, so
// that the grant may have become part of the match: its begin is searched too.
std::string decided(const TextMatch& match, std::string_view text, const std::vector<std::string>& names) {
  auto named = Naming(text.substr(match.begin, std::min(kGrant, match.end - match.begin))).run();
  named.insert(named.end(), names.begin(), names.end());
  const auto at = std::find_first_of(named.begin(), named.end(), match.ids.begin(), match.ids.end());
  return at == named.end() ? std::string(match.ids.front()) : *at;
}

}  // namespace

std::vector<Recognised> recognise(std::string_view text) {
  text = text.substr(0, kMaxLicenceText);
  const auto matches = match_text(text);
  auto names = Naming(between(text, matches)).run();
  std::vector<Recognised> out;
  const auto add = [&](std::string expression, int likeness) {
    const auto same = [&](const Recognised& other) { return other.expression == expression; };
    if (std::none_of(out.begin(), out.end(), same)) out.push_back({std::move(expression), likeness});
  };
  for (const auto& match : matches) {
    auto id = std::string(match.ids.front());
    if (match.ids.size() > 1) id = decided(match, text, names);
    add(std::move(id), match.likeness);
  }
  for (auto& name : names) add(std::move(name), 0);
  return out;
}

}  // namespace pratique::licence
