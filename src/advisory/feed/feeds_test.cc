#include <gtest/gtest.h>

#include <algorithm>

#include "advisory/feed.h"
#include "advisory/inputs.h"
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

// Reads with the feed of that name; the file must be recognised by it and by no other.
RecordingSink read(std::string_view name, std::string_view path, std::string_view content) {
  static const auto all = all_feeds();
  for (const auto& each : all)
    EXPECT_EQ(each->recognises(path, content), each->info().name == name) << each->info().name;
  RecordingSink sink;
  const auto done = read_into(name, path, content, sink);
  EXPECT_TRUE(done) << to_line(done.error());
  return sink;
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

TEST(OsvJson, OneRecord) {
  const auto sink = read("osv-json", "x/GO-1.json",
                         R"({"id": "GO-1", "modified": "2021-01-01T00:00:00Z", "affected": []})");
  ASSERT_EQ(sink.advisories.size(), 1u);
  EXPECT_EQ(sink.advisories[0].source, "go-vulndb");
}

TEST(OsvJson, ABadLineIsSkippedAndNamed) {
  const auto sink =
      read("osv-json", "all.jsonl",
           "{\"affected\":[],\"id\":\"GHSA-1\"}\n{\"affected\":[],\"id\":\n\n{\"id\":\"GHSA-2\"}\n"
           "{\"affected\":[],\"id\":\"GHSA-3\"}\n");
  EXPECT_EQ(sink.advisories.size(), 2u);
  ASSERT_EQ(sink.skipped.size(), 2u);
  EXPECT_TRUE(sink.skipped[0].starts_with("line 2: ")) << sink.skipped[0];
}

TEST(OsvJson, AnotherJsonIsNotClaimed) {
  RecordingSink sink;
  const auto done = read_into("osv-json", "x.json", R"({"id": "X", "schema_version": "1"})", sink);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kUnsupported);
}

TEST(OsvYaml, PyPa) {
  const auto sink =
      read("osv-yaml", "vulns/a/PYSEC-2021-1.yaml",
           "id: PYSEC-2021-1\ndetails: A hole.\naffected:\n- package:\n    name: A_b\n    ecosystem: PyPI\n"
           "  ranges:\n  - type: ECOSYSTEM\n    events:\n    - introduced: \"0\"\n    - fixed: 1.10\n"
           "  versions:\n  - \"1.9\"\n  - 1.2.post1\naliases:\n- CVE-2021-9\nmodified: "
           "\"2021-02-03T00:00:00Z\"\n");
  ASSERT_EQ(sink.advisories.size(), 1u);
  const auto& advisory = sink.advisories[0];
  EXPECT_EQ(advisory.aliases, std::vector<std::string>{"CVE-2021-9"});
  ASSERT_EQ(advisory.affected.size(), 1u);
  EXPECT_EQ(advisory.affected[0].name, "a-b");
  EXPECT_EQ(advisory.affected[0].ranges, (std::vector<Range>{{.introduced = "0", .fixed = "1.10"}}));
  EXPECT_TRUE(advisory.affected[0].versions.empty());
}

constexpr std::string_view kGem =
    "---\ngem: rack\ncve: 2020-8184\nghsa: j6w9-fv6q-3q52\nurl: https://example.com/a\ntitle: Cookies\n"
    "date: 2020-06-15\ncvss_v3: 7.5\nunaffected_versions:\n  - \"<= 1.0\"\npatched_versions:\n  - \"~> "
    "2.1.4\"\n"
    "  - \">= 2.2.3\"\nrelated:\n  cve:\n    - 2020-1\n";

TEST(RubyAdvisory, Gem) {
  const auto sink = read("ruby-advisory", "gems/rack/CVE-2020-8184.yml", kGem);
  ASSERT_EQ(sink.parts.size(), 1u);
  const auto& advisory = sink.parts[0];
  EXPECT_EQ(advisory.id, "CVE-2020-8184");
  EXPECT_EQ(advisory.aliases, std::vector<std::string>{"GHSA-j6w9-fv6q-3q52"});
  ASSERT_EQ(advisory.ratings.size(), 1u);
  EXPECT_DOUBLE_EQ(advisory.ratings[0].score, 7.5);
  ASSERT_EQ(advisory.affected.size(), 1u);
  EXPECT_EQ(advisory.affected[0].ecosystem, "RubyGems");
  const std::vector<Range> want{{.introduced = "1.0", .fixed = "2.1.4", .after_introduced = true},
                                {.introduced = "2.2.a", .fixed = "2.2.3"}};
  EXPECT_EQ(advisory.affected[0].ranges, want);
}

TEST(RubyAdvisory, InterpretersAreNoGems) {
  const auto sink =
      read("ruby-advisory", "rubies/jruby/CVE-1.yml",
           "---\nengine: jruby\ncve: 2012-5370\nurl: https://example.com\ntitle: T\ndate: 2012-01-01\n"
           "patched_versions:\n  - \">= 1.7.1\"\n");
  ASSERT_EQ(sink.parts.size(), 1u);
  EXPECT_EQ(sink.parts[0].affected[0].ecosystem, "Ruby");
  EXPECT_EQ(sink.parts[0].affected[0].name, "jruby");
}

TEST(RubyAdvisory, ABadRequirementIsAnError) {
  RecordingSink sink;
  EXPECT_FALSE(read_into("ruby-advisory", "a.yml", "gem: a\ncve: 1-1\npatched_versions: [\"=> 1\"]\n", sink));
  EXPECT_TRUE(sink.parts.empty());
}

TEST(AlpineSecdb, FixesByVersion) {
  const auto sink =
      read("alpine-secdb", "v3.10/main.yaml",
           "distroversion: v3.10\nreponame: main\npackages:\n  - pkg:\n      name: xen\n      secfixes:\n"
           "        4.8.0-r0:\n          - CVE-2016-9815 XSA-201\n          - CVE-2016-1 CVE-2016-2\n"
           "          - wnpa-sec-2017-18\n          - CVE 2018-1\n"
           "        \"0\":\n          - CVE-2019-17349\n  - pkg:\n      name: qemu\n      secfixes:\n"
           "        2.8.1-r1:\n          - CVE-2016-1\n  - nothing\n");
  std::vector<std::string> ids;
  for (const auto& part : sink.parts) ids.push_back(part.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"CVE-2016-1", "CVE-2016-2", "CVE-2016-9815", "CVE-2019-17349",
                                           "wnpa-sec-2017-18"}));
  ASSERT_EQ(sink.parts.size(), 5u);
  EXPECT_EQ(sink.parts[0].affected.size(), 2u);  // xen and qemu
  EXPECT_EQ(sink.parts[0].affected[0].ecosystem, "Alpine:v3.10");
  EXPECT_EQ(sink.parts[2].aliases, std::vector<std::string>{"XSA-201"});
  EXPECT_EQ(sink.parts[3].affected[0].ranges, (std::vector<Range>{{.introduced = "0", .fixed = "0"}}));
  EXPECT_EQ(sink.parts[3].affected[0].status, Status::kNotAffected);
  EXPECT_EQ(sink.parts[0].affected[0].status, Status::kAffected);
  EXPECT_EQ(sink.skipped.size(), 2u);  // "CVE 2018-1", "nothing"
}

constexpr std::string_view kList =
    "[29 Mar 2023] DSA-5380-1 xorg-server - security update\n\t{CVE-2023-1393 CVE-2023-2}\n"
    "\t[bullseye] - xorg-server 2:1.20.11-1+deb11u6\n\t[buster] - xorg-server <not-affected> (code not "
    "there)\n"
    "\tNOTE: a word for people\n"
    "[17 Mar 2023] DSA-5356-2 sox - regression update\n\t[bullseye] - sox 14.4.2+git20190427-2+deb11u2\n"
    "[September 1st, 2005] DTSA-8-2 mozilla - several\n\t{CVE-2004-0718 }\n  \t[etch] - mozilla <unfixed> "
    "(high)\n"
    "\t[etch] - bind <end-of-life>\n\t[etch] - odd <what>\nnot a head\n\t[etch] - lost 1\n";

TEST(DebianList, AdvisoriesByRelease) {
  const auto sink = read("debian-list", "data/DSA/list", kList);
  ASSERT_EQ(sink.advisories.size(), 3u);
  const auto& first = sink.advisories[0];
  EXPECT_EQ(first.id, "DSA-5380-1");
  EXPECT_EQ(first.published, "2023-03-29");
  EXPECT_EQ(first.upstream, (std::vector<std::string>{"CVE-2023-1393", "CVE-2023-2"}));
  ASSERT_EQ(first.affected.size(), 2u);
  EXPECT_EQ(first.affected[0].ecosystem, "Debian:11");
  EXPECT_EQ(first.affected[0].ranges,
            (std::vector<Range>{{.introduced = "0", .fixed = "2:1.20.11-1+deb11u6"}}));
  EXPECT_EQ(first.affected[1].ecosystem, "Debian:10");
  EXPECT_EQ(first.affected[0].fixed_on, "2023-03-29");
  EXPECT_EQ(first.affected[1].ranges, (std::vector<Range>{{.introduced = "0", .fixed = "0"}}));
  EXPECT_EQ(first.affected[1].status, Status::kNotAffected);
  EXPECT_EQ(first.affected[1].reason_text, "code not there");
  EXPECT_EQ(sink.advisories[1].category, "regression");
  const auto& third = sink.advisories[2];
  EXPECT_EQ(third.published, "2005-09-01");
  ASSERT_EQ(third.affected.size(), 2u);
  EXPECT_EQ(third.affected[0].ranges, (std::vector<Range>{{.introduced = "0"}}));
  EXPECT_EQ(third.affected[0].fixed_on, "");
  EXPECT_EQ(third.affected[1].name, "bind");
  EXPECT_EQ(third.affected[1].status, Status::kAffected);
  EXPECT_EQ(third.affected[1].reason, Reason::kEndOfLife);
  EXPECT_EQ(sink.skipped.size(), 2u);  // "odd <what>", "not a head"
}

TEST(CisaKev, Catalogue) {
  const auto sink = read("cisa-kev", "known_exploited_vulnerabilities.json",
                         R"({"catalogVersion": "2026.08.07", "vulnerabilities": [
                             {"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10", "vulnerabilityName": "Log4j", "cwes": ["CWE-20"]},
                             {"cveID": "", "dateAdded": "2021-12-10"}]})");
  ASSERT_EQ(sink.enrichments.size(), 1u);
  EXPECT_EQ(sink.enrichments[0].kev_added, "2021-12-10");
  EXPECT_EQ(sink.skipped.size(), 1u);
}

TEST(Vulnrichment, Lines) {
  const auto sink =
      read("vulnrichment", "vulnrichment.jsonl",
           "{\"id\":\"CVE-1999-0006\",\"pub\":\"1999-09-29T04:00:00\",\"desc\":\"Overflow.\",\"cvss\":"
           "[\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\",\"bad\"],\"cwe\":[\"CWE-121\"],"
           "\"ssvc\":{},\"kev\":\"2022-03-03\"}\n{\"id\":\"nothing\"}\n");
  ASSERT_EQ(sink.enrichments.size(), 1u);
  const auto& all = sink.enrichments[0];
  ASSERT_EQ(all.ratings.size(), 1u);
  EXPECT_EQ(all.ratings[0].severity, Severity::kCritical);
  EXPECT_EQ(all.summary, "Overflow.");
  EXPECT_EQ(all.kev_added, "2022-03-03");
  EXPECT_EQ(sink.skipped.size(), 1u);
}

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

}  // namespace
}  // namespace pratique::advisory
