// What the languages share whose versions are any number of numbers: PEP 440, Poetry, RubyGems, Composer.
#pragma once

#include <span>
#include <string_view>

#include "fix/list_language.h"

namespace pratique::fix {

struct OperatorRule {
  std::string_view text;
  Condition::Kind kind;
  // Of kCompatible: how many of n numbers stay.
  enum class Keep : std::uint8_t { kAllButLast, kCaret, kAtMostTwo } keep = Keep::kAllButLast;
};

class DottedLanguage : public ListLanguage {
 protected:
  // Those that begin with others first.
  virtual std::span<const OperatorRule> operators() const = 0;
  // The name of its order in version/scheme.
  virtual std::string_view order_name() const = 0;
  // Behind numbers: what is below all pre-releases of them.
  virtual std::string_view lowest() const = 0;
  // Whether "1.2.*" is in the language, without an operator and with "==" or "!=".
  virtual bool has_wildcards() const { return true; }
  // Whether "|" parts alternatives, and "a - b" is a range.
  virtual bool has_alternatives() const { return false; }
  // Whether blanks part conditions as commas do.
  virtual bool blanks_part() const { return false; }
  // Requirements without any condition admit all.
  virtual bool may_be_empty() const { return false; }

  const version::Order& order() const override;
  Result<std::vector<Conditions>> parse(std::string_view text) const override;
  Result<VersionBounds> bounds(const Condition& condition) const override;
  bool takes_prerelease(const Conditions& conditions, std::string_view version) const override;
  bool is_prerelease(std::string_view version) const override;
  std::optional<MovedRequirement> compatible_from(const Condition& condition, std::string_view to,
                                                  bool floored) const override;
  // How a wildcard of `size` numbers is said from `to` on.
  virtual MovedRequirement wildcard_from(const Condition& condition, std::string_view to, bool floored) const;

  const OperatorRule* rule_of(const Condition& condition) const;

 private:
  Result<Condition> take(std::string_view text, std::size_t& at) const;
  bool is_hyphen(std::string_view text, std::size_t at) const;
};

}  // namespace pratique::fix
