// NVD's API 2.0: everything page by page at first, then what was modified since, by windows of at most 120 days. Who has
// no key may ask five times in 30 seconds (nvd.nist.gov, "Vulnerability API", "Start Here").
#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "base/text.h"
#include "codec/stream.h"
#include "update/kind.h"
#include "update/shape.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 6> kSettings{"page",       "pause_ms",   "key",
                                                    "key_header", "whole_days", "refused_ms"};
constexpr std::uint64_t kPage = 2000;
constexpr std::uint64_t kMaxPages = 2000;
constexpr std::uint64_t kPause = 6500, kPauseWithKey = 700;
// 403 is its word for "too often".
constexpr std::uint64_t kPauseRefused = 30'000;
constexpr unsigned kTries = 4;
constexpr std::int64_t kDay = 86'400, kHour = 3600;
constexpr std::int64_t kWindow = 119 * kDay;
constexpr std::uint64_t kWholeDays = 90;

class NvdApiFetch {
 public:
  explicit NvdApiFetch(Fetching& feed) : feed_(feed), row_(feed.row()) {
    const bool has_key = !feed.key(row_.setting("key"), row_.setting("key_header")).empty();
    pause_ = row_.number("pause_ms", has_key ? kPauseWithKey : kPause);
  }

  Result<void> fetch() {
    const bool old = feed_.is_whole_old(kWholeDays);
    // Without a cursor the last pull of the whole was cut short: it goes on behind the pages that are there.
    if (feed_.was().cursor == 0 || (old && feed_.since() == 0)) return take_whole(feed_.was().cursor != 0);
    for (const auto& file : feed_.was().files) PQ_CHECK(feed_.keep(file));
    return take_windows();
  }

 private:
  Result<void> take_whole(bool anew) {
    return feed_.take_whole_by_pages(anew,
                                     [this](const FeedState& there) { return pages("whole/", "", &there); });
  }

  Result<void> take_windows() {
    auto begin = feed_.since() != 0 ? std::min(feed_.since(), feed_.was().cursor) : feed_.was().cursor;
    while (begin < feed_.now()) {
      const auto end = std::min(begin + kWindow, feed_.now() + kHour);
      const auto folder = std::string(advisory::kChangesFolder) + "/" + std::to_string(begin) + "-";
      const auto window =
          "&lastModStartDate=" + time_in_words(begin) + "&lastModEndDate=" + time_in_words(end);
      PQ_TRY(const bool done, pages(folder, window, &feed_.begun()));
      if (!done) return {};
      feed_.next().cursor = std::max(feed_.next().cursor, end - 2 * kHour);
      begin = end;
    }
    return {};
  }

  // "2026-11-26T19:43:28.000Z".
  static std::string time_in_words(std::int64_t seconds) {
    auto text = time_of(seconds);
    text.insert(text.size() - 1, ".000");
    return text;
  }

  // False: one could not be had, which is a fault of the feed. `there`: pages that came before.
  Result<bool> pages(const std::string& prefix, const std::string& window, const FeedState* there) {
    const auto size = row_.number("page", kPage);
    std::uint64_t total = 1, number = 0;
    for (std::uint64_t first = 0; first < total; first += size) {
      if (++number > kMaxPages) return base::over_limit("more than 2,000 pages");
      const auto name = prefix + std::to_string(first) + ".json";
      const auto query =
          "?resultsPerPage=" + std::to_string(size) + "&startIndex=" + std::to_string(first) + window;
      std::vector<std::string> urls;
      for (const auto& url : row_.urls) urls.push_back(url + query);
      const auto* file = there->find(name);
      const bool is_there = file != nullptr && std::ranges::find(urls, file->url) != urls.end();
      if (is_there) PQ_CHECK(feed_.keep(*file));
      PQ_TRY(const bool came, is_there ? Result<bool>(true) : take_page(name, urls));
      if (!came) return false;
      PQ_TRY(const auto count, total_in(name));
      if (!count) {
        feed_.fault({.what = "another shape: no \"totalResults\"", .where = {.file = urls.front()}});
        feed_.drop(name);
        return false;
      }
      total = *count;
    }
    return true;
  }

  // How many results there are in all.
  Result<std::optional<std::uint64_t>> total_in(const std::string& name) const {
    PQ_TRY(const auto source, codec::open_file(feed_.path_of(name), 0, kShapeBytes));
    PQ_TRY(const auto head, codec::read_all(*source, kShapeBytes));
    const auto total = value_behind(head, "totalResults");
    return total ? base::to_uint(*total) : std::nullopt;
  }

  Result<bool> take_page(const std::string& name, const std::vector<std::string>& urls) {
    for (unsigned tries = 1;; ++tries) {
      if (asked_) feed_.pause(pause_);
      asked_ = true;
      auto fetched =
          feed_.bring({.urls = urls,
                       .name = name,
                       .limit = feed_.limit(),
                       .secret_header = feed_.key(row_.setting("key"), row_.setting("key_header"))});
      if (fetched && fetched->got == Got::kNew) {
        feed_.put(*std::move(fetched));
        return true;
      }
      const auto error =
          fetched ? Error{.what = "not there", .where = {.file = urls.front()}} : fetched.error();
      if (tries == kTries || !base::contains(error.what, "HTTP 403")) {
        feed_.fault(error);
        return false;
      }
      feed_.pause(row_.number("refused_ms", kPauseRefused));
    }
  }

  Fetching& feed_;
  const FeedRow& row_;
  std::uint64_t pause_ = 0;
  bool asked_ = false;
};

class NvdApiKind final : public FeedKind {
 public:
  std::string_view name() const override { return "nvd-api"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return NvdApiFetch(feed).fetch(); }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    Address one{{}, "page.json"};
    for (const auto& url : row.urls) one.urls.push_back(url + "?resultsPerPage=1");
    return std::vector{one};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_nvd_api() { return std::make_unique<NvdApiKind>(); }

}  // namespace pratique::update
