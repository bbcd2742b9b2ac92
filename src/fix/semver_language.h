// What npm's ranges and Cargo's requirements share: SemVer versions that may be short, "^", "~", wildcards, and the rule for
// pre-releases. Sources: node-semver, README "Ranges"; the Cargo Book, "Specifying Dependencies".
#pragma once

#include "fix/list_language.h"

namespace pratique::fix {

class SemverLanguage : public ListLanguage {
 protected:
  const version::Order& order() const override;
  Result<VersionBounds> bounds(const Condition& condition) const override;
  bool takes_prerelease(const Conditions& conditions, std::string_view version) const override;
  bool is_prerelease(std::string_view version) const override;
  std::optional<MovedRequirement> compatible_from(const Condition& condition, std::string_view to,
                                                  bool floored) const override;

  // The condition that begins at `at` of the text, which gets the offset behind it: an operator, blanks, a version that
  // ends at a blank or one of `ends`. A version alone is of the kind `plain`, or kCompatible when it is short.
  Result<Condition> take(std::string_view text, std::size_t& at, std::string_view ends,
                         Condition::Kind plain) const;
  // How "^" is written: "" for Cargo.
  virtual std::string_view caret() const { return "^"; }
};

}  // namespace pratique::fix
