// What the languages share in which a requirement is a list of conditions, and a list of such lists: npm, Cargo, PEP 440,
// RubyGems, Composer. Each says how its conditions are written and what they mean as bounds; the rest is here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fix/requirement.h"
#include "version/order.h"

namespace pratique::fix {

// One condition of a requirement, with its place in the text.
struct Condition {
  enum class Kind : std::uint8_t {
    kExact,
    // One version and those that the language calls compatible with it: "^1.2", "~> 1.2", "1.2.*".
    kCompatible,
    kAtLeast,
    kAbove,
    kAtMost,
    kBelow,
    kNot,
    // "*": all.
    kAny
  };
  Kind kind = Kind::kAny;
  // As written: "^", ">=", "".
  std::string_view op{};
  // As written: "v1.2", "1.x", "1.2.*".
  std::string_view version{};
  // Offsets in the requirement of the operator and of the version.
  std::size_t at = 0, version_at = 0;
  // "1.x", "1.2.*".
  bool wildcard = false;

  std::size_t end() const { return version_at + version.size(); }
};
// All must be met.
using Conditions = std::vector<Condition>;

struct VersionBound {
  enum class Kind : std::uint8_t { kAtLeast, kAbove, kAtMost, kBelow, kNot, kOutside, kText };
  Kind kind = Kind::kAtLeast;
  std::string version;
  // kText: the same text. Of kOutside, which leaves out all from `version` to before this.
  std::string end{};
};
using VersionBounds = std::vector<VersionBound>;

// The numbers at the start of a version, parted by dots: {1, 2} of "1.2-beta" and "v1.2.x". At most 16; nothing: it begins
// with none, or one has more than 18 digits.
std::vector<std::uint64_t> leading_numbers(std::string_view version);
// "1.2.0" of {1, 2} and 3 parts.
std::string dotted(std::vector<std::uint64_t> numbers, std::size_t parts);

// How many numbers "^" keeps: up to the first that is not 0.
std::size_t kept_by_caret(const std::vector<std::uint64_t>& numbers);

class ListLanguage : public RequirementLanguage {
 public:
  Result<Admission> admission(std::string_view requirement, std::string_view version) const override;
  Result<MovedRequirement> moved(std::string_view requirement, std::string_view to) const override;

 protected:
  virtual const version::Order& order() const = 0;
  // Alternatives in their order, none of them empty of conditions (kAny stands for none).
  virtual Result<std::vector<Conditions>> parse(std::string_view requirement) const = 0;
  virtual Result<VersionBounds> bounds(const Condition& condition) const = 0;
  // Whether a pre-release that lies within the bounds is taken.
  virtual bool takes_prerelease(const Conditions& conditions, std::string_view version) const = 0;
  virtual bool is_prerelease(std::string_view version) const = 0;
  // The text of a condition of kCompatible that is to admit `to` and nothing older; nothing: the operator and `to` say it.
  // `floored`: another condition of the list will ask for at least `to`.
  virtual std::optional<MovedRequirement> compatible_from(const Condition& condition, std::string_view to,
                                                          bool floored) const = 0;
  // Between two conditions: ", ", " ".
  virtual std::string_view separator() const = 0;
  // "this version or a later one".
  virtual std::string floor(std::string_view version) const { return ">=" + std::string(version); }

 private:
  Result<bool> meets(const Condition& condition, std::string_view version) const;
  Result<MovedRequirement> move_list(std::string_view requirement, const Conditions& list,
                                     std::string_view to) const;
  Result<std::string> upper_from(const Condition& condition, std::string_view to) const;
};

}  // namespace pratique::fix
