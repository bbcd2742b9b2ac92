#include "policy/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/nearest.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/json_copy.h"

namespace pratique::policy {

namespace {

constexpr std::array<std::string_view, 2> kMembers = {"debug", "policies"};
constexpr std::array<std::string_view, 4> kPolicyMembers = {"name", "enabled", "weight", "config"};

std::uint64_t line_of(const codec::Json&) { return 0; }
std::uint64_t line_of(const codec::Yaml& node) { return node.line(); }

template <class Node>
tl::unexpected<Error> wrong(const Node& node, std::string what) {
  Where where;
  if (const auto line = line_of(node); line > 0) where.line = line;
  return base::fail(ErrorKind::kUsage, std::move(what), std::move(where));
}

template <class Node>
Result<void> check_members(const Node& node, std::span<const std::string_view> members,
                           std::string_view what) {
  Result<void> sound;
  node.each_member([&](std::string_view key, Node value) {
    if (!sound || base::is_one_of(key, members)) return;
    sound = wrong(value ? value : node,
                  fmt::format("{} has no \"{}\"{}", what, key, base::did_you_mean(key, members)));
  });
  return sound;
}

template <class Node>
Result<std::optional<bool>> truth(const Node& node, std::string_view what) {
  if (!node) return std::nullopt;
  if (const auto value = node.boolean()) return value;
  return wrong(node, std::string(what) + " is neither true nor false");
}

template <class Node>
Result<PolicySetting> setting_in(const Node& node, const std::string& file) {
  if (!node.is_object()) return wrong(node, "a policy's settings are no members by name");
  PQ_CHECK(check_members(node, kPolicyMembers, "a policy"));
  PolicySetting setting{.name = node["name"].text_or(""), .file = file, .line = line_of(node)};
  if (!is_policy_name(setting.name))
    return wrong(node, fmt::format("\"{}\" is no name of a policy", setting.name));
  PQ_TRY(setting.enabled, truth(node["enabled"], fmt::format("policy {}: \"enabled\"", setting.name)));
  if (const auto weight = node["weight"]) {
    const auto number = weight.integer();
    if (!number || *number < 0 || *number > kMaxWeight)
      return wrong(weight, fmt::format("policy {}: a weight is a whole number from 0 to {}", setting.name,
                                       kMaxWeight));
    setting.weight = static_cast<std::uint32_t>(*number);
  }
  const auto config = node["config"];
  if (!config || config.is_null()) return setting;
  if (!config.is_object())
    return wrong(config, fmt::format("policy {}: \"config\" is no settings by name", setting.name));
  auto copied = codec::copy_value(config, kMaxConfigDepth);
  if (!copied)
    return wrong(config, fmt::format("policy {}: \"config\": {}", setting.name, copied.error().what));
  setting.config = std::move(copied->as_object());
  return setting;
}

bool by_name(const PolicySetting& a, const PolicySetting& b) { return a.name < b.name; }

template <class Node>
Result<std::vector<PolicySetting>> settings_in(const Node& list, const std::string& file) {
  std::vector<PolicySetting> all;
  if (!list || list.is_null()) return all;
  if (!list.is_array()) return wrong(list, "\"policies\" is no list");
  if (list.size() > kMaxPolicySettings)
    return wrong(list, fmt::format("more than {} policies", kMaxPolicySettings));
  Result<void> sound;
  list.each([&](Node node) {
    if (!sound) return;
    auto setting = setting_in(node, file);
    if (setting)
      all.push_back(*std::move(setting));
    else
      sound = tl::unexpected(std::move(setting).error());
  });
  PQ_CHECK(sound);
  std::stable_sort(all.begin(), all.end(), by_name);
  const auto twice = std::adjacent_find(all.begin(), all.end(),
                                        [](const auto& a, const auto& b) { return a.name == b.name; });
  if (twice != all.end()) {
    Where where;
    if (const auto line = std::next(twice)->line; line > 0) where.line = line;
    return base::fail(ErrorKind::kUsage, fmt::format("policy {} stands there twice", twice->name),
                      std::move(where));
  }
  return all;
}

}  // namespace

Result<PolicySettings> PolicySettings::parse(std::string_view json, const std::string& file) {
  const auto here = [&](Error error) {
    if (error.kind != ErrorKind::kLimit) error.kind = ErrorKind::kUsage;
    return tl::unexpected(std::move(error).in(file));
  };
  const auto document = codec::JsonDocument::parse(json, kMaxPolicySettingsBytes);
  if (!document) return here(document.error());
  const auto root = document->root();
  if (!root.is_object()) return here({.what = "no settings of policies: {\"policies\": […]} is wanted"});
  if (auto sound = check_members(root, kMembers, "the file"); !sound) return here(std::move(sound).error());
  auto debug = truth(root["debug"], "\"debug\"");
  if (!debug) return here(std::move(debug).error());
  auto list = settings_in(root["policies"], file);
  if (!list) return here(std::move(list).error());
  PolicySettings settings;
  settings.debug_ = debug->value_or(false);
  settings.policies_ = *std::move(list);
  return settings;
}

Result<PolicySettings> PolicySettings::read(codec::Yaml section, const std::string& file) {
  PolicySettings settings;
  auto list = settings_in(section, file);
  if (!list) return tl::unexpected(std::move(list).error().in(file));
  settings.policies_ = *std::move(list);
  return settings;
}

void PolicySettings::put_over(const PolicySettings& other) {
  debug_ = debug_ || other.debug_;
  for (const auto& said : other.policies_) {
    const auto at = std::lower_bound(policies_.begin(), policies_.end(), said, by_name);
    if (at == policies_.end() || at->name != said.name) {
      policies_.insert(at, said);
      continue;
    }
    if (said.enabled) at->enabled = said.enabled;
    if (said.weight) at->weight = said.weight;
    for (const auto& member : said.config) at->config[member.key()] = member.value();
    at->file = said.file;
    at->line = said.line;
  }
}

const PolicySetting* PolicySettings::find(std::string_view name) const {
  const auto at =
      std::lower_bound(policies_.begin(), policies_.end(), PolicySetting{.name = std::string(name)}, by_name);
  return at != policies_.end() && at->name == name ? &*at : nullptr;
}

Result<void> PolicySettings::check_names(const std::vector<std::string>& names) const {
  for (const auto& policy : policies_) {
    if (std::find(names.begin(), names.end(), policy.name) != names.end()) continue;
    Where where{.file = policy.file};
    if (policy.line > 0) where.line = policy.line;
    return base::fail(ErrorKind::kUsage,
                      fmt::format("no policy \"{}\"{}", policy.name, base::did_you_mean(policy.name, names)),
                      std::move(where));
  }
  return {};
}

}  // namespace pratique::policy
