// RubyGems' requirements, a list with commas. Source: Gem::Requirement and Gem::Version (guides.rubygems.org, "Patterns").
#include <array>

#include "fix/dotted_language.h"

namespace pratique::fix::requirements {

namespace {

using Kind = Condition::Kind;

constexpr std::array<OperatorRule, 8> kOperators{{{"~>", Kind::kCompatible},
                                                  {"!=", Kind::kNot},
                                                  {"<=", Kind::kAtMost},
                                                  {">=", Kind::kAtLeast},
                                                  {"<", Kind::kBelow},
                                                  {">", Kind::kAbove},
                                                  {"=", Kind::kExact},
                                                  {"", Kind::kExact}}};

class GemLanguage final : public DottedLanguage {
 public:
  std::string_view name() const override { return "gem"; }
  std::string compatible(std::string_view version) const override { return ">= " + std::string(version); }

 protected:
  std::span<const OperatorRule> operators() const override { return kOperators; }
  std::string_view order_name() const override { return "gem"; }
  // RubyGems' own idiom: below every pre-release.
  std::string_view lowest() const override { return ".a"; }
  std::string_view separator() const override { return ", "; }
  std::string floor(std::string_view version) const override { return compatible(version); }
  bool has_wildcards() const override { return false; }
  bool may_be_empty() const override { return true; }
};

}  // namespace

std::unique_ptr<RequirementLanguage> make_gem() { return std::make_unique<GemLanguage>(); }

}  // namespace pratique::fix::requirements
