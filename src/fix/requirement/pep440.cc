// Version specifiers of Python packages. Source: PEP 440, "Version specifiers" (packaging.python.org, "Version specifiers").
#include <array>

#include "fix/dotted_language.h"

namespace pratique::fix::requirements {

namespace {

using Kind = Condition::Kind;

constexpr std::array<OperatorRule, 8> kOperators{{{"~=", Kind::kCompatible},
                                                  {"===", Kind::kExact},
                                                  {"==", Kind::kExact},
                                                  {"!=", Kind::kNot},
                                                  {"<=", Kind::kAtMost},
                                                  {">=", Kind::kAtLeast},
                                                  {"<", Kind::kBelow},
                                                  {">", Kind::kAbove}}};

class Pep440Language final : public DottedLanguage {
 public:
  std::string_view name() const override { return "pep440"; }
  std::string_view purl_type() const override { return "pypi"; }
  std::string compatible(std::string_view version) const override { return ">=" + std::string(version); }

 protected:
  std::span<const OperatorRule> operators() const override { return kOperators; }
  std::string_view order_name() const override { return "pep440"; }
  std::string_view lowest() const override { return ".dev0"; }
  std::string_view separator() const override { return ","; }
  bool may_be_empty() const override { return true; }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_pep440() { return std::make_unique<Pep440Language>(); }

}  // namespace pratique::fix::requirements
