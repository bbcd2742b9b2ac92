// GitHub's own samples, each as its API gives it and as its converter makes OSV of it: both readers must say the same.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "advisory/feed.h"
#include "support/paths.h"
#include "support/recording_sink.h"

namespace pratique::advisory {
namespace {

namespace fs = std::filesystem;

Advisory read(const std::string& path, std::string_view name) {
  static const auto all = all_feeds();
  const auto feed =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each->info().name == name; });
  RecordingSink sink;
  const auto content = testing::read_file(path);
  auto source = Source::of(path, content);
  EXPECT_TRUE((*feed)->recognises(path, content)) << path;
  EXPECT_TRUE((*feed)->read(source, sink)) << path;
  EXPECT_TRUE(sink.skipped.empty()) << path;
  return sink.advisories.empty() ? Advisory{} : sink.advisories.front();
}

// "Maven org.a:b [1,2)" for each range, sorted: how a package's ranges are spread over entries does not count.
std::vector<std::string> said(const Advisory& advisory) {
  std::vector<std::string> out;
  for (const auto& affected : advisory.affected) {
    for (const auto& range : affected.ranges) {
      const auto end = range.last_affected.empty() ? range.fixed + ")" : range.last_affected + "]";
      const auto from = range.introduced.empty() ? "0" : range.introduced;
      out.push_back(affected.ecosystem + " " + affected.name + " [" + from + "," + end);
    }
    for (const auto& version : affected.versions)
      out.push_back(affected.ecosystem + " " + affected.name + " [" + version + "," + version + "]");
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

TEST(GhsaGraphql, SaysWhatItsOsvSays) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("advisories/osv-schema") + "/ossf+osv-schema/tools/ghsa/testdata";
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto osv = entry.path().string();
    if (!osv.ends_with(".osv.json")) continue;
    ++count;
    const auto native = osv.substr(0, osv.size() - 9) + ".json";
    const auto ours = read(native, "ghsa-graphql"), theirs = read(osv, "osv-json");
    EXPECT_EQ(ours.id, theirs.id);
    EXPECT_EQ(ours.source, theirs.source);
    EXPECT_EQ(ours.aliases, theirs.aliases) << native;
    EXPECT_EQ(ours.withdrawn, theirs.withdrawn) << native;
    EXPECT_EQ(ours.published, theirs.published) << native;
    // "> 1.0" cannot be said in OSV.
    // Where nobody knows a fix, the converter leaves the last version that is known to be affected out.
    const bool more = osv.find("greater_than.osv") != std::string::npos ||
                      osv.find("less_than_equals_no_patch") != std::string::npos;
    if (more) continue;
    EXPECT_EQ(said(ours), said(theirs)) << native;
  }
  EXPECT_EQ(count, 11u);
}

}  // namespace
}  // namespace pratique::advisory
