// Poetry's own constraints, in [tool.poetry]. Source: Poetry, "Dependency specification".
#include <array>

#include "fix/dotted_language.h"

namespace pratique::fix::requirements {

namespace {

using Kind = Condition::Kind;
using Keep = OperatorRule::Keep;

constexpr std::array<OperatorRule, 11> kOperators{{{"~=", Kind::kCompatible},
                                                   {"==", Kind::kExact},
                                                   {"!=", Kind::kNot},
                                                   {"<=", Kind::kAtMost},
                                                   {">=", Kind::kAtLeast},
                                                   {"<", Kind::kBelow},
                                                   {">", Kind::kAbove},
                                                   {"=", Kind::kExact},
                                                   {"^", Kind::kCompatible, Keep::kCaret},
                                                   {"~", Kind::kCompatible, Keep::kAtMostTwo},
                                                   {"", Kind::kExact}}};

class PoetryLanguage final : public DottedLanguage {
 public:
  std::string_view name() const override { return "poetry"; }
  std::string_view purl_type() const override { return ""; }
  std::string compatible(std::string_view version) const override { return "^" + std::string(version); }

 protected:
  std::span<const OperatorRule> operators() const override { return kOperators; }
  std::string_view order_name() const override { return "pep440"; }
  std::string_view lowest() const override { return ".dev0"; }
  std::string_view separator() const override { return ","; }
  bool has_alternatives() const override { return true; }
  bool blanks_part() const override { return true; }

  MovedRequirement wildcard_from(const Condition& condition, std::string_view to,
                                 bool floored) const override {
    const auto size = leading_numbers(condition.version).size();
    const bool has_major = !leading_numbers(to).empty() && leading_numbers(to).front() > 0;
    if (floored || !condition.op.empty() || size > 2 || (size == 1 && !has_major))
      return DottedLanguage::wildcard_from(condition, to, floored);
    return {.text = (size == 1 ? "^" : "~") + std::string(to),
            .remark = std::string(condition.version) + " cannot say \"at least " + std::string(to) + "\""};
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_poetry() { return std::make_unique<PoetryLanguage>(); }

}  // namespace pratique::fix::requirements
