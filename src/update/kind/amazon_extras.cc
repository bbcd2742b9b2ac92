// The extras of Amazon Linux 2: a catalogue names topics, and each has a repository of its own, found by a list of
// mirrors (aquasecurity/vuln-list-update#267).
#include <algorithm>
#include <array>

#include "base/text.h"
#include "codec/json.h"
#include "update/kind.h"
#include "update/repomd.h"

namespace pratique::update {
namespace {

// each: the list of mirrors of a topic, with {topic}.
constexpr std::array<std::string_view, 2> kSettings{"each", "data"};
constexpr std::uint64_t kMaxCatalogue = 4 << 20;
constexpr std::size_t kMaxTopics = 500;

bool is_topic(std::string_view text) {
  constexpr std::size_t kMaxBytes = 64;
  return !text.empty() && text.size() <= kMaxBytes && text.front() != '.' &&
         std::ranges::all_of(text,
                             [](char c) { return base::is_alnum(c) || base::contains("-._+", {&c, 1}); });
}

// {"version": 1, "topics": [{"n": "golang1.19", "inst": […], "versions": […]}]}
Result<std::vector<std::string>> topics_of(std::string_view text, std::uint64_t& skipped) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  std::vector<std::string> topics;
  document.root()["topics"].each([&](codec::Json topic) {
    const auto name = topic["n"].text();
    if (is_topic(name)) topics.emplace_back(name);
    if (!is_topic(name)) ++skipped;
  });
  if (topics.empty()) return base::invalid("no topics in it");
  if (topics.size() > kMaxTopics) return base::over_limit("more than 500 topics");
  std::ranges::sort(topics);
  const auto doubles = std::ranges::unique(topics);
  topics.erase(doubles.begin(), doubles.end());
  return topics;
}

class AmazonExtras final : public FeedKind {
 public:
  std::string_view name() const override { return "amazon-extras"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  std::string checks(const FeedRow&) const override { return "SHA-256 in each repomd.xml"; }

  Result<void> fetch(Fetching& feed) const override {
    const auto& row = feed.row();
    if (!base::contains(row.setting("each"), "{topic}"))
      return base::invalid("feed \"" + row.name + "\": no {topic} in \"each\"");
    PQ_TRY(const auto text, feed.text(row.urls, kMaxCatalogue));
    std::uint64_t skipped = 0;
    auto topics = topics_of(text, skipped);
    if (!topics) return tl::unexpected(std::move(topics).error().in(row.urls.front()));
    if (skipped > 0) {
      feed.fault(
          {.what = "topics without a name: " + std::to_string(skipped), .where = {.file = row.urls.front()}});
    }
    for (const auto& topic : *topics) {
      const auto list = base::replace_all(row.setting("each"), "{topic}", topic);
      // Some topics have no repository of their own.
      PQ_CHECK(take_repository(feed, list, true, Absent::kNone));
    }
    return {};
  }

  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    return std::vector<Address>{{row.urls, "catalogue.json"}};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_amazon_extras() { return std::make_unique<AmazonExtras>(); }

}  // namespace pratique::update
