// Feeds that are given page by page: either each page names the next, or pages are numbered. With a since_url only what
// is new is asked for between two pulls of the whole.
#include <array>

#include "advisory/coverage.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/stream.h"
#include "update/files.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// url: may hold {page}, counted from `first`; since_url: the same, with {since}, a day. next: the member of a page that has
// the address of the next ("links.next"). items: the member whose list is empty behind the last page. pages: the member
// that says how many there are.
constexpr std::array<std::string_view, 7> kSettings{"next",      "items",      "pages",   "first",
                                                    "since_url", "whole_days", "pause_ms"};

constexpr std::uint64_t kMaxPages = 5000;
constexpr std::int64_t kDay = 86'400;
constexpr std::uint64_t kWholeDays = 30;
constexpr std::uint64_t kMaxPageBytes = 128ull << 20, kMaxPageMemory = 512ull << 20;

// "links.next".
codec::Json member(codec::Json at, std::string_view path) {
  for (const auto part : base::split(path, '.')) at = at[part];
  return at;
}

// "https://host" of an address.
std::string_view origin_of(std::string_view url) {
  const auto scheme = url.find("://");
  return url.substr(0, scheme == url.npos ? 0 : url.find('/', scheme + 3));
}

class PagesFetch {
 public:
  explicit PagesFetch(Fetching& feed) : feed_(feed), row_(feed.row()) {}

  Result<void> fetch() {
    const auto& since_url = row_.setting("since_url");
    const bool whole = since_url.empty() || feed_.was().whole == 0 || feed_.is_whole_old(kWholeDays);
    if (!whole) {
      for (const auto& file : feed_.was().files) PQ_CHECK(feed_.keep(file));
    }
    auto from = feed_.was().cursor;
    if (feed_.since() != 0) from = std::min(from, feed_.since());
    const auto day = day_of(from);
    const auto url = whole ? row_.urls.front() : base::replace_all(since_url, "{since}", day);
    const auto prefix =
        whole ? std::string("pages/") : std::string(advisory::kChangesFolder) + "/" + day + "-";
    PQ_TRY(const bool done, pages(url, prefix));
    if (!done) return whole ? keep_what_was() : Result<void>();
    if (whole) feed_.next().whole = feed_.next().begun;
    // Days are asked for, and clocks differ.
    feed_.next().cursor = feed_.next().begun - kDay;
    return {};
  }

 private:
  // Half of the pages are no feed.
  Result<void> keep_what_was() { return base::fail(ErrorKind::kIo, feed_.faulty()); }

  Result<bool> pages(std::string url, const std::string& prefix) {
    const auto first = row_.number("first", 1);
    const bool numbered = base::contains(url, "{page}");
    const auto pattern = url;
    for (std::uint64_t number = first; number < first + kMaxPages; ++number) {
      if (numbered) url = base::replace_all(pattern, "{page}", std::to_string(number));
      const auto name = prefix + std::to_string(number) + ".json";
      const auto* begun = feed_.begun_from(name, {url});
      PQ_TRY(const bool came, begun != nullptr ? keep(*begun) : take(url, name));
      if (!came) return false;
      auto next = next_of(feed_.path_of(name), url, number);
      if (!next) {
        feed_.fault(std::move(next).error().in(url));
        feed_.drop(name);
        return false;
      }
      // Behind the last page comes one of nothing.
      if (next->is_behind && number > first) feed_.drop(name);
      if (next->url.empty()) return true;
      url = std::move(next->url);
    }
    return base::over_limit("more than 5,000 pages");
  }

  // What an update had brought that was ended is not asked for again: what is newer comes with the next one.
  Result<bool> keep(const FeedFile& file) {
    PQ_CHECK(feed_.keep(file));
    return true;
  }

  Result<bool> take(const std::string& url, const std::string& name) {
    if (asked_) feed_.pause(row_.number("pause_ms", 0));
    asked_ = true;
    auto fetched =
        feed_.bring({.urls = {url}, .name = name, .limit = feed_.limit(), .accept = row_.setting("accept")});
    if (!fetched || fetched->got != Got::kNew) {
      feed_.fault(fetched ? Error{.what = "not there", .where = {.file = url}} : fetched.error());
      return false;
    }
    feed_.put(*std::move(fetched));
    return true;
  }

  struct Following {
    // Empty: this page is the last.
    std::string url;
    // This page holds nothing.
    bool is_behind = false;
  };
  Result<Following> next_of(const std::string& path, const std::string& url, std::uint64_t number) const {
    PQ_TRY(const auto source, codec::open_file(path));
    PQ_TRY(const auto text, codec::read_all(*source, kMaxPageBytes));
    PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxPageBytes, kMaxPageMemory));
    const auto root = document.root();
    if (const auto& next = row_.setting("next"); !next.empty()) {
      std::string there(member(root, next).text());
      if (there.starts_with('/')) there = std::string(origin_of(url)) + there;
      // Nobody is led elsewhere.
      if (!there.empty() && origin_of(there) != origin_of(url)) return base::invalid("leads to another host");
      return Following{there};
    }
    if (const auto& pages = row_.setting("pages"); !pages.empty()) {
      const auto count = member(root, pages).integer();
      if (!count) return base::invalid("another shape: no \"" + pages + "\"");
      return Following{static_cast<std::int64_t>(number) < *count ? url : ""};
    }
    const auto& items = row_.setting("items");
    const auto list = items.empty() ? root : member(root, items);
    if (!list.is_array()) return base::invalid("another shape: no list of records");
    return list.size() == 0 ? Following{"", true} : Following{url};
  }

  Fetching& feed_;
  const FeedRow& row_;
  bool asked_ = false;
};

class Pages final : public FeedKind {
 public:
  std::string_view name() const override { return "pages"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return PagesFetch(feed).fetch(); }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    const auto first = row.setting("first").empty() ? std::string("1") : row.setting("first");
    return std::vector<Address>{{{base::replace_all(row.urls.front(), "{page}", first)}, "page.json"}};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_pages() { return std::make_unique<Pages>(); }

}  // namespace pratique::update
