#include "fix/chain.h"

#include <gtest/gtest.h>

#include <sstream>

#include "base/text.h"

namespace pratique::fix {
namespace {

// A registry of npm's in lines "express@4.17.1 qs@6.7.0 send@^0.17.0"; "!" behind a version: it is deprecated.
MetadataSource npm(const std::string& lines) {
  std::map<std::string, std::string> packuments;
  for (const auto line : base::lines(lines)) {
    std::string entry;
    std::string name;
    for (const auto word : base::words(line)) {
      const auto halves = *base::cut(word, "@");
      if (name.empty()) {
        name = halves.before;
        entry = "\"" + std::string(halves.after) + "\": {\"dependencies\": {";
        continue;
      }
      if (!entry.ends_with('{')) entry += ", ";
      entry += "\"" + std::string(halves.before) + "\": \"" + std::string(halves.after) + "\"";
    }
    if (name.empty()) continue;
    auto& packument = packuments[name];
    packument += (packument.empty() ? "" : ", ") + entry + "}}";
  }
  return [packuments](const std::string& path, std::uint64_t) -> Result<std::string> {
    const auto found = packuments.find(path);
    if (found == packuments.end()) return base::fail(ErrorKind::kNotFound, "none");
    return "{\"versions\": {" + found->second + "}}";
  };
}

std::string raised(const std::string& registry, const std::vector<ChainLink>& chain,
                   std::string_view at_least) {
  MetadataBook book(*find_registry_reader("npm"), npm(registry));
  const auto answer = raise_chain(book, chain, at_least);
  if (!answer) return base::to_line(answer.error());
  std::string out;
  for (const auto& move : answer->moves)
    out += (out.empty() ? "" : ", ") + move.name + " " + move.from + " to " + move.to +
           (move.crosses_major ? " (major)" : "");
  return out + (answer->drops ? ", dropped" : "") +
         (answer->unread.empty() ? "" : ", " + std::to_string(answer->unread.size()) + " unread");
}

constexpr const char* kQs = "qs@6.5.2\nqs@6.5.3\nqs@6.7.0\nqs@6.11.0\nqs@7.0.0\n";

TEST(Chain, OnlyTheLockFileMovesWhereTheRangeAdmitsTheFix) {
  EXPECT_EQ(raised(std::string(kQs) + "express@4.17.1 qs@^6.5.0\nexpress@4.18.0 qs@6.11.0\n",
                   {{"express", "4.17.1"}, {"qs", "6.5.2"}}, "6.5.3"),
            "qs 6.5.2 to 6.5.3");
}

TEST(Chain, TheNearestVersionOfTheDirectDependencyThatLeadsToTheFix) {
  const auto registry =
      std::string(kQs) +
      "express@4.17.1 qs@6.5.2\nexpress@4.17.3 qs@6.7.0\nexpress@4.18.0 qs@6.11.0\nexpress@5.0.0 qs@7.0.0\n";
  EXPECT_EQ(raised(registry, {{"express", "4.17.1"}, {"qs", "6.5.2"}}, "6.5.3"),
            "express 4.17.1 to 4.17.3, qs 6.5.2 to 6.7.0");
  EXPECT_EQ(raised(registry, {{"express", "4.17.1"}, {"qs", "6.5.2"}}, "6.8.0"),
            "express 4.17.1 to 4.18.0, qs 6.5.2 to 6.11.0");
  EXPECT_EQ(raised(registry, {{"express", "4.17.1"}, {"qs", "6.5.2"}}, "6.12.0"),
            "express 4.17.1 to 5.0.0 (major), qs 6.5.2 to 7.0.0 (major)");
  EXPECT_EQ(raised(registry, {{"express", "4.17.1"}, {"qs", "6.5.2"}}, "8.0.0"),
            "qs: no released version is 8.0.0 or later");
}

TEST(Chain, LinksBetweenMoveWhereTheyMust) {
  const auto registry =
      std::string(kQs) +
      "body-parser@1.18.0 qs@6.5.2\nbody-parser@1.19.0 qs@6.7.0\nbody-parser@2.0.0 qs@7.0.0\n"
      "express@4.16.0 body-parser@1.18.0\nexpress@4.17.0 body-parser@^1.18.0\nexpress@5.0.0 "
      "body-parser@^2.0.0\n";
  const std::vector<ChainLink> chain{{"express", "4.16.0"}, {"body-parser", "1.18.0"}, {"qs", "6.5.2"}};
  EXPECT_EQ(raised(registry, chain, "6.5.3"),
            "express 4.16.0 to 4.17.0, body-parser 1.18.0 to 1.19.0, qs 6.5.2 to 6.7.0");
  EXPECT_EQ(
      raised(registry, chain, "6.11.0"),
      "express 4.16.0 to 5.0.0 (major), body-parser 1.18.0 to 2.0.0 (major), qs 6.5.2 to 7.0.0 (major)");
  // The direct dependency's range admits the later one already.
  EXPECT_EQ(raised(registry, {{"express", "4.17.0"}, {"body-parser", "1.18.0"}, {"qs", "6.5.2"}}, "6.5.3"),
            "body-parser 1.18.0 to 1.19.0, qs 6.5.2 to 6.7.0");
}

TEST(Chain, ADependencyThatIsGivenUpIsAWayToo) {
  EXPECT_EQ(
      raised(std::string(kQs) + "a@1.0.0 qs@6.5.2\na@1.1.0\n", {{"a", "1.0.0"}, {"qs", "6.5.2"}}, "6.5.3"),
      "a 1.0.0 to 1.1.0, dropped");
}

TEST(Chain, NobodyLeadsThere) {
  EXPECT_EQ(raised(std::string(kQs) + "a@1.0.0 qs@6.5.2\n", {{"a", "1.0.0"}, {"qs", "6.5.2"}}, "6.5.3"),
            "a: no released version of it admits qs 6.5.3 or later, or does without it");
  EXPECT_EQ(raised(kQs, {{"a", "1.0.0"}, {"qs", "6.5.2"}}, "6.5.3"), "a: the registry has no such package");
}

TEST(Chain, PreReleasesAndAddressesAreNoWay) {
  EXPECT_EQ(raised("qs@6.5.2\nqs@6.5.3-rc.1\nqs@6.6.0\na@1.0.0 qs@6.5.2\na@1.1.0 "
                   "qs@git+https://x.example\na@2.0.0-rc.1 qs@6.6.0\na@2.0.0 qs@6.6.0\n",
                   {{"a", "1.0.0"}, {"qs", "6.5.2"}}, "6.5.3-rc.0"),
            "a 1.0.0 to 2.0.0 (major), qs 6.5.2 to 6.6.0");
}

TEST(Chain, ADirectDependencyAlone) {
  EXPECT_EQ(raised(kQs, {{"qs", "6.5.2"}}, "6.5.3"), "qs 6.5.2 to 6.5.3");
}

TEST(Chain, CrossesAMajorVersion) {
  EXPECT_FALSE(crosses_major("1.2.3", "1.9.0"));
  EXPECT_TRUE(crosses_major("1.2.3", "2.0.0"));
  EXPECT_TRUE(crosses_major("0.2.3", "0.3.0"));
  EXPECT_FALSE(crosses_major("0.2.3", "0.2.9"));
  EXPECT_FALSE(crosses_major("v1.2.3", "v1.3.0"));
}

}  // namespace
}  // namespace pratique::fix
