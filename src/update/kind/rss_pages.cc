// Advisories that are pages for people, found by an RSS of all: Amazon's. <item><title/><link/><pubDate/></item> each
// (RSS 2.0); a page whose item has another day is fetched again.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/xml.h"
#include "update/documents.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// ending: what the links of its pages end with; others lead to what is no page of the feed.
constexpr std::array<std::string_view, 2> kSettings{"ending", "whole_days"};
constexpr std::uint64_t kMaxRss = 64 << 20;
constexpr std::uint64_t kWholeDays = 30;

// "host/AL2/ALAS2-2026-1.html" of an address; empty: it is none.
std::string_view behind_scheme(std::string_view url) {
  const auto halves = base::cut(url, "://");
  return halves ? halves->after : std::string_view();
}

class RssFetch {
 public:
  explicit RssFetch(Fetching& feed) : feed_(feed), row_(feed.row()) {}

  Result<void> fetch() {
    for (const auto& url : row_.urls) {
      PQ_TRY(const auto lists, expand_braces(url));
      for (const auto& list : lists) PQ_CHECK(read_list(list));
    }
    const bool again = feed_.is_whole_old(kWholeDays) || feed_.since() != 0;
    PQ_TRY(const bool all, take_documents(feed_, std::move(documents_), again));
    if (all && again) feed_.next().whole = feed_.next().begun;
    return {};
  }

 private:
  Result<void> read_list(const std::string& url) {
    PQ_TRY(const auto text, feed_.text({url}, kMaxRss));
    auto document = codec::XmlDocument::parse(text, kMaxRss);
    if (!document) return tl::unexpected(std::move(document).error().in(url));
    std::uint64_t skipped = 0;
    const auto before = documents_.size();
    document->root()["channel"].each([&](codec::Xml item) {
      if (item.name() == "item" && !add(item, url)) ++skipped;
    });
    const auto found = documents_.size() - before;
    if (found == 0 || skipped > found)
      return base::fail(ErrorKind::kInvalid, "no list of pages", Where{.file = url});
    if (skipped > 0)
      feed_.fault({.what = "items that name no page: " + std::to_string(skipped), .where = {.file = url}});
    return {};
  }

  // Nobody is led to another host, nor out of the folder.
  bool add(codec::Xml item, const std::string& list) {
    const auto link = base::trim(item["link"].text());
    const auto place = base::cut(behind_scheme(link), "/"), own = base::cut(behind_scheme(list), "/");
    const auto& ending = row_.setting("ending");
    if (!place || !own || place->before != own->before || !is_plain_path(place->after)) return false;
    if (place->after.front() == '.' || !place->after.ends_with(ending)) return false;
    // By the scheme and host that the list has: some lists name pages of https by http.
    const auto address = list.substr(0, list.find("://")) + "://" + std::string(behind_scheme(link));
    documents_.push_back(
        {std::string(place->after), {address}, std::string(base::trim(item["pubDate"].text()))});
    return true;
  }

  Fetching& feed_;
  const FeedRow& row_;
  std::vector<ListedDocument> documents_;
};

class RssPages final : public FeedKind {
 public:
  std::string_view name() const override { return "rss-pages"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return RssFetch(feed).fetch(); }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    std::vector<Address> all;
    for (const auto& url : row.urls) {
      PQ_TRY(const auto lists, expand_braces(url));
      for (const auto& list : lists) all.push_back({{list}, "list.xml"});
    }
    return all;
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_rss_pages() { return std::make_unique<RssPages>(); }

}  // namespace pratique::update
