#include "advisory/shard.h"

#include <gtest/gtest.h>

#include "advisory/merge.h"
#include "advisory/shard_store.h"
#include "support/paths.h"

namespace pratique::advisory {
namespace {

FoundAdvisory full() {
  FoundAdvisory found;
  auto& a = found.advisory;
  a = {.id = "X-1", .source = "s", .aliases = {"CVE-1", ""}, .upstream = {"CVE-2"}, .category = "notice"};
  a.published = "2020", a.modified = "2021", a.withdrawn = "2022", a.summary = std::string("a\0b", 3);
  a.cwes = {"CWE-1"}, a.references = {"https://example.com"};
  a.ratings = {{.source = "r", .vector = "AV:N", .score = 7.3, .severity = Severity::kHigh}};
  Affected affected{.ecosystem = "npm", .name = "n", .order = "semver", .versions = {"1", "2"}};
  affected.ranges = {{.introduced = "1",
                      .fixed = "2",
                      .last_affected = "3",
                      .after_introduced = true,
                      .before_last_affected = true}};
  affected.status = Status::kFixed, affected.reason = Reason::kDeferred, affected.reason_text = "why";
  affected.fixed_on = "2026-03-01", affected.module = "m:1", affected.platform = "jruby";
  affected.architectures = {"amd64"}, affected.systems = {"linux"}, affected.cpes = {"cpe:/a"};
  affected.repository = "repo", affected.channel = "eus", affected.severity = Severity::kLow;
  affected.severity_word = "minor", affected.severity_vector = "AV:L", affected.extent = Extent::kComplete;
  affected.parts = {{.path = "p", .symbols = {"f"}, .systems = {"darwin"}, .architectures = {"arm64"}}};
  a.affected = {affected};
  found.part = true;
  found.folder = "pack/folder";
  return found;
}

TEST(Shard, RecordsComeBackWhole) {
  const auto found = full();
  const auto bytes = encode(found);
  const auto back = decode_advisory(base::as_bytes(bytes));
  ASSERT_TRUE(back) << to_line(back.error());
  EXPECT_EQ(encode(*back), bytes);
  const auto& a = back->advisory;
  const auto& b = found.advisory;
  EXPECT_EQ(
      std::tie(a.id, a.source, a.aliases, a.upstream, a.category, a.published, a.modified, a.withdrawn),
      std::tie(b.id, b.source, b.aliases, b.upstream, b.category, b.published, b.modified, b.withdrawn));
  EXPECT_EQ(std::tie(a.summary, a.cwes, a.references, back->part, back->folder),
            std::tie(b.summary, b.cwes, b.references, found.part, found.folder));
  ASSERT_EQ(a.affected.size(), 1u);
  EXPECT_EQ(a.affected[0].key(), b.affected[0].key());
  EXPECT_EQ(a.affected[0].versions, b.affected[0].versions);
  EXPECT_EQ(a.affected[0].extent, Extent::kComplete);
  ASSERT_EQ(a.ratings.size(), 1u);
  EXPECT_EQ(a.ratings[0].score, 7.3);
  const Enrichment enrichment{
      .id = "CVE-1",
      .source = "s",
      .day = 20260301,
      .ratings = b.ratings,
      .summary = "x",
      .exploitation = {.known = true, .ransomware = true, .added = 20260228, .due = 20260301},
      .epss = {.score = 917, .percentile = 82'963, .day = 20260301},
      .ssvc = {Activity::kActive, Automatable::kYes, Impact::kTotal}};
  const auto enriched = encode(enrichment);
  const auto again = decode_enrichment(base::as_bytes(enriched)).value();
  EXPECT_EQ(encode(again), enriched);
  EXPECT_EQ(std::tie(again.day, again.exploitation, again.epss, again.ssvc),
            std::tie(enrichment.day, enrichment.exploitation, enrichment.epss, enrichment.ssvc));
  const Lifecycle life{"debian", "12", "2026", "2028"};
  EXPECT_EQ(decode_lifecycle(base::as_bytes(encode(life))).value(), life);
}

// Else the fuzzer would start from what is refused at the first look.
TEST(Shard, TheCorpusIsOfTheVersionThatIsRead) {
  const auto store = ShardStore::open("fuzz/corpus/shards/whole");
  ASSERT_TRUE(store) << to_line(store.error());
  EXPECT_EQ(store->shards().size(), 5u);
  const auto scratch = PieceFile::scratch("/tmp");
  ASSERT_TRUE(scratch);
  const advisory::Run run{
      .file = scratch->get(), .pieces = {}, .tail = testing::read_file("fuzz/corpus/shards/items")};
  std::size_t records = 0;
  const auto count = [&](const auto&) {
    ++records;
    return Result<void>();
  };
  const auto read_all = visit_records(*read(run), {.digest = count,
                                                   .advisory = count,
                                                   .enrichment = count,
                                                   .lifecycle = count,
                                                   .popularity = count,
                                                   .origin = count});
  EXPECT_TRUE(read_all) << (read_all ? "" : base::to_line(read_all.error()));
  EXPECT_EQ(records, 10u);
}

TEST(Shard, RecordsThatBreakOffOrHaveMoreAreErrors) {
  const auto bytes = encode(full());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(decode_advisory(base::as_bytes(std::string_view(bytes).substr(0, size)))) << size;
  EXPECT_FALSE(decode_advisory(base::as_bytes(bytes + "x")));
}

TEST(Shard, OfEqualRecordsTheOneModifiedLastComesFirst) {
  const auto key = [](const char* modified, const char* digest) {
    return key_of(Advisory{.id = "X", .source = "s", .modified = modified}) + key_end(digest, 0);
  };
  EXPECT_LT(key("2022-01-01", "b"), key("2021-01-01", "a"));
  EXPECT_LT(key("2021-01-01T00:00:00Z", "b"), key("2021-01-01", "a"));
  EXPECT_LT(key("2021-01-01", "b"), key("", "a"));
  EXPECT_LT(key("", "a"), key("", "b"));
}

}  // namespace
}  // namespace pratique::advisory
