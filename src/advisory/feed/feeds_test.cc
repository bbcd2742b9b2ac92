#include <gtest/gtest.h>

#include <algorithm>

#include "advisory/feed.h"
#include "support/recording_sink.h"

namespace pratique::advisory {
namespace {

const Feed& feed(std::string_view name) {
  static const auto all = all_feeds();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each->info().name == name; });
  EXPECT_NE(found, all.end()) << name;
  return **found;
}

Result<void> read_into(std::string_view name, std::string_view path, std::string_view content,
                       FeedSink& sink) {
  auto source = Source::of(std::string(path), content);
  return feed(name).read(source, sink);
}

TEST(Feeds, EachSaysWhatItIs) {
  std::vector<std::string_view> names;
  for (const auto& each : all_feeds()) {
    const auto& info = each->info();
    names.push_back(info.name);
    EXPECT_TRUE(info.published.starts_with("https://")) << info.name;
    EXPECT_GE(info.every_hours, 1u) << info.name;
    EXPECT_EQ(info.complete_for.empty(), info.extent == Extent::kUndeclared) << info.name;
  }
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

// What readers make of sound and odd files: tests/cases/feed.
TEST(OsvJson, AnotherJsonIsNotClaimed) {
  RecordingSink sink;
  const auto done = read_into("osv-json", "x.json", R"({"id": "X", "schema_version": "1"})", sink);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kUnsupported);
}

constexpr std::string_view kGem =
    "---\ngem: rack\ncve: 2020-8184\nghsa: j6w9-fv6q-3q52\nurl: https://example.com/a\ntitle: Cookies\n"
    "date: 2020-06-15\ncvss_v3: 7.5\nunaffected_versions:\n  - \"<= 1.0\"\npatched_versions:\n  - \"~> "
    "2.1.4\"\n"
    "  - \">= 2.2.3\"\nrelated:\n  cve:\n    - 2020-1\n";

constexpr std::string_view kList =
    "[29 Mar 2023] DSA-5380-1 xorg-server - security update\n\t{CVE-2023-1393 CVE-2023-2}\n"
    "\t[bullseye] - xorg-server 2:1.20.11-1+deb11u6\n\t[buster] - xorg-server <not-affected> (code not "
    "there)\n"
    "\tNOTE: a word for people\n"
    "[17 Mar 2023] DSA-5356-2 sox - regression update\n\t[bullseye] - sox 14.4.2+git20190427-2+deb11u2\n"
    "[September 1st, 2005] DTSA-8-2 mozilla - several\n\t{CVE-2004-0718 }\n  \t[etch] - mozilla <unfixed> "
    "(high)\n"
    "\t[etch] - bind <end-of-life>\n\t[etch] - odd <what>\nnot a head\n\t[etch] - lost 1\n";

// Nothing that a reader claims by its head may throw or crash on what follows it.
TEST(Feeds, CutFilesAreErrorsNotCrashes) {
  for (std::size_t length = 0; length <= kGem.size(); ++length) {
    RecordingSink sink;
    (void)read_into("ruby-advisory", "a/CVE-1.yml", kGem.substr(0, length), sink);
    EXPECT_LE(sink.parts.size(), 1u);
  }
  for (std::size_t length = 0; length <= kList.size(); ++length) {
    RecordingSink sink;
    EXPECT_TRUE(read_into("debian-list", "list", kList.substr(0, length), sink));
  }
}

// Files of one record are read whole: one without an end is given up where no parser would take more.
TEST(Feeds, FilesOfARecordWithoutAnEndAreGivenUpEarly) {
  constexpr std::size_t kStep = 1 << 20, kMost = 34 * kStep;
  for (const auto* name : {"alpine-rejections", "amazon-explore", "amazon-html", "elixir-advisory",
                           "friends-of-php", "gentoo-glsa", "gitlab-advisory", "haskell-advisory",
                           "julia-advisory", "osv-yaml", "ruby-advisory", "stand-in"}) {
    std::size_t given = 0;
    Source source("gems/x/CVE-2026-1.yml", [&](std::string& into) -> Result<bool> {
      into.append(kStep, ' ');
      given += kStep;
      return given < 4 * kMost;
    });
    RecordingSink sink;
    const auto done = feed(name).read(source, sink);
    ASSERT_FALSE(done) << name;
    EXPECT_EQ(done.error().kind, ErrorKind::kLimit) << name << ": " << done.error().what;
    EXPECT_LE(given, kMost) << name;
  }
}

}  // namespace
}  // namespace pratique::advisory
