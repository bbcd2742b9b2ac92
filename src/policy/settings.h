// Which policies are asked, what they weigh and what they are told: the file of --policy-config, as Docker Scout has it,
// {"debug": bool, "policies": [{"name", "enabled", "weight", "config": {…}}]}, and the same words in the section
// `policies:` of pratique.yaml, which is the list itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "codec/json_value.h"
#include "codec/yaml.h"
#include "policy/policy.h"

namespace pratique::policy {

inline constexpr std::uint64_t kMaxPolicySettingsBytes = 4 << 20;
inline constexpr std::size_t kMaxPolicySettings = 1'000;
// Of a policy's `config`, with everything in it.
inline constexpr std::size_t kMaxConfigDepth = 32;

// What is said of one policy.
struct PolicySetting {
  std::string name;
  // Nothing: as the policy itself has it.
  std::optional<bool> enabled{};
  std::optional<std::uint32_t> weight{};
  codec::JsonObject config{};
  // Where it stands; line 0: not known.
  std::string file{};
  std::uint64_t line = 0;
};

class PolicySettings {
 public:
  // The file's text. Errors, kUsage or kLimit, with the file and what is wrong: no JSON, a word that there is not, a value of
  // another kind, a name that is none, a policy twice.
  static Result<PolicySettings> parse(std::string_view json, const std::string& file);
  // The section; absent: nothing is set. Scalars of a config that are plain and read as a number or a truth are one, all
  // others are texts. Errors as above, with the line.
  static Result<PolicySettings> read(codec::Yaml section, const std::string& file);

  // What `other` says over what this does: by policy, and in its config by member.
  void put_over(const PolicySettings& other);

  // print() of Rego is told.
  bool debug() const { return debug_; }
  const std::vector<PolicySetting>& policies() const { return policies_; }
  // nullptr: nothing is said of it.
  const PolicySetting* find(std::string_view name) const;

  // Whether each policy that something is said of is one of these. Errors: kUsage, with the nearest.
  Result<void> check_names(const std::vector<std::string>& names) const;

 private:
  bool debug_ = false;
  // Sorted by name.
  std::vector<PolicySetting> policies_;
};

}  // namespace pratique::policy
