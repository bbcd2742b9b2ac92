// What a policy can be told: its settings by name, each with its kind, usual value and meaning; and the values that hold
// for one evaluation, checked against that, so that a rule reads them without a doubt.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json_value.h"

namespace pratique::policy {

enum class SettingKind : std::uint8_t {
  kFlag,          // true, false
  kNumber,        // a whole number, 0 or more
  kText,          // a text
  kTexts,         // a list of texts
  kNumberByText,  // {"CRITICAL": 7}
};
// "true or false", "a number", "a text", "a list of texts", "numbers by name".
const char* to_string(SettingKind kind);

struct RuleSetting {
  // As Docker Scout calls it, where it has it: "grace_period_days".
  std::string name;
  SettingKind kind = SettingKind::kFlag;
  // Of its kind.
  codec::JsonValue usual;
  // One line: "days for which a vulnerability that became known is left alone".
  std::string about;
  // Texts (or names of numbers) that it may hold, in any case of letters; empty: any.
  std::vector<std::string> choices{};
};

// Texts and entries that one setting may have, and bytes of a text.
inline constexpr std::size_t kMaxSettingEntries = 10'000;
inline constexpr std::size_t kMaxSettingBytes = 4'096;

class RuleConfig {
 public:
  // The usual values with `given` over them. Errors, kUsage and one line with the policy's name: a setting that there is
  // not (with the nearest), a value of another kind, a text that is no choice. Choices come out as the declaration
  // spells them.
  static Result<RuleConfig> make(std::string_view policy, std::span<const RuleSetting> settings,
                                 const codec::JsonObject& given);

  // Of a setting that was declared with that kind; anything else is a fault of the program and gives an empty value.
  bool flag(std::string_view name) const;
  std::uint64_t number(std::string_view name) const;
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::map<std::string, std::uint64_t> numbers(std::string_view name) const;

  // Every setting with its value, in the order of the declaration.
  const codec::JsonObject& values() const { return values_; }

 private:
  codec::JsonObject values_;
};

}  // namespace pratique::policy
