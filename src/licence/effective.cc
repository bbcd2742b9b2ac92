#include "licence/effective.h"

#include <algorithm>

#include "licence/expression.h"
#include "licence/normal.h"

namespace pratique::licence {

namespace {

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

}  // namespace

const char* to_string(Basis basis) {
  switch (basis) {
    case Basis::kNothing:
      return "none";
    case Basis::kConcluded:
      return "concluded";
    case Basis::kStated:
      return "stated";
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
  auto own = normal_of_all(stated);
  if (!own.expression.empty() && references(own.expression).empty())
    return {std::move(own.expression), Basis::kStated, {}};
  for (const bool texts : {true, false}) {
    if (auto found = joined(files, texts); !found.empty())
      return {std::move(found), texts ? Basis::kText : Basis::kNamed, {}};
  }
  if (own.expression.empty()) return {};
  return {std::move(own.expression), Basis::kStated, std::move(own.references)};
}

}  // namespace pratique::licence
