#include "policy/quality_gate.h"

#include <gtest/gtest.h>

namespace pratique::policy {
namespace {

TEST(QualityGate, TheCommitIsThatOfTheProvenanceElseOfTheLabel) {
  model::Subject subject;
  EXPECT_EQ(commit_of(subject), "");
  subject.labels["org.opencontainers.image.revision"] = "abcdef1";
  EXPECT_EQ(commit_of(subject), "abcdef1");
  subject.provenance.revision = "0123456";
  EXPECT_EQ(commit_of(subject), "0123456");
}

TEST(QualityGate, TheMainBranchIsAskedFirst) {
  EXPECT_EQ(
      *gate_branches(R"({"branches": [{"name": "a"}, {"name": "b", "isMain": true}, {}, {"name": "c"}]})"),
      (std::vector<std::string>{"b", "a", "c"}));
  for (const auto* bad : {"", "[]", "{}", R"({"branches": 1})"}) EXPECT_FALSE(gate_branches(bad)) << bad;
}

TEST(QualityGate, TheNewestAnalysisOfTheCommitCounts) {
  const auto found = gate_analyses(R"({"paging": {"pageIndex": 1, "pageSize": 2, "total": 3}, "analyses": [
      {"key": "K0", "date": "d0"}, {"key": "K1", "date": "d1", "revision": "0123456789"},
      {"key": "K2", "date": "d2", "revision": "0123456789"}]})",
                                   "01234567");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->found, (GateAnalysis{"K1", "d1"}));
  EXPECT_TRUE(found->more);
  const auto none = gate_analyses(R"({"paging": {"pageIndex": 2, "pageSize": 2, "total": 3}, "analyses": [
      {"key": "K1", "revision": "012345"}]})",
                                  "0123456789");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->found) << "six digits are too few";
  EXPECT_FALSE(none->more);
  EXPECT_FALSE(
      gate_analyses(R"({"paging": {"pageIndex": -1, "pageSize": 9223372036854775807}, "analyses": []})", "x")
          ->more);
  EXPECT_FALSE(gate_analyses("{}", "x"));
}

TEST(QualityGate, ConditionsThatFailAreKept) {
  QualityGate gate;
  ASSERT_TRUE(read_gate(R"({"projectStatus": {"status": "ERROR", "conditions": [
      {"status": "OK", "metricKey": "bugs"},
      {"status": "ERROR", "metricKey": "new_coverage", "comparator": "LT", "errorThreshold": "80", "actualValue": "12.5"}]}})",
                        gate));
  EXPECT_EQ(gate.status, "ERROR");
  EXPECT_EQ(gate.failed, (std::vector<GateCondition>{{"new_coverage", "LT", "80", "12.5"}}));
  for (const auto* bad : {"", "{}", R"({"projectStatus": {}})", R"({"projectStatus": []})"})
    EXPECT_FALSE(read_gate(bad, gate));
}

}  // namespace
}  // namespace pratique::policy
