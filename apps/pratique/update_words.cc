#include "update_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "update/kind.h"
#include "update/signatures.h"

namespace pratique::app {

namespace {

std::string interval(unsigned hours) {
  constexpr unsigned kDay = 24;
  return hours % kDay == 0 ? fmt::format("{}d", hours / kDay) : fmt::format("{}h", hours);
}

// "of 2026-11-26", "stale since 2026-11-20: HTTP 503", "never fetched".
std::string state_of(const std::string& feed, const update::FeedStore& store) {
  const auto status = store.status_of(feed);
  if (!status.fault.empty())
    return fmt::format("{} since {}: {}", store.has(feed) ? "stale" : "never fetched, asked",
                       update::day_of(status.since), status.fault);
  return store.has(feed) ? "of " + update::day_of(store.state_of(feed).checked) : "never fetched";
}

// What of a feed's files is held against its publisher's word, beyond the certificate of who sends them.
std::string checks_of(const update::FeedRow& row) {
  const auto* kind = update::kind_of(row);
  const auto checks = kind == nullptr ? std::string() : kind->checks(row);
  return checks.empty() ? "its publisher's certificate only" : checks;
}

}  // namespace

std::string list_of(const std::vector<const update::FeedRow*>& feeds, const update::FeedStore& store) {
  std::string text;
  for (const auto* row : feeds) {
    text += base::printable(fmt::format("{}  {}{}, read by {}, every {}; {}", row->name,
                                        row->optional ? "optional, " : "", row->kind, row->reader,
                                        interval(row->every_hours), state_of(row->name, store))) +
            "\n";
    for (const auto& url : row->urls) text += "    " + base::printable(url) + "\n";
    text += "    checked: " + base::printable(checks_of(*row)) + "\n";
    if (const auto rule = update::signature_rule(*row); !rule.empty()) {
      const auto word = update::signature_word(*row, store.state_of(row->name));
      text += "    signature: " + base::printable(rule + (word.empty() ? "" : "; " + word)) + "\n";
    }
    if (!row->unconfirmed.empty()) text += "    unconfirmed: " + base::printable(row->unconfirmed) + "\n";
  }
  return text;
}

std::vector<report::FactRow> rows_of(const std::vector<const update::FeedRow*>& feeds,
                                     const update::FeedStore& store) {
  std::vector<report::FactRow> rows;
  for (const auto* row : feeds) {
    const auto status = store.status_of(row->name);
    const bool there = store.has(row->name);
    rows.push_back({{"feed", row->name},
                    {"kind", row->kind},
                    {"reader", row->reader},
                    {"addresses", row->urls},
                    {"every_hours", std::uint64_t{row->every_hours}},
                    {"optional", row->optional},
                    {"checked", checks_of(*row)},
                    {"signature", update::signature_rule(*row)},
                    {"signed", update::signature_word(*row, store.state_of(row->name))},
                    {"unconfirmed", row->unconfirmed},
                    {"fetched", there ? update::day_of(store.state_of(row->name).checked) : std::string()},
                    {"stale_since", status.fault.empty() ? std::string() : update::day_of(status.since)},
                    {"fault", status.fault}});
  }
  return rows;
}

std::vector<report::FactRow> rows_of(const std::vector<update::AddressAnswer>& answers) {
  std::vector<report::FactRow> rows;
  for (const auto& one : answers)
    rows.push_back({{"feed", one.feed},
                    {"address", one.url},
                    {"fallback", one.fallback},
                    {"status", static_cast<std::uint64_t>(std::max(one.status, 0L))},
                    {"shown", one.shown},
                    {"fault", one.fault}});
  return rows;
}

std::vector<report::FactRow> rows_of(const std::vector<update::FeedOutcome>& outcomes) {
  constexpr std::array<const char*, 5> kWords{"new", "same", "not-due", "stale", "missing"};
  std::vector<report::FactRow> rows;
  for (const auto& one : outcomes)
    rows.push_back({{"feed", one.feed},
                    {"outcome", std::string(kWords.at(static_cast<std::size_t>(one.what)))},
                    {"bytes", one.bytes},
                    {"files", one.files},
                    {"signature", one.signature},
                    {"fault", one.fault}});
  return rows;
}

std::string list_of(const std::vector<update::AddressAnswer>& answers) {
  std::string text;
  for (const auto& one : answers) {
    auto said = one.status == 0 ? std::string("no answer") : fmt::format("HTTP {}", one.status);
    if (!one.shown.empty()) said += ", " + one.shown;
    if (!one.fault.empty() && one.fault != said) said += ": " + one.fault;
    text += base::printable(fmt::format("{} {}  {}{}  {}", one.fault.empty() ? "ok " : "BAD", one.feed,
                                        one.url, one.fallback ? " (fallback)" : "", said)) +
            "\n";
  }
  return text;
}

}  // namespace pratique::app
