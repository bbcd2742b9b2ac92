// Composer's version constraints. Source: getcomposer.org, "Versions and constraints".
#include <array>

#include "base/text.h"
#include "fix/dotted_language.h"

namespace pratique::fix::requirements {

namespace {

using Kind = Condition::Kind;
using Keep = OperatorRule::Keep;

constexpr std::array<OperatorRule, 11> kOperators{{{"!=", Kind::kNot},
                                                   {"<>", Kind::kNot},
                                                   {"<=", Kind::kAtMost},
                                                   {">=", Kind::kAtLeast},
                                                   {"==", Kind::kExact},
                                                   {"<", Kind::kBelow},
                                                   {">", Kind::kAbove},
                                                   {"=", Kind::kExact},
                                                   {"^", Kind::kCompatible, Keep::kCaret},
                                                   {"~", Kind::kCompatible},
                                                   {"", Kind::kExact}}};

class ComposerLanguage final : public DottedLanguage {
 public:
  std::string_view name() const override { return "composer"; }
  std::string compatible(std::string_view version) const override { return "^" + std::string(version); }

 protected:
  std::span<const OperatorRule> operators() const override { return kOperators; }
  std::string_view order_name() const override { return "composer"; }
  std::string_view lowest() const override { return "-dev"; }
  std::string_view separator() const override { return " "; }
  bool has_alternatives() const override { return true; }
  bool blanks_part() const override { return true; }

  Result<std::vector<Conditions>> parse(std::string_view text) const override {
    if (base::contains(text, "dev-") || base::contains(text, "@") || base::contains(text, " as ") ||
        base::contains(text, "#"))
      return base::fail(ErrorKind::kUnsupported, "a branch, an alias or a stability flag");
    return DottedLanguage::parse(text);
  }

  // "~1.2" lets the second number move, as "^1.2" does.
  std::optional<MovedRequirement> compatible_from(const Condition& condition, std::string_view to,
                                                  bool floored) const override {
    const auto size = leading_numbers(condition.version).size();
    const auto numbers = leading_numbers(to);
    const bool as_caret =
        condition.op == "~" && !floored && size <= 2 && !numbers.empty() && numbers.front() > 0;
    if (as_caret && order().compare(dotted(numbers, size), to) != 0)
      return MovedRequirement{.text = "^" + std::string(to),
                              .remark = "~ with " + (size == 1 ? std::string("one number") : "two numbers") +
                                        " cannot say \"at least " + std::string(to) + "\""};
    return DottedLanguage::compatible_from(condition, to, floored);
  }

  MovedRequirement wildcard_from(const Condition& condition, std::string_view to,
                                 bool floored) const override {
    const auto size = leading_numbers(condition.version).size();
    const auto numbers = leading_numbers(to);
    const bool says = size == 1 ? numbers.front() > 0 : size == 2 && numbers.size() == 3;
    if (floored || !says) return DottedLanguage::wildcard_from(condition, to, floored);
    return {.text = (size == 1 ? "^" : "~") + std::string(to),
            .remark = std::string(condition.version) + " cannot say \"at least " + std::string(to) + "\""};
  }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_composer() { return std::make_unique<ComposerLanguage>(); }

}  // namespace pratique::fix::requirements
