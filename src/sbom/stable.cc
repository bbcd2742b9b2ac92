#include "sbom/stable.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <type_traits>
#include <utility>

#include "base/program.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "sbom/native.h"
#include "sbom/write.h"

namespace pratique::sbom {

namespace {

// Without "sha256:".
std::string hex_of(std::string_view content) { return crypto::sha256(base::as_bytes(content)).substr(7); }

// The two-digit (or longer) number at `at`.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return std::nullopt;
  const auto value = base::to_uint(text.substr(at, digits));
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

// Minutes east of UTC of "Z" or "+hh:mm".
std::optional<int> offset_of(std::string_view zone) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
  const auto hours = number(zone, 1, 2);
  const auto minutes = number(zone, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (zone[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

// What follows the seconds and their fraction.
std::optional<std::string_view> zone_of(std::string_view rest) {
  if (!rest.starts_with('.')) return rest;
  const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
  if (end == 1) return std::nullopt;
  return rest.substr(end);
}

}  // namespace

std::optional<std::string> to_utc(std::string_view time) {
  using namespace std::chrono;
  if (time.size() < 20 || time[4] != '-' || time[7] != '-' || (time[10] | 0x20) != 't' || time[13] != ':' ||
      time[16] != ':') {
    return std::nullopt;
  }
  const auto y = number(time, 0, 4), m = number(time, 5, 2), d = number(time, 8, 2);
  const auto h = number(time, 11, 2), min = number(time, 14, 2), s = number(time, 17, 2);
  if (!y || !m || !d || !h || !min || !s) return std::nullopt;
  const auto zone = zone_of(time.substr(19));
  const auto offset = zone ? offset_of(*zone) : std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!offset || !date.ok() || *h > 23 || *min > 59 || *s > 60) return std::nullopt;
  // A leap second is the last second of its minute here: the calendar of SPDX knows none.
  const auto moment = sys_days(date) + hours(*h) + minutes(*min - *offset) + seconds(std::min(*s, 59));
  const auto today = floor<days>(moment);
  const year_month_day utc(today);
  if (utc.year() < year(1) || utc.year() > year(9999)) return std::nullopt;
  const hh_mm_ss clock(moment - today);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(utc.year()),
                     static_cast<unsigned>(utc.month()), static_cast<unsigned>(utc.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::string time_of(const model::Subject& subject, const std::string& given) {
  if (!given.empty()) return given;
  return to_utc(subject.created).value_or("1970-01-01T00:00:00Z");
}

Result<Stamp> stamp_of_epoch(std::string_view seconds) {
  if (seconds.empty()) return Stamp{};
  constexpr std::uint64_t kLast = 253'402'300'799;  // 9999-12-31T23:59:59Z
  const auto count = base::to_uint(seconds);
  if (!count || *count > kLast)
    return base::fail(ErrorKind::kUsage, "SOURCE_DATE_EPOCH is not a number of seconds since 1970");
  const std::chrono::sys_seconds moment{std::chrono::seconds(*count)};
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{moment - day};
  return Stamp{fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                           time.hours().count(), time.minutes().count(), time.seconds().count())};
}

static std::string uuid_of_hash(std::string hex) {
  hex[12] = '8';                                          // version
  hex[16] = "89ab"[static_cast<unsigned>(hex[16]) & 3u];  // variant 10xx
  return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                     hex.substr(16, 4), hex.substr(20, 12));
}

std::string uuid_of(std::string_view content) { return uuid_of_hash(hex_of(content)); }

namespace {

// The members of a component as bytes that no other component's are: each text and list with its length before
// it. The native document would say the same at ten times the work.
class Content {
 public:
  explicit Content(crypto::Sha256& hash) : hash_(hash) {}
  void add(std::string_view text) {
    add_number(text.size());
    pending_ += text;
    if (pending_.size() >= kEnough) flush();
  }
  template <class Number>
    requires std::is_integral_v<Number> || std::is_enum_v<Number>
  void add(Number number) {
    add_number(static_cast<std::uint64_t>(number));
  }
  void add(const model::Location& location) { add(location.path), add(location.layer); }
  void add(const model::Hash& hash) { add(hash.algorithm), add(hash.value); }
  void add(const model::FoundLicense& found) { add(found.expression), add(found.path), add(found.likeness); }
  void add(const model::Edge& edge) { add(edge.from), add(edge.to), add(edge.kind), add(edge.scope); }
  template <class Key, class Value>
  void add(const std::pair<Key, Value>& pair) {
    add(pair.first), add(pair.second);
  }
  template <class List>
    requires(!std::convertible_to<List, std::string_view>) && requires { typename List::const_iterator; }
  void add(const List& list) {
    add_number(list.size());
    for (const auto& one : list) add(one);
  }
  void flush() { hash_.update(base::as_bytes(std::exchange(pending_, {}))); }

 private:
  static constexpr std::size_t kEnough = 16 << 10;
  void add_number(std::uint64_t number) {
    std::array<char, sizeof(number)> bytes;
    for (auto& byte : bytes) byte = static_cast<char>(std::exchange(number, number >> 8) & 0xff);
    pending_.append(bytes.data(), bytes.size());
  }
  crypto::Sha256& hash_;
  std::string pending_;
};

}  // namespace

std::string uuid_of_document(std::string_view writer, const model::Inventory& inventory,
                             std::string_view time) {
  crypto::Sha256 hash;
  const auto add = [&hash](std::string_view piece) -> Result<void> {
    hash.update(base::as_bytes(piece));
    return {};
  };
  // A hash takes everything, so that there is no error to look at.
  (void)add(fmt::format("{}\n{}\n{}\n{}\n", base::kProgram, base::program_version(), writer, time));
  // What there is little of, as the native document has it.
  (void)write_native({.subject = inventory.subject,
                      .components = {},
                      .edges = {},
                      .observations = inventory.observations,
                      .notes = inventory.notes},
                     add);
  Content content(hash);
  content.add(std::uint64_t{inventory.components.size()});
  for (const auto& component : inventory.components)
    model::each_field(component, [&](std::string_view, const auto& member) { content.add(member); });
  content.add(inventory.edges);
  content.flush();
  return uuid_of_hash(hash.finish().substr(7));  // without "sha256:"
}

std::string short_hash(std::string_view content) { return hex_of(content).substr(0, 16); }

// RFC 3986, clause 2: what is neither reserved nor unreserved may stand only percent-encoded. Brackets are
// left out as well: only IPv6 hosts need them.
bool is_url(std::string_view text) {
  const auto fits = [](char c) {
    return c > ' ' && c < '\x7f' && std::string_view("\"<>\\^`{|}[]").find(c) == std::string_view::npos;
  };
  const auto rest = base::cut(text, "://");
  return rest && (rest->before == "https" || rest->before == "http") && !rest->after.empty() &&
         std::all_of(text.begin(), text.end(), fits);
}

}  // namespace pratique::sbom
