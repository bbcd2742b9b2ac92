// What a hostile document would make of a few bytes: facts about groups are facts about each of their products, and what is
// put aside until the tree is known takes memory.
#include "advisory/csaf_facts.h"

#include <gtest/gtest.h>

#include "advisory/json_feed.h"
#include "support/recording_sink.h"

namespace pratique::advisory {
namespace {

constexpr std::string_view kHead =
    R"("document": {"category": "csaf_vex", "csaf_version": "2.0", "title": "t", "tracking": {"id": "RHSA-1"},
        "publisher": {"name": "x", "namespace": "https://www.redhat.com"}})";

std::string tree_of(unsigned products) {
  std::string names, ids;
  for (unsigned i = 0; i < products; ++i) {
    const auto id = "p" + std::to_string(i), comma = std::string(i == 0 ? "" : ",");
    names += comma + R"({"product_id": ")" + id + R"(", "name": "n"})";
    ids += comma + '"' + id + '"';
  }
  return R"("product_tree": {"full_product_names": [)" + names +
         R"(], "product_groups": [{"group_id": "g", "product_ids": [)" + ids + "]}]}";
}

std::string flags_of(unsigned flags) {
  std::string all;
  for (unsigned i = 0; i < flags; ++i)
    all += std::string(i == 0 ? "" : ",") + R"({"label": "component_not_present", "group_ids": ["g"]})";
  return R"("vulnerabilities": [{"cve": "CVE-2026-1", "product_status": {"known_not_affected": ["p0"]}, "flags": [)" +
         all + "]}]";
}

Result<std::string> reason_in(const std::string& document) {
  RecordingSink sink;
  auto source = Source::of("cve.json", document);
  std::string reason;
  const auto begin = [&](const CsafHead&) {
    return CsafTaker{.source = "x", .take = [&](CsafVulnerability&& each) {
                       each.each_statement([&](const CsafStatement& one) { reason = one.reason_text; });
                     }};
  };
  PQ_CHECK(read_csaf(source, "https://www.redhat.com", sink, begin));
  return reason;
}

TEST(CsafFacts, GroupsOfProductsWhereverTheTreeStands) {
  const auto tree = tree_of(3), flags = flags_of(2), head = std::string(kHead);
  for (const auto& document :
       {"{" + head + "," + tree + "," + flags + "}", "{" + flags + "," + tree + "," + head + "}"}) {
    const auto reason = reason_in(document);
    ASSERT_TRUE(reason) << to_line(reason.error());
    EXPECT_EQ(*reason, "component_not_present");
  }
}

TEST(CsafFacts, FewBytesThatSayTooMuchOfGroupsAreRefused) {
  // 600 KB that are 51 million facts.
  const auto tree = tree_of(6000), flags = flags_of(8500), head = std::string(kHead);
  for (const auto& document :
       {"{" + head + "," + tree + "," + flags + "}", "{" + flags + "," + tree + "," + head + "}"}) {
    const auto reason = reason_in(document);
    ASSERT_FALSE(reason);
    EXPECT_EQ(reason.error().kind, ErrorKind::kLimit);
    EXPECT_NE(reason.error().what.find("groups of products"), std::string::npos) << reason.error().what;
  }
}

TEST(CsafFacts, WhatIsKeptIsCounted) {
  constexpr unsigned kItems = 2000, kReferenceBytes = 100'000;
  std::string vulnerability = flags_of(kItems);
  vulnerability = vulnerability.substr(vulnerability.find('[') + 1);
  vulnerability = vulnerability.substr(0, vulnerability.size() - 2) + R"(, "references": [{"url": ")" +
                  std::string(kReferenceBytes, 'u') + "\"}]}";
  RecordingSink sink;
  CsafTree tree;
  CsafFacts facts(tree);
  for (unsigned put = 0; put < 3; ++put) {
    auto source = Source::of("v.json", vulnerability);
    auto walk = json_walk(source);
    const auto before = facts.bytes();
    const auto read = facts.read(walk, "vulnerability 1", false, sink);
    ASSERT_TRUE(read) << to_line(read.error());
    EXPECT_GE(facts.bytes() - before, kItems * 12 + kReferenceBytes);
    facts.put_aside();
    EXPECT_GE(facts.bytes() - before, kItems * 12 + kReferenceBytes) << "put aside";
  }
}

}  // namespace
}  // namespace pratique::advisory
