// Every vector that stands beside a score in the documents of ../shared/corpora: CSAF documents of several publishers, and
// reports of another scanner with the National Vulnerability Database's scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

#include "advisory/cvss.h"
#include "base/text.h"
#include "codec/json.h"
#include "support/paths.h"

namespace pratique::advisory {
namespace {

using codec::Json;

struct Published {
  // Vectors of each version that were compared, by their first eight bytes.
  std::map<std::string, std::set<std::string>> seen;
  std::vector<std::string> wrong;
};

void compare(std::string_view vector, double score, const std::string& file, Published& all) {
  if (vector.empty()) return;
  const auto ours = cvss_score(vector);
  const bool right = ours && std::abs(*ours - score) < 0.01;
  if (!right) all.wrong.push_back(file + ": " + std::string(vector) + " " + std::to_string(score));
  all.seen[std::string(vector.starts_with("CVSS:") ? vector.substr(0, 8) : "2.0")].emplace(vector);
}

// Members that stand beside each other: vector and score.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPairs = {
    {{"vectorString", "baseScore"},
     {"V2Vector", "V2Score"},
     {"V3Vector", "V3Score"},
     {"V40Vector", "V40Score"}}};

void visit(Json node, const std::string& file, Published& all, int depth = 0) {
  constexpr int kMaxDepth = 64;
  if (depth > kMaxDepth) return;
  for (const auto& [vector, score] : kPairs) {
    if (const auto number = node[score].number()) compare(node[vector].text(), *number, file, all);
  }
  if (node.is_array()) node.each([&](Json one) { visit(one, file, all, depth + 1); });
  if (node.is_object())
    node.each_member([&](std::string_view, Json one) { visit(one, file, all, depth + 1); });
}

Published published(const std::string& folder) {
  Published all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (!entry.is_regular_file() || (extension != ".json" && extension != ".golden")) continue;
    const auto document = codec::JsonDocument::parse(testing::read_file(entry.path().string()));
    if (document) visit(document->root(), entry.path().filename().string(), all);
  }
  return all;
}

// Tests of validators hold scores that are wrong on purpose (CSAF 2.0, 6.1.9 "Invalid CVSS computation", and what is
// invalid otherwise, 6.1.8); all others must agree.
TEST(CvssPublished, CsafDocuments) {
  PQ_NEED_SHARED();
  auto all = published(testing::unpacked("corpora/csaf"));
  const auto meant = [](const std::string& line) {
    return base::contains(line, "6-1-08") || base::contains(line, "6-1-09");
  };
  EXPECT_GE(std::count_if(all.wrong.begin(), all.wrong.end(), meant), 1) << "the wrong ones are noticed";
  std::erase_if(all.wrong, meant);
  EXPECT_EQ(base::join(all.wrong, "\n"), "");
  EXPECT_GE(all.seen["CVSS:3.0"].size() + all.seen["CVSS:3.1"].size(), 10u);
}

// One report has a vendor's score beside another's vector: by the formula of 3.1 (§7.1) it is 6.0.
TEST(CvssPublished, ReportsWithScoresOfTheNationalVulnerabilityDatabase) {
  PQ_NEED_SHARED();
  auto all = published(testing::unpacked("corpora/trivy-goldens"));
  EXPECT_DOUBLE_EQ(cvss_score("CVSS:3.1/AV:L/AC:L/PR:H/UI:N/S:C/C:H/I:N/A:N").value_or(0), 6.0);
  std::erase_if(all.wrong, [](const std::string& line) {
    return base::contains(line, "amazonlinux2-gp2") && base::contains(line, "PR:H/UI:N/S:C/C:H/I:N/A:N 7.5");
  });
  EXPECT_EQ(base::join(all.wrong, "\n"), "");
  std::size_t count = 0;
  for (const auto& [version, vectors] : all.seen) count += vectors.size();
  EXPECT_GE(count, 45u);
  EXPECT_TRUE(all.seen.contains("2.0"));
  EXPECT_TRUE(all.seen.contains("CVSS:3.1"));
}

}  // namespace
}  // namespace pratique::advisory
