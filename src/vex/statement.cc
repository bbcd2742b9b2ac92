#include "vex/statement.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"

namespace pratique::vex {

const char* to_string(VexStatus status) {
  switch (status) {
    case VexStatus::kNotAffected:
      return "not_affected";
    case VexStatus::kFixed:
      return "fixed";
    case VexStatus::kUnderInvestigation:
      return "under_investigation";
    case VexStatus::kAffected:
      break;
  }
  return "affected";
}

Result<VexStatus> parse_vex_status(std::string_view word) {
  for (const auto status :
       {VexStatus::kNotAffected, VexStatus::kFixed, VexStatus::kUnderInvestigation, VexStatus::kAffected}) {
    if (word == to_string(status)) return status;
  }
  return base::invalid("no status of VEX: \"" + std::string(word) + "\"");
}

const std::vector<std::string_view>& justifications() {
  static const std::vector<std::string_view> kAll = {
      "component_not_present", "inline_mitigations_already_exist",
      "vulnerable_code_cannot_be_controlled_by_adversary", "vulnerable_code_not_in_execute_path",
      "vulnerable_code_not_present"};
  return kAll;
}

bool is_justification(std::string_view word) { return base::is_one_of(word, justifications()); }

std::string VexThing::text() const {
  if (!names.empty()) return names.front();
  if (!purls.empty()) return purls.front().to_string();
  if (!cpes.empty()) return cpes.front();
  return hashes.empty() ? "" : hashes.front();
}

const char* to_string(VexForm form) {
  return form == VexForm::kOpenVex ? "OpenVEX" : form == VexForm::kCsaf ? "CSAF" : "CycloneDX";
}

const char* to_string(VexOrigin origin) {
  return origin == VexOrigin::kNamed ? "named" : origin == VexOrigin::kAttached ? "attached" : "image";
}

namespace {

// The number of `size` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size) {
  if (at + size > text.size()) return std::nullopt;
  const auto number = base::to_uint(text.substr(at, size));
  return number ? std::optional<int>(static_cast<int>(*number)) : std::nullopt;
}

// "Z", "+04:00", "-0600" as seconds.
std::optional<std::int64_t> offset_of(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, text.size() == 6 ? 4 : 3, 2);
  const bool colon = text.size() == 6 && text[3] == ':';
  if (!hours || !minutes || (!colon && text.size() != 5) || *hours > 23 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::optional<std::int64_t> seconds_of(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok() || *hour > 24 || *minute > 59 || *second > 60) return std::nullopt;
  auto rest = text.substr(19);
  if (rest.starts_with('.'))
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789", 1), rest.size()));
  const auto offset = offset_of(rest);
  if (!offset) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return std::int64_t{days} * 86'400 + *hour * 3600 + *minute * 60 + *second - *offset;
}

}  // namespace pratique::vex
