// Red Hat's security data API: pages of a list of CVEs, and a document for each ("Red Hat Security Data API", docs.redhat.com).
// The list says of a CVE what was fixed and rated, so one whose line is another one is fetched again; of what will not
// be fixed it says nothing, so all are asked for again from time to time.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"
#include "update/documents.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 4> kSettings{"page", "after", "pause_ms", "whole_days"};
constexpr std::uint64_t kPage = 1000;
constexpr std::uint64_t kMaxPages = 5000;
constexpr std::size_t kMaxListed = 1'000'000;
constexpr std::uint64_t kMaxPageBytes = 64 << 20, kMaxPageMemory = 512 << 20;
constexpr std::uint64_t kWholeDays = 30;

// "CVE-2026-1234": it becomes part of an address and of a path.
bool is_cve(std::string_view text) {
  constexpr std::size_t kYear = 4, kMaxNumber = 19;
  const auto parts = base::split(text, '-');
  return parts.size() == 3 && parts[0] == "CVE" && parts[1].size() == kYear && base::to_uint(parts[1]) &&
         !parts[2].empty() && parts[2].size() <= kMaxNumber && base::to_uint(parts[2]);
}

// Everything that an entry says, in its order.
void mix(codec::Json value, crypto::Sha256& sum, unsigned depth = 0) {
  constexpr unsigned kDeepest = 8;
  const auto add = [&](std::string_view text) {
    sum.update(base::as_bytes(text));
    sum.update(base::as_bytes(std::string_view("\0", 1)));
  };
  add(std::to_string(static_cast<int>(value.kind())));
  if (depth == kDeepest) return;
  add(value.text());
  if (const auto number = value.number()) add(std::to_string(*number));
  if (const auto flag = value.boolean()) add(*flag ? "true" : "false");
  if (value.is_array()) value.each([&](codec::Json each) { mix(each, sum, depth + 1); });
  if (!value.is_object()) return;
  value.each_member([&](std::string_view key, codec::Json each) {
    add(key);
    mix(each, sum, depth + 1);
  });
}

class HydraFetch {
 public:
  explicit HydraFetch(Fetching& feed) : feed_(feed), row_(feed.row()) {}

  Result<void> fetch() {
    PQ_CHECK(read_list());
    const bool again = feed_.is_whole_old(kWholeDays) || feed_.since() != 0;
    PQ_TRY(const bool all, take_documents(feed_, std::move(documents_), again));
    if (all && again) feed_.next().whole = feed_.next().begun;
    if (all) feed_.next().cursor = feed_.next().begun;
    return {};
  }

 private:
  // Behind the last page comes a shorter one.
  Result<void> read_list() {
    const auto size = row_.number("page", kPage);
    const auto& after = row_.setting("after");
    for (std::uint64_t number = 1; number <= kMaxPages; ++number) {
      if (number > 1) feed_.pause(row_.number("pause_ms", 0));
      const auto urls =
          below(row_.urls, "cve.json?per_page=" + std::to_string(size) + "&page=" + std::to_string(number) +
                               (after.empty() ? "" : "&after=" + after));
      PQ_TRY(const auto text, feed_.text(urls, kMaxPageBytes));
      const auto document = codec::JsonDocument::parse(text, kMaxPageBytes, kMaxPageMemory);
      if (!document || !document->root().is_array())
        return base::fail(ErrorKind::kInvalid, "another shape: no list of CVEs", Where{.file = urls.front()});
      document->root().each([&](codec::Json entry) { add(entry); });
      if (documents_.size() > kMaxListed) return base::over_limit("more than 1,000,000 CVEs are listed");
      if (document->root().size() < size) return check_list(urls.front());
    }
    return base::over_limit("more than 5,000 pages");
  }

  void add(codec::Json entry) {
    const auto cve = entry["CVE"].text();
    if (!is_cve(cve)) {
      ++skipped_;
      return;
    }
    const auto path = "cve/" + std::string(cve) + ".json";
    crypto::Sha256 sum;
    mix(entry, sum);
    documents_.push_back({path, below(row_.urls, path), sum.finish()});
  }

  Result<void> check_list(const std::string& url) {
    if (skipped_ > documents_.size() || documents_.empty())
      return base::fail(ErrorKind::kInvalid, "no list of CVEs", Where{.file = url});
    if (skipped_ > 0)
      feed_.fault({.what = "entries that name no CVE: " + std::to_string(skipped_), .where = {.file = url}});
    return {};
  }

  Fetching& feed_;
  const FeedRow& row_;
  std::vector<ListedDocument> documents_;
  std::uint64_t skipped_ = 0;
};

class HydraKind final : public FeedKind {
 public:
  std::string_view name() const override { return "hydra"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return HydraFetch(feed).fetch(); }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    return std::vector<Address>{{below(row.urls, "cve.json?per_page=1&page=1"), "list.json"}};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_hydra() { return std::make_unique<HydraKind>(); }

}  // namespace pratique::update
