#include "vex/deliberation.h"

#include <gtest/gtest.h>

namespace pratique::vex {
namespace {

using match::FindingState;

VexThing thing(const std::string& purl) {
  VexThing one;
  one.names = {purl};
  one.purls = {*model::parse_purl(purl)};
  return one;
}

VexStatement statement(VexStatus status, const std::string& product,
                       std::string timestamp = "2024-01-01T00:00:00Z", const std::string& sub = "") {
  VexStatement one;
  one.vulnerabilities = {"CVE-2024-1"};
  one.status = status;
  one.timestamp = std::move(timestamp);
  one.number = 1;
  VexProduct what{.thing = thing(product), .subcomponents = {}};
  if (!sub.empty()) what.subcomponents.push_back(thing(sub));
  one.products.push_back(what);
  return one;
}

VexDocument document(std::vector<VexStatement> statements, VexOrigin origin = VexOrigin::kNamed) {
  VexDocument one;
  one.place = "v.json";
  one.origin = origin;
  one.statements = std::move(statements);
  return one;
}

// An image of a program with two modules, one of which another program has, too.
class DeliberationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    add("pkg:golang/example.com/app@v1.0.0", "app");
    inventory_.components.back().is_main = true;
    add("pkg:golang/example.com/lib@v0.1.0", "app");
    add("pkg:golang/example.com/shared@v0.1.0", "app");
    inventory_.components.back().locations.push_back({.path = "other", .layer = {}});
  }
  void add(std::string_view purl, std::string path) {
    model::Component one;
    one.purl = *model::parse_purl(purl);
    one.locations = {{.path = std::move(path), .layer = {}}};
    inventory_.components.push_back(one);
  }
  match::Finding weigh(std::size_t component) {
    Deliberation deliberation(inventory_, names_, testimony_);
    match::Finding finding;
    finding.id = "CVE-2024-1";
    deliberation.weigh(finding, component, arena_);
    unused_ = deliberation.unused().size();
    return finding;
  }

  model::Inventory inventory_;
  ImageNames names_{.repository = "ghcr.io/org/app",
                    .tags = {"1"},
                    .digests = {},
                    .words = {"ghcr.io/org/app:1"},
                    .architecture = "amd64",
                    .platform = "linux/amd64"};
  Testimony testimony_;
  base::Arena arena_;
  std::size_t unused_ = 0;
};

TEST_F(DeliberationTest, TheNewestStatementOfAllDocumentsDecides) {
  testimony_.documents = {
      document({statement(VexStatus::kNotAffected, "pkg:oci/app", "2024-03-01T00:00:00+02:00")}),
      document({statement(VexStatus::kAffected, "pkg:oci/app", "2024-02-29T23:00:00Z")})};
  const auto finding = weigh(1);
  EXPECT_EQ(finding.state, FindingState::kOpen) << "an hour later by the offset";
  ASSERT_EQ(finding.opinions.size(), 2u);
  EXPECT_EQ(finding.opinions[0].status, "affected");
  EXPECT_TRUE(finding.opinions[0].decides);
  EXPECT_EQ(finding.opinions[1].why.substr(finding.opinions[1].why.size() - 30),
            "another statement outweighs it");
}

TEST_F(DeliberationTest, ANewerStatementOnAComponentCounts) {
  testimony_.documents = {document({statement(VexStatus::kAffected, "pkg:oci/app"),
                                    statement(VexStatus::kNotAffected, "pkg:oci/app", "2024-02-01T00:00:00Z",
                                              "pkg:golang/example.com/lib")})};
  EXPECT_EQ(weigh(1).state, FindingState::kNotAffected);
  EXPECT_EQ(weigh(0).state, FindingState::kOpen);
}

TEST_F(DeliberationTest, OfEqualTimesTheGraverStatusStays) {
  testimony_.documents = {document({statement(VexStatus::kUnderInvestigation, "pkg:oci/app"),
                                    statement(VexStatus::kNotAffected, "pkg:oci/app")})};
  EXPECT_EQ(weigh(1).state, FindingState::kOpen);
}

TEST_F(DeliberationTest, APackageBelongsToAProductThatHoldsEachPlaceOfIt) {
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:golang/example.com/app")})};
  EXPECT_EQ(weigh(0).state, FindingState::kNotAffected);
  EXPECT_EQ(weigh(1).state, FindingState::kNotAffected);
  EXPECT_EQ(weigh(2).state, FindingState::kOpen);
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:golang/example.com/app",
                                              "2024-01-01T00:00:00Z", "pkg:golang/example.com/shared")})};
  const auto finding = weigh(2);
  EXPECT_EQ(finding.state, FindingState::kOpen);
  ASSERT_EQ(finding.opinions.size(), 1u);
  EXPECT_NE(finding.opinions[0].why.find("nothing tells that the package belongs to"),
            std::string_view::npos);
}

// All of a distribution's packages are read from one file.
TEST_F(DeliberationTest, PackagesOfOneDatabaseAreNoPartsOfEachOther) {
  add("pkg:apk/alpine/busybox@1", "lib/apk/db/installed");
  add("pkg:apk/alpine/zlib@1", "lib/apk/db/installed");
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:apk/alpine/busybox")})};
  EXPECT_EQ(weigh(3).state, FindingState::kNotAffected);
  EXPECT_TRUE(weigh(4).opinions.empty());
  // Needed by it alone, it is; by another too, it is not.
  inventory_.edges = {{.from = 3, .to = 4}};
  EXPECT_EQ(weigh(4).state, FindingState::kNotAffected);
  inventory_.edges.push_back({.from = 0, .to = 4});
  EXPECT_TRUE(weigh(4).opinions.empty());
}

TEST_F(DeliberationTest, WhatOnlyHoldsItselfIsNobodysPart) {
  add("pkg:npm/a@1", "a/package.json");
  add("pkg:npm/b@1", "b/package.json");
  add("pkg:npm/c@1", "c/package.json");
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:npm/a")})};
  // b and c need each other.
  inventory_.edges = {{.from = 4, .to = 5}, {.from = 5, .to = 4}};
  EXPECT_TRUE(weigh(4).opinions.empty());
  inventory_.edges.push_back({.from = 3, .to = 4});
  EXPECT_EQ(weigh(4).state, FindingState::kNotAffected);
  EXPECT_EQ(weigh(5).state, FindingState::kNotAffected);
  // Another circle holds it as well, and nobody holds that one.
  add("pkg:npm/d@1", "d/package.json");
  inventory_.edges.insert(inventory_.edges.end(), {{.from = 6, .to = 6}, {.from = 6, .to = 5}});
  EXPECT_TRUE(weigh(5).opinions.empty());
}

TEST_F(DeliberationTest, WhatSomebodyAskedForIsNotHeldByOthersAlone) {
  add("pkg:apk/alpine/busybox@1", "lib/apk/db/installed");
  add("pkg:apk/alpine/zlib@1", "lib/apk/db/installed");
  inventory_.edges = {{.from = 3, .to = 4}};
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:apk/alpine/busybox")})};
  EXPECT_EQ(weigh(4).state, FindingState::kNotAffected);
  inventory_.components[4].reason = model::InstallReason::kExplicit;
  EXPECT_TRUE(weigh(4).opinions.empty());
}

TEST_F(DeliberationTest, AnotherImagesStatementsSayNothing) {
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:oci/other"),
                                    statement(VexStatus::kNotAffected, "pkg:golang/example.com/elsewhere",
                                              "2024-01-01T00:00:00Z", "pkg:golang/example.com/lib")})};
  EXPECT_TRUE(weigh(1).opinions.empty());
}

TEST_F(DeliberationTest, FixedNeedsAVersion) {
  testimony_.documents = {document({statement(VexStatus::kFixed, "pkg:golang/example.com/lib")})};
  EXPECT_EQ(weigh(1).state, FindingState::kOpen);
  testimony_.documents = {document({statement(VexStatus::kFixed, "pkg:golang/example.com/lib@v0.1.0")})};
  EXPECT_EQ(weigh(1).state, FindingState::kNotAffected);
}

TEST_F(DeliberationTest, ABarredDocumentIsShownAndAppliesNothing) {
  testimony_.documents = {document({statement(VexStatus::kNotAffected, "pkg:oci/app")}, VexOrigin::kImage)};
  testimony_.documents[0].barred = "nobody trusts it";
  const auto finding = weigh(1);
  EXPECT_EQ(finding.state, FindingState::kOpen);
  ASSERT_EQ(finding.opinions.size(), 1u);
  EXPECT_FALSE(finding.opinions[0].decides);
  EXPECT_NE(finding.opinions[0].why.find("nobody trusts it"), std::string_view::npos);
}

TEST_F(DeliberationTest, WhatTheUserNamedOutweighsNewerWordsFromTheImage) {
  testimony_.documents = {
      document({statement(VexStatus::kNotAffected, "pkg:oci/app", "2025-01-01T00:00:00Z")},
               VexOrigin::kImage),
      document({statement(VexStatus::kAffected, "pkg:oci/app")})};
  EXPECT_EQ(weigh(1).state, FindingState::kOpen);
}

TEST_F(DeliberationTest, AfterANamedDayNothingIsBelieved) {
  testimony_.documents = {
      document({statement(VexStatus::kNotAffected, "pkg:oci/app", "2024-05-01T00:00:00Z")})};
  testimony_.day = "2024-04-01";
  EXPECT_EQ(weigh(1).state, FindingState::kNotAffected) << "only the latest day that is known to have passed";
  testimony_.day_is_named = true;
  EXPECT_EQ(weigh(1).state, FindingState::kOpen);
}

TEST_F(DeliberationTest, ExceptionsCloseUntilTheirDay) {
  testimony_.exceptions = {
      {.ids = {"CVE-2024-1"}, .expiry = "2024-06-30", .file = "pratique.yaml", .line = 7}};
  testimony_.day = "2024-06-30";
  const auto finding = weigh(1);
  EXPECT_EQ(finding.state, FindingState::kSuppressed);
  EXPECT_EQ(finding.state_by, "exception in pratique.yaml, line 7, accepted-risk, until 2024-06-30");
  EXPECT_EQ(unused_, 0u);
  testimony_.day = "2024-07-01";
  const auto open = weigh(1);
  EXPECT_EQ(open.state, FindingState::kOpen);
  EXPECT_EQ(open.opinions[0].why, "by CVE-2024-1; expired on 2024-06-30");
  EXPECT_EQ(unused_, 1u);
}

TEST_F(DeliberationTest, AnExceptionThatMatchesNothingIsToldUnlessItIsAboutAnotherImage) {
  testimony_.exceptions = {{.ids = {"CVE-2000-1"}},
                           {.ids = {"CVE-2000-1"}, .scope = ExceptionScope::kImage, .scope_of = "other:1"}};
  weigh(1);
  EXPECT_EQ(unused_, 1u);
}

}  // namespace
}  // namespace pratique::vex
