#include "policy/rule_config.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "base/text.h"

namespace pratique::policy {

namespace {

using codec::JsonValue;
using codec::view;

std::string_view text_in(const JsonValue& value) {
  return {value.get_string().data(), value.get_string().size()};
}

tl::unexpected<Error> wrong(std::string_view policy, const std::string& setting, const std::string& what) {
  return base::fail(ErrorKind::kUsage, fmt::format("policy {}: setting \"{}\": {}", policy, setting, what));
}

// One setting of one policy, while its value is looked at.
struct Checking {
  std::string_view policy;
  const RuleSetting& setting;

  tl::unexpected<Error> fail(const std::string& what) const { return wrong(policy, setting.name, what); }
  tl::unexpected<Error> other_kind() const {
    return fail(fmt::format("{} is wanted", to_string(setting.kind)));
  }

  Result<std::string> text(std::string_view given) const {
    if (given.size() > kMaxSettingBytes)
      return fail(fmt::format("a text of more than {} bytes", kMaxSettingBytes));
    if (setting.choices.empty()) return std::string(given);
    for (const auto& choice : setting.choices) {
      if (base::equals_ignoring_case(choice, given)) return choice;
    }
    return fail(fmt::format("\"{}\" is none of {}{}", given, base::join(setting.choices, ", "),
                            base::did_you_mean(given, setting.choices)));
  }

  Result<std::uint64_t> number(const JsonValue& given) const {
    if (given.is_uint64()) return given.get_uint64();
    if (given.is_int64() && given.get_int64() >= 0) return static_cast<std::uint64_t>(given.get_int64());
    return fail("a whole number, 0 or more, is wanted");
  }

  Result<JsonValue> texts(const JsonValue& given) const {
    if (!given.is_array()) return other_kind();
    if (given.get_array().size() > kMaxSettingEntries)
      return fail(fmt::format("more than {} texts", kMaxSettingEntries));
    codec::JsonArray all;
    for (const auto& each : given.get_array()) {
      if (!each.is_string()) return other_kind();
      PQ_TRY(const auto one, text(text_in(each)));
      all.emplace_back(view(one));
    }
    return JsonValue(std::move(all));
  }

  Result<JsonValue> numbers(const JsonValue& given) const {
    if (!given.is_object()) return other_kind();
    if (given.get_object().size() > kMaxSettingEntries)
      return fail(fmt::format("more than {} numbers", kMaxSettingEntries));
    codec::JsonObject all;
    for (const auto& [name, value] : given.get_object()) {
      PQ_TRY(const auto key, text({name.data(), name.size()}));
      PQ_TRY(const auto one, number(value));
      all[view(key)] = one;
    }
    return JsonValue(std::move(all));
  }

  Result<JsonValue> value(const JsonValue& given) const {
    switch (setting.kind) {
      case SettingKind::kFlag:
        if (!given.is_bool()) return other_kind();
        return given;
      case SettingKind::kNumber: {
        PQ_TRY(const auto one, number(given));
        return JsonValue(one);
      }
      case SettingKind::kText: {
        if (!given.is_string()) return other_kind();
        PQ_TRY(const auto one, text(text_in(given)));
        return JsonValue(view(one));
      }
      case SettingKind::kTexts:
        return texts(given);
      case SettingKind::kNumberByText:
        return numbers(given);
    }
    return other_kind();
  }
};

Result<void> check_names(std::string_view policy, std::span<const RuleSetting> settings,
                         const codec::JsonObject& given) {
  std::vector<std::string> known;
  for (const auto& setting : settings) known.push_back(setting.name);
  for (const auto& member : given) {
    const std::string name(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return wrong(policy, name,
                 known.empty() ? "the policy has no settings"
                               : "there is no such setting" + base::did_you_mean(name, known));
  }
  return {};
}

}  // namespace

const char* to_string(SettingKind kind) {
  switch (kind) {
    case SettingKind::kFlag:
      return "true or false";
    case SettingKind::kNumber:
      return "a number";
    case SettingKind::kText:
      return "a text";
    case SettingKind::kTexts:
      return "a list of texts";
    case SettingKind::kNumberByText:
      break;
  }
  return "numbers by name";
}

Result<RuleConfig> RuleConfig::make(std::string_view policy, std::span<const RuleSetting> settings,
                                    const codec::JsonObject& given) {
  PQ_CHECK(check_names(policy, settings, given));
  RuleConfig config;
  for (const auto& setting : settings) {
    const auto* said = given.if_contains(view(setting.name));
    PQ_TRY(auto value, (Checking{policy, setting}.value(said == nullptr ? setting.usual : *said)));
    config.values_[view(setting.name)] = std::move(value);
  }
  return config;
}

bool RuleConfig::flag(std::string_view name) const {
  const auto* value = values_.if_contains(view(name));
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::uint64_t RuleConfig::number(std::string_view name) const {
  const auto* value = values_.if_contains(view(name));
  return value != nullptr && value->is_uint64() ? value->get_uint64() : 0;
}

std::string RuleConfig::text(std::string_view name) const {
  const auto* value = values_.if_contains(view(name));
  return value != nullptr && value->is_string() ? std::string(text_in(*value)) : "";
}

std::vector<std::string> RuleConfig::texts(std::string_view name) const {
  std::vector<std::string> all;
  const auto* value = values_.if_contains(view(name));
  if (value == nullptr || !value->is_array()) return all;
  for (const auto& each : value->get_array()) all.emplace_back(text_in(each));
  return all;
}

std::map<std::string, std::uint64_t> RuleConfig::numbers(std::string_view name) const {
  std::map<std::string, std::uint64_t> all;
  const auto* value = values_.if_contains(view(name));
  if (value == nullptr || !value->is_object()) return all;
  for (const auto& [key, number] : value->get_object())
    all.emplace(std::string(key.data(), key.size()), number.get_uint64());
  return all;
}

}  // namespace pratique::policy
