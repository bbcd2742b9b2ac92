// GitHub's advisories by its GraphQL API, which needs a token: pages by a cursor, the least recently changed first, so
// that what changes meanwhile comes at the end; then what was changed since. Sources: docs.github.com, "GraphQL API",
// query securityAdvisories; "Rate limits and query limits for the GraphQL API".
#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"
#include "codec/stream.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 6> kSettings{"page",       "pause_ms",   "key",
                                                    "key_header", "whole_days", "refused_ms"};
// The most that the API gives at once.
constexpr std::uint64_t kPage = 100;
constexpr std::uint64_t kMaxPages = 20'000;
constexpr std::uint64_t kMaxPageBytes = 64 << 20, kMaxPageMemory = 256 << 20;
constexpr std::uint64_t kWholeDays = 30;
// Of the second limit nobody is told how it is counted; a minute is what its documentation asks for.
constexpr std::uint64_t kPauseRefused = 60'000;
constexpr unsigned kTries = 3;
constexpr std::int64_t kHour = 3600;
// A limit that ends later than this is not waited for: the next update goes on.
constexpr std::int64_t kLongestWait = 60;

constexpr std::string_view kQuery =
    "query($first:Int!,$after:String,$since:DateTime){"
    "securityAdvisories(first:$first,after:$after,updatedSince:$since,"
    "orderBy:{field:UPDATED_AT,direction:ASC}){"
    "pageInfo{hasNextPage endCursor}"
    "nodes{ghsaId identifiers{type value}summary severity "
    "cvssSeverities{cvssV3{vectorString}cvssV4{vectorString}}cwes(first:50){nodes{cweId}}"
    "publishedAt updatedAt withdrawnAt references{url}"
    "vulnerabilities(first:100){pageInfo{hasNextPage}"
    "nodes{package{ecosystem name}vulnerableVersionRange firstPatchedVersion{identifier}}}}}"
    "rateLimit{remaining resetAt}}";

// What a page says of those behind it.
struct Page {
  bool has_next = false;
  std::string cursor;
  // Questions that are still allowed, and when they are counted anew: seconds since 1970. 0: not said.
  std::optional<std::int64_t> remaining;
  std::int64_t reset = 0;
};

Result<Page> read_page(const std::string& path) {
  PQ_TRY(const auto source, codec::open_file(path));
  PQ_TRY(const auto text, codec::read_all(*source, kMaxPageBytes));
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxPageBytes, kMaxPageMemory));
  const auto root = document.root();
  const auto list = root["data"]["securityAdvisories"];
  const auto problem = root["errors"].at(0);
  if (problem["type"].text() == "RATE_LIMITED") return base::fail(ErrorKind::kIo, "HTTP 200, RATE_LIMITED");
  // An answer to a part of the question is none.
  if (root["errors"].size() > 0)
    return base::invalid("refused: " + std::string(base::trim(problem["message"].text().substr(0, 200))));
  if (!list["nodes"].is_array()) return base::invalid("another shape: no list of advisories");
  const auto limit = root["data"]["rateLimit"];
  Page page{.has_next = list["pageInfo"]["hasNextPage"].boolean().value_or(false),
            .cursor = std::string(list["pageInfo"]["endCursor"].text()),
            .remaining = limit["remaining"].integer(),
            .reset = seconds_of(limit["resetAt"].text()).value_or(0)};
  if (page.has_next && page.cursor.empty()) return base::invalid("another shape: no cursor behind its page");
  return page;
}

class GhsaFetch {
 public:
  explicit GhsaFetch(Fetching& feed)
      : feed_(feed), row_(feed.row()), key_(feed.key(row_.setting("key"), row_.setting("key_header"))) {}

  Result<void> fetch() {
    if (key_.empty()) {
      return base::fail(ErrorKind::kUsage, "its API needs a token in " + row_.setting("key"),
                        Where{.file = row_.urls.front()});
    }
    const bool old = feed_.is_whole_old(kWholeDays);
    if (feed_.was().cursor == 0 || (old && feed_.since() == 0)) return take_whole(feed_.was().cursor != 0);
    for (const auto& file : feed_.was().files) PQ_CHECK(feed_.keep(file));
    return take_changes();
  }

 private:
  Result<void> take_whole(bool anew) {
    return feed_.take_whole_by_pages(anew,
                                     [this](const FeedState& there) { return pages("whole/", "", there); });
  }

  Result<void> take_changes() {
    const auto from = feed_.since() != 0 ? std::min(feed_.since(), feed_.was().cursor) : feed_.was().cursor;
    const auto prefix = std::string(advisory::kChangesFolder) + "/" + std::to_string(from) + "-";
    PQ_TRY(const bool done, pages(prefix, time_of(from), feed_.begun()));
    if (done) feed_.next().cursor = feed_.next().begun - kHour;
    return {};
  }

  std::string question(const std::string& since, const std::string& cursor) const {
    codec::JsonObject variables{{"first", static_cast<std::int64_t>(row_.number("page", kPage))}};
    variables["after"] = cursor.empty() ? codec::JsonValue(nullptr) : codec::JsonValue(cursor);
    variables["since"] = since.empty() ? codec::JsonValue(nullptr) : codec::JsonValue(since);
    return codec::to_compact_text(
        codec::JsonObject{{"query", std::string(kQuery)}, {"variables", std::move(variables)}});
  }

  // False: one could not be had, which is a fault of the feed.
  Result<bool> pages(const std::string& prefix, const std::string& since, const FeedState& there) {
    std::string cursor;
    for (std::uint64_t number = 0; number < kMaxPages; ++number) {
      const auto name = prefix + std::to_string(number) + ".json";
      const auto* file = there.find(name);
      if (file != nullptr) PQ_CHECK(feed_.keep(*file));
      const auto page = file != nullptr ? read_page(feed_.path_of(name)) : take(name, since, cursor);
      if (!page) {
        feed_.fault(Error(page.error()).in(row_.urls.front()));
        return false;
      }
      if (!page->has_next) return true;
      cursor = page->cursor;
      if (file == nullptr && !may_go_on(*page)) return false;
    }
    return base::over_limit("more than 20,000 pages");
  }

  // Waits until the limit is counted anew, if that is soon.
  bool may_go_on(const Page& page) {
    if (page.remaining.value_or(1) > 0) return true;
    const auto wait = page.reset - feed_.now();
    if (wait <= kLongestWait) {
      feed_.pause(static_cast<std::uint64_t>(std::clamp<std::int64_t>(wait, 1, kLongestWait)) * 1000);
      return true;
    }
    feed_.fault(
        {.kind = ErrorKind::kIo,
         .what = "no more questions are allowed until " + time_of(page.reset) + "; the next update goes on",
         .where = {.file = row_.urls.front()}});
    return false;
  }

  Result<Page> take(const std::string& name, const std::string& since, const std::string& cursor) {
    for (unsigned tries = 1;; ++tries) {
      if (asked_) feed_.pause(row_.number("pause_ms", 0));
      asked_ = true;
      auto page = ask(name, since, cursor);
      if (page || tries == kTries) return page;
      const auto& what = page.error().what;
      const bool later = base::contains(what, "RATE_LIMITED") || base::contains(what, "HTTP 403");
      if (!later) return page;
      feed_.pause(row_.number("refused_ms", kPauseRefused));
    }
  }

  Result<Page> ask(const std::string& name, const std::string& since, const std::string& cursor) {
    PQ_TRY(auto fetched, feed_.bring({.urls = row_.urls,
                                      .name = name,
                                      .limit = feed_.limit(),
                                      .accept = row_.setting("accept"),
                                      .secret_header = key_,
                                      .body = question(since, cursor)}));
    if (fetched.got != Got::kNew) return base::fail(ErrorKind::kNotFound, "not there");
    auto page = read_page(feed_.path_of(name));
    if (page) feed_.put(std::move(fetched));
    if (!page) feed_.drop(name);
    return page;
  }

  Fetching& feed_;
  const FeedRow& row_;
  const std::string key_;
  bool asked_ = false;
};

class GhsaGraphqlKind final : public FeedKind {
 public:
  std::string_view name() const override { return "ghsa-graphql"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return GhsaFetch(feed).fetch(); }
  // Whoever asks it without a question learns nothing.
  Result<std::vector<Address>> addresses(const FeedRow&) const override { return std::vector<Address>(); }
};

}  // namespace

std::unique_ptr<FeedKind> make_ghsa_graphql() { return std::make_unique<GhsaGraphqlKind>(); }

}  // namespace pratique::update
