#include "update/feed_state.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"

namespace pratique::update {

namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kMaxBytes = 64ull << 20;
constexpr std::uint64_t kMaxMemory = 256ull << 20;

using Seconds = std::chrono::sys_time<std::chrono::seconds>;

std::optional<std::int64_t> since_1970(int year, unsigned month, unsigned day, std::uint64_t hour,
                                       std::uint64_t minute, std::uint64_t second) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  // A leap second is the last of its minute.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<std::int64_t>(days) * 86'400 +
         static_cast<std::int64_t>(hour * 3600 + minute * 60 + second);
}

// "12:34:56", from its first byte.
struct Clock {
  std::uint64_t hour = 0, minute = 0, second = 0;
};
std::optional<Clock> clock_of(std::string_view text) {
  if (text.size() < 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = base::to_uint(text.substr(0, 2)), minute = base::to_uint(text.substr(3, 2)),
             second = base::to_uint(text.substr(6, 2));
  if (!hour || !minute || !second) return std::nullopt;
  return Clock{*hour, *minute, *second};
}

// What stands behind the seconds: a fraction, which is dropped, and the zone. Without one it is UTC: vendors mean that.
std::optional<std::int64_t> zone_of(std::string_view rest) {
  if (rest.starts_with('.')) {
    const auto end = rest.find_first_not_of("0123456789", 1);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  }
  if (rest.empty() || rest == "Z" || rest == "z" || rest == " UTC") return 0;
  const auto hour = rest.size() >= 5 ? base::to_uint(rest.substr(1, 2)) : std::nullopt;
  const auto minute = hour ? base::to_uint(rest.substr(rest.size() - 2)) : std::nullopt;
  if (!minute || (rest[0] != '+' && rest[0] != '-')) return std::nullopt;
  const auto seconds = static_cast<std::int64_t>(*hour * 3600 + *minute * 60);
  return rest[0] == '-' ? -seconds : seconds;
}

std::optional<std::int64_t> seconds_of_rfc3339(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = base::to_uint(text.substr(0, 4)), month = base::to_uint(text.substr(5, 2)),
             day = base::to_uint(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const auto at = [&](const Clock& clock) {
    return since_1970(static_cast<int>(*year), static_cast<unsigned>(*month), static_cast<unsigned>(*day),
                      clock.hour, clock.minute, clock.second);
  };
  if (text.size() == 10) return at({});
  const auto clock = clock_of(text.substr(11));
  const auto zone = clock ? zone_of(text.substr(19)) : std::nullopt;
  const auto seconds = zone ? at(*clock) : std::nullopt;
  return seconds ? std::optional(*seconds - *zone) : std::nullopt;
}

// "Sun, 06 Nov 1994 08:49:37 GMT".
std::optional<std::int64_t> seconds_of_http(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto words = base::words(text);
  if (words.size() != 6 || words[5] != "GMT") return std::nullopt;
  const auto month = std::ranges::find(kMonths, words[2]);
  const auto day = base::to_uint(words[1]), year = base::to_uint(words[3]);
  const auto clock = clock_of(words[4]);
  if (month == kMonths.end() || !day || !year || *year > 9999 || *day > 31 || !clock) return std::nullopt;
  return since_1970(static_cast<int>(*year), static_cast<unsigned>(month - kMonths.begin()) + 1,
                    static_cast<unsigned>(*day), clock->hour, clock->minute, clock->second);
}

}  // namespace

std::optional<std::int64_t> seconds_of(std::string_view time) {
  time = base::trim(time);
  if (const auto seconds = seconds_of_rfc3339(time)) return seconds;
  return seconds_of_http(time);
}

std::string day_of(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%d}", Seconds(std::chrono::seconds(seconds)));
}
std::string time_of(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", Seconds(std::chrono::seconds(seconds)));
}

const FeedFile* FeedState::find(std::string_view name) const {
  const auto at = std::ranges::lower_bound(files, name, {}, &FeedFile::name);
  return at == files.end() || at->name != name ? nullptr : &*at;
}

void FeedState::put(FeedFile file) {
  const auto at = std::ranges::lower_bound(files, file.name, {}, &FeedFile::name);
  if (at != files.end() && at->name == file.name) {
    *at = std::move(file);
  } else {
    files.insert(at, std::move(file));
  }
}

std::string encode(const FeedState& state) {
  codec::JsonArray files;
  for (const auto& file : state.files) {
    codec::JsonObject members{{"name", file.name},         {"url", file.url},       {"etag", file.etag},
                              {"modified", file.modified}, {"digest", file.digest}, {"size", file.size},
                              {"mark", file.mark}};
    if (!file.proof.signer.empty()) {
      members["signer"] = file.proof.signer;
      members["signature"] = file.proof.signature;
      members["signed_text"] = file.proof.signed_text;
    }
    files.push_back(std::move(members));
  }
  return codec::to_compact_text(codec::JsonObject{{"version", kVersion},
                                                  {"checked", state.checked},
                                                  {"day", state.day},
                                                  {"cursor", state.cursor},
                                                  {"whole", state.whole},
                                                  {"begun", state.begun},
                                                  {"deleted", codec::texts(state.deleted)},
                                                  {"keys", codec::texts(state.keys)},
                                                  {"files", std::move(files)}}) +
         "\n";
}

Result<FeedState> decode_state(std::string_view text) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxBytes, kMaxMemory));
  const auto root = document.root();
  if (root["version"].integer() != kVersion)
    return base::invalid("no state of a feed, or of another version");
  FeedState state{.checked = root["checked"].integer().value_or(0),
                  .day = std::string(root["day"].text()),
                  .cursor = root["cursor"].integer().value_or(0),
                  .whole = root["whole"].integer().value_or(0),
                  .begun = root["begun"].integer().value_or(0),
                  .files = {},
                  .deleted = {}};
  root["deleted"].each([&](codec::Json each) { state.deleted.emplace_back(each.text()); });
  root["keys"].each([&](codec::Json each) { state.keys.emplace_back(each.text()); });
  root["files"].each([&](codec::Json file) {
    state.put(
        {.name = std::string(file["name"].text()),
         .url = std::string(file["url"].text()),
         .etag = std::string(file["etag"].text()),
         .modified = std::string(file["modified"].text()),
         .digest = std::string(file["digest"].text()),
         .size = static_cast<std::uint64_t>(std::max<std::int64_t>(0, file["size"].integer().value_or(0))),
         .mark = std::string(file["mark"].text()),
         .proof = {.signer = std::string(file["signer"].text()),
                   .signature = std::string(file["signature"].text()),
                   .signed_text = std::string(file["signed_text"].text())}});
  });
  return state;
}

}  // namespace pratique::update
