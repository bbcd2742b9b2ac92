#include "match/linked.h"

#include <gtest/gtest.h>

#include "match/advisories.h"
#include "model/linked_functions.h"
#include "support/advisory_shelf.h"

namespace pratique::match {
namespace {

using support::hit;
using support::package;
using support::Shelf;

// The functions "PACKAGE FUNCTION" of a program; "PACKAGE" alone says that something of it is linked.
std::string linked(const std::vector<std::string>& names) {
  std::vector<std::uint64_t> keys;
  for (const auto& name : names) {
    const auto blank = name.find(' ');
    const auto path = name.substr(0, blank);
    keys.push_back(model::function_key(path, 0));
    if (blank != std::string::npos)
      keys.push_back(model::function_key(path, model::hash_function(name.substr(blank + 1))));
  }
  return model::write_functions(std::move(keys));
}

model::Component net(const std::string& functions) {
  auto component = package("pkg:golang/golang.org/x/net@v0.1.0");
  component.details.edit().functions = functions;
  return component;
}

support::Hit go_advisory(const std::string& id, std::vector<advisory::Part> parts) {
  auto made = hit(id, "go-vulndb", "Go", "golang.org/x/net", "go", "0", "0.17.0");
  made.affected.parts = std::move(parts);
  return made;
}

Judgement judged(const Shelf& shelf, const model::Component& component) {
  model::Inventory inventory;
  inventory.components = {component};
  auto judgement = judge(inventory, shelf, JudgeOptions{});
  EXPECT_TRUE(judgement.has_value());
  return judgement.value_or(Judgement{});
}

const std::vector<advisory::Part> kHttp2 = {
    {.path = "golang.org/x/net/http2",
     .symbols = {"Server.ServeConn", "serverConn.processHeaders", "Transport.RoundTrip"}}};

TEST(Linked, NoneOfTheVulnerableFunctionsIsLinked) {
  Shelf shelf;
  shelf.add(go_advisory("GO-2023-2102", kHttp2));
  const auto judgement = judged(shelf, net(linked({"golang.org/x/net/http2 Frame.String"})));
  ASSERT_EQ(judgement.findings.size(), 1u);
  const auto& finding = judgement.findings[0];
  EXPECT_EQ(finding.state, FindingState::kNotAffected);
  EXPECT_EQ(finding.state_by, "GO-2023-2102");
  ASSERT_EQ(finding.statements.size(), 1u);
  EXPECT_EQ(finding.statements[0].outcome, Outcome::kNotLinked);
  EXPECT_EQ(in_words(finding.statements[0]),
            "v0.1.0 lies in <0.17.0, but none of the 3 vulnerable functions of golang.org/x/net/http2 is "
            "linked (go)");
}

TEST(Linked, OneThatIsLinkedIsEnough) {
  Shelf shelf;
  shelf.add(go_advisory("GO-2023-2102", kHttp2));
  const auto judgement = judged(shelf, net(linked({"golang.org/x/net/http2 Transport.RoundTrip"})));
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].state, FindingState::kOpen);
}

TEST(Linked, WithoutSymbolsThePackageCounts) {
  Shelf shelf;
  shelf.add(go_advisory("GO-2022-0001", {{.path = "golang.org/x/net/html"}}));
  auto judgement = judged(shelf, net(linked({"golang.org/x/net/http2 Frame.String"})));
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].state, FindingState::kNotAffected);
  EXPECT_EQ(in_words(judgement.findings[0].statements[0]),
            "v0.1.0 lies in <0.17.0, but nothing of the package golang.org/x/net/html is linked (go)");
  judgement = judged(shelf, net(linked({"golang.org/x/net/html Parse"})));
  EXPECT_EQ(judgement.findings.at(0).state, FindingState::kOpen);
}

TEST(Linked, WithoutPackagesTheModuleCounts) {
  Shelf shelf;
  shelf.add(go_advisory("GO-2022-0002", {}));
  const auto judgement = judged(shelf, net(linked({})));
  EXPECT_EQ(judgement.findings.at(0).state, FindingState::kOpen);
}

// A program whose table was not read, an SBOM of another tool, a text that lies.
TEST(Linked, WhatIsNotKnownCountsAsLinked) {
  Shelf shelf;
  shelf.add(go_advisory("GO-2023-2102", kHttp2));
  for (const auto* functions : {"", "damaged", "1.20:"})
    EXPECT_EQ(judged(shelf, net(functions)).findings.at(0).state, FindingState::kOpen) << functions;
}

// Parts of the advisory that are for another system do not count, those for this one do.
TEST(Linked, PartsOfOtherSystemsDoNotCount) {
  Shelf shelf;
  shelf.add(
      go_advisory("GO-2023-3", {{.path = "golang.org/x/net/a", .symbols = {"F"}, .systems = {"windows"}},
                                {.path = "golang.org/x/net/b", .symbols = {"G"}, .systems = {"linux"}}}));
  auto component = net(linked({"golang.org/x/net/a F", "golang.org/x/net/b H"}));
  component.details.edit().built_for = "linux/amd64";
  EXPECT_EQ(judged(shelf, component).findings.at(0).state, FindingState::kNotAffected);
  component.details.edit().built_for = "windows/amd64";
  EXPECT_EQ(judged(shelf, component).findings.at(0).state, FindingState::kOpen);
  component.details.edit().built_for = "";
  EXPECT_EQ(judged(shelf, component).findings.at(0).state, FindingState::kOpen)
      << "which system is not known";
}

// GitHub's record of the same vulnerability names no functions: Go's own word goes before it, and a record of Go's that
// affects goes before one that does not.
TEST(Linked, GoesByTheSourceThatNamesFunctions) {
  Shelf shelf;
  shelf.add(hit("GHSA-aaaa", "ghsa", "Go", "golang.org/x/net", "go", "0", "0.18.0"));
  shelf.add(go_advisory("GO-2023-2102", kHttp2));
  shelf.preferred = {
      {"GHSA-aaaa", "CVE-2023-1"}, {"GO-2023-2102", "CVE-2023-1"}, {"GO-2023-9", "CVE-2023-1"}};
  const auto component = net(linked({"golang.org/x/net/http2 Frame.String"}));
  auto judgement = judged(shelf, component);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].state, FindingState::kNotAffected);
  EXPECT_EQ(judgement.findings[0].statements.size(), 2u);
  shelf.add(go_advisory("GO-2023-9", {{.path = "golang.org/x/net/http2", .symbols = {"Frame.String"}}}));
  judgement = judged(shelf, component);
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(judgement.findings[0].state, FindingState::kOpen);
  EXPECT_EQ(judgement.findings[0].statements[0].advisory, "GO-2023-9");
}

// Of two ranges of one advisory that name other functions only the one that holds the version counts.
TEST(Linked, OnlyTheEntryOfTheVersionCounts) {
  Shelf shelf;
  auto old = go_advisory("GO-2023-4", {{.path = "golang.org/x/net/a", .symbols = {"Old"}}});
  old.affected.ranges = {{.introduced = "0", .fixed = "0.0.9"}};
  shelf.add(old);
  shelf.add(go_advisory("GO-2023-4", {{.path = "golang.org/x/net/a", .symbols = {"New"}}}));
  EXPECT_EQ(judged(shelf, net(linked({"golang.org/x/net/a Old"}))).findings.at(0).state,
            FindingState::kNotAffected);
  EXPECT_EQ(judged(shelf, net(linked({"golang.org/x/net/a New"}))).findings.at(0).state, FindingState::kOpen);
}

}  // namespace
}  // namespace pratique::match
