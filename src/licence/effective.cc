#include "licence/effective.h"

#include <algorithm>

#include "licence/expression.h"
#include "licence/normal.h"

namespace pratique::licence {

namespace {

// What words.tsv makes of "BSD".
constexpr std::string_view kAnyBsd = "LicenseRef-BSD-unspecified";

// The files' licences of one kind, joined; each once.
std::string joined(std::span<const FileLicence> files, bool texts) {
  std::vector<std::string> expressions;
  for (const auto& file : files) {
    if ((file.likeness > 0) == texts) expressions.emplace_back(file.expression);
  }
  std::sort(expressions.begin(), expressions.end());
  expressions.erase(std::unique(expressions.begin(), expressions.end()), expressions.end());
  return normal_of_all(expressions).expression;
}

// Without the statements that the texts say better.
std::vector<std::string> explained(const std::vector<std::string>& stated, std::string_view texts) {
  const auto singles = singles_of(texts);
  const bool bsd =
      std::ranges::any_of(singles, [](const SingleLicence& one) { return one.id.starts_with("BSD-"); });
  std::vector<std::string> out;
  for (const auto& one : stated) {
    if (!bsd || normal(one).expression != kAnyBsd) out.push_back(one);
  }
  return out;
}

// "GPL-3" where a file says "either version 3 of the License, or (at your option) any later version".
std::vector<std::string> refined(std::vector<std::string> stated, std::span<const FileLicence> files) {
  constexpr std::string_view kOnly = "-only";
  for (auto& one : stated) {
    if (canonical(one)) continue;
    auto later = normal(one).expression;
    if (!later.ends_with(kOnly) || is_compound(later)) continue;
    later.replace(later.size() - kOnly.size(), kOnly.size(), "-or-later");
    if (std::ranges::any_of(files, [&](const FileLicence& file) { return file.expression == later; }))
      one = later;
  }
  return stated;
}

}  // namespace

const char* to_string(Basis basis) {
  switch (basis) {
    case Basis::kNothing:
      return "none";
    case Basis::kConcluded:
      return "concluded";
    case Basis::kStated:
      return "stated";
    case Basis::kBoth:
      return "stated-and-text";
    case Basis::kText:
      return "text";
    case Basis::kNamed:
      return "named";
  }
  return "none";
}

EffectiveLicence effective(std::string_view concluded, const std::vector<std::string>& stated,
                           std::span<const FileLicence> files) {
  if (auto normal = licence::normal(concluded); !normal.expression.empty())
    return {std::move(normal.expression), Basis::kConcluded, std::move(normal.references)};
  const auto texts = joined(files, true);
  auto own = normal_of_all(refined(explained(stated, texts), files));
  if (!own.expression.empty() && references(own.expression).empty())
    return {std::move(own.expression), Basis::kStated, {}};
  if (!texts.empty()) {
    if (own.expression.empty() || singles_of(own.expression).size() == 1) return {texts, Basis::kText, {}};
    auto both = normal_of_all({own.expression, texts});
    return {std::move(both.expression), Basis::kBoth, std::move(own.references)};
  }
  if (own.expression.empty() || singles_of(own.expression).size() == 1) {
    if (auto named = joined(files, false); !named.empty()) return {std::move(named), Basis::kNamed, {}};
  }
  if (own.expression.empty()) return {};
  return {std::move(own.expression), Basis::kStated, std::move(own.references)};
}

}  // namespace pratique::licence
