#include "licence/effective.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "licence/expression.h"
#include "licence/normal.h"

namespace pratique::licence {

namespace {

// What words.tsv makes of "BSD".
constexpr std::string_view kAnyBsd = "LicenseRef-BSD-unspecified";

// The files' licences of one kind, each once, sorted.
std::vector<std::string> of_kind(std::span<const FileLicence> files, bool texts) {
  std::vector<std::string> expressions;
  for (const auto& file : files) {
    if ((file.likeness > 0) == texts) expressions.emplace_back(file.expression);
  }
  std::sort(expressions.begin(), expressions.end());
  expressions.erase(std::unique(expressions.begin(), expressions.end()), expressions.end());
  return expressions;
}

// Those statements that the texts do not say better, and whether there were others: "BSD" is the BSD licences of the texts.
std::pair<std::vector<std::string>, bool> explained(const std::vector<std::string>& stated,
                                                    const std::vector<std::string>& texts) {
  const bool bsd = std::ranges::any_of(texts, [](const auto& text) { return text.starts_with("BSD-"); });
  std::vector<std::string> left;
  for (const auto& one : stated) {
    if (!bsd || normal(one).expression != kAnyBsd) left.push_back(one);
  }
  const bool others = left.size() < stated.size();
  return {std::move(left), others};
}

bool is_of_family(std::string_view expression, std::string_view family) {
  return expression.starts_with(family) && !is_compound(expression);
}

// What the files say of the licence that a statement of other words than the list's means: of "GPL-3" its "-or-later", if
// they say so; of "GPL", which names no version, those of its family. Else the statement.
std::vector<std::string> refined(const std::string& statement, std::span<const FileLicence> files) {
  constexpr std::string_view kOnly = "-only";
  auto expression = canonical(statement) ? std::string() : normal(statement).expression;
  if (is_compound(expression)) return {statement};
  if (expression.ends_with(kOnly)) {
    expression.replace(expression.size() - kOnly.size(), kOnly.size(), "-or-later");
    const auto says = [&](const FileLicence& file) { return file.expression == expression; };
    return {std::ranges::any_of(files, says) ? expression : statement};
  }
  const bool versionless = std::ranges::none_of(statement, base::is_digit);
  if (!versionless || !expression.ends_with("-or-later")) return {statement};
  const auto family = expression.substr(0, expression.find('-') + 1);  // "GPL-"
  std::vector<std::string> found;
  for (const auto& file : files) {
    if (is_of_family(file.expression, family)) found.emplace_back(file.expression);
  }
  return found.empty() ? std::vector{statement} : found;
}

std::vector<std::string> refined(const std::vector<std::string>& stated, std::span<const FileLicence> files) {
  std::vector<std::string> out;
  for (const auto& statement : stated) {
    auto each = refined(statement, files);
    out.insert(out.end(), std::make_move_iterator(each.begin()), std::make_move_iterator(each.end()));
  }
  return out;
}

}  // namespace

const char* to_string(LicenceBasis basis) {
  switch (basis) {
    case LicenceBasis::kNothing:
      return "none";
    case LicenceBasis::kConcluded:
      return "concluded";
    case LicenceBasis::kStated:
      return "stated";
    case LicenceBasis::kBoth:
      return "stated-and-text";
    case LicenceBasis::kText:
      return "text";
    case LicenceBasis::kNamed:
      return "named";
  }
  return "none";
}

EffectiveLicence effective(std::string_view concluded, const std::vector<std::string>& stated,
                           std::span<const FileLicence> files) {
  if (auto normal = licence::normal(concluded); !normal.expression.empty())
    return {std::move(normal.expression), LicenceBasis::kConcluded, std::move(normal.references)};
  const auto texts = of_kind(files, true);
  auto [left, by_text] = explained(stated, texts);
  left = refined(left, files);
  auto own = normal_of_all(left);
  const bool known = !own.expression.empty() && references(own.expression).empty();
  if (known && !by_text) return {std::move(own.expression), LicenceBasis::kStated, {}};
  // What one reference alone stands for, its text says.
  const bool nothing = own.expression.empty() || (!known && singles_of(own.expression).size() == 1);
  if (!texts.empty()) {
    if (nothing) return {normal_of_all(texts).expression, LicenceBasis::kText, {}};
    left.insert(left.end(), texts.begin(), texts.end());
    auto both = normal_of_all(left);
    return {std::move(both.expression), LicenceBasis::kBoth, std::move(both.references)};
  }
  if (nothing) {
    if (auto named = normal_of_all(of_kind(files, false)); !named.expression.empty())
      return {std::move(named.expression), LicenceBasis::kNamed, {}};
  }
  if (own.expression.empty()) return {};
  return {std::move(own.expression), LicenceBasis::kStated, std::move(own.references)};
}

}  // namespace pratique::licence
