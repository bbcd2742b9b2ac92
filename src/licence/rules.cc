#include "licence/rules.h"

#include <algorithm>

#include "base/nearest.h"
#include "base/text.h"
#include "licence/normal.h"
#include "licence/obligations.h"

namespace pratique::licence {

namespace {

// "AGPL-3.0" names a family: whoever does not want it wants neither of its two forms.
std::vector<std::string> family_of(const std::string& id) {
  std::vector<std::string> ids;
  for (const char* end : {"-only", "-or-later"}) {
    if (auto form = id + end; is_licence_id(form)) ids.push_back(std::move(form));
  }
  ids.push_back(id);
  return ids;
}

bool is_any_word(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return base::is_alnum(c); });
}

tl::unexpected<Error> unknown_word(std::string_view text) {
  std::vector<std::string_view> known{"copyleft"};
  for (const auto category : kCategories) known.emplace_back(to_string(category));
  for (const auto& one : listed()) known.push_back(one.id);
  return base::fail(ErrorKind::kUsage, "\"" + std::string(text) +
                                           "\" is no licence of the SPDX list and no category" +
                                           base::did_you_mean(text, known));
}

}  // namespace

Result<LicenceRules::Word> LicenceRules::word_of(std::string_view text) {
  text = base::trim(text);
  const auto lower = base::to_lower(text);
  if (lower == "copyleft") {
    return Word{
        .kind = Kind::kCategory,
        .categories = {Category::kWeakCopyleft, Category::kStrongCopyleft, Category::kNetworkCopyleft},
        .ids = {},
        .exception = {}};
  }
  if (const auto category = category_called(lower))
    return Word{.kind = Kind::kCategory, .categories = {*category}, .ids = {}, .exception = {}};
  if (text.ends_with('*') && is_any_word(text)) {
    auto begin = lower.substr(0, lower.size() - 1);
    const bool known =
        begin.starts_with("licenseref-") || std::ranges::any_of(listed(), [&](const Listed& one) {
          return base::to_lower(one.id).starts_with(begin);
        });
    if (!known) return unknown_word(text);
    return Word{.kind = Kind::kPattern, .categories = {}, .ids = {std::move(begin)}, .exception = {}};
  }
  // A replaced identifier as it was typed: it may be a family.
  if (const auto id = licence_id_of(text); !id.empty() && !base::contains(current(id), " ")) {
    auto ids = family_of(std::string(id));
    ids.emplace_back(current(id));
    return Word{.kind = Kind::kLicence, .categories = {}, .ids = std::move(ids), .exception = {}};
  }
  const auto meant = normal(text);
  const auto singles = singles_of(meant.expression);
  const bool named = meant.references.empty() || is_expression(text);
  if (singles.size() != 1 || !named) return unknown_word(text);
  return Word{.kind = singles[0].exception.empty() ? Kind::kLicence : Kind::kWithException,
              .categories = {},
              .ids = {singles[0].id},
              .exception = singles[0].exception};
}

Result<LicenceRules> LicenceRules::of(const std::vector<std::string>& deny,
                                      const std::vector<std::string>& allow) {
  LicenceRules rules;
  for (const auto& text : deny) {
    PQ_TRY(auto word, word_of(text));
    rules.deny_.push_back(std::move(word));
  }
  for (const auto& text : allow) {
    PQ_TRY(auto word, word_of(text));
    rules.allow_.push_back(std::move(word));
  }
  return rules;
}

int LicenceRules::narrowest(const std::vector<Word>& words, std::string_view id, std::string_view exception) {
  int most = 0;
  for (const auto& word : words) {
    const auto is_id = [&](const std::string& one) { return one == id; };
    bool names = false;
    switch (word.kind) {
      case Kind::kCategory:
        names = std::ranges::find(word.categories, category_of(id, exception)) != word.categories.end();
        break;
      case Kind::kPattern:
        names = base::to_lower(id).starts_with(word.ids.front());
        break;
      case Kind::kLicence:
        names = std::ranges::any_of(word.ids, is_id);
        break;
      case Kind::kWithException:
        names = std::ranges::any_of(word.ids, is_id) && word.exception == exception;
        break;
    }
    if (names) most = std::max(most, static_cast<int>(word.kind) + 1);
  }
  return most;
}

LicenceRules::Say LicenceRules::say_of(std::string_view id, std::string_view exception) const {
  const auto denied = narrowest(deny_, id, exception), allowed = narrowest(allow_, id, exception);
  if (denied > 0 && denied >= allowed) return Say::kDenied;
  if (allowed > 0) return Say::kAllowed;
  return deny_.empty() && !allow_.empty() ? Say::kDenied : Say::kSilent;
}

bool LicenceRules::denies(std::string_view expression) const {
  if (expression.empty()) return say_of({}, {}) == Say::kDenied;
  return holds_for(expression, [&](std::string_view id, std::string_view exception) {
    return say_of(id, exception) == Say::kDenied;
  });
}

std::vector<SingleLicence> LicenceRules::denied(std::string_view expression) const {
  if (!denies(expression)) return {};
  auto singles = singles_of(expression);
  std::erase_if(singles,
                [&](const SingleLicence& one) { return say_of(one.id, one.exception) != Say::kDenied; });
  return singles;
}

bool LicenceRules::is_blind(std::string_view expression) const {
  const auto unseen = [&](std::string_view id, std::string_view exception) {
    return category_of(id, exception) == Category::kUnknown && say_of(id, exception) == Say::kSilent;
  };
  if (denies(expression)) return false;
  if (expression.empty()) return unseen({}, {});
  return holds_for(expression, [&](std::string_view id, std::string_view exception) {
    return say_of(id, exception) == Say::kDenied || unseen(id, exception);
  });
}

}  // namespace pratique::licence
