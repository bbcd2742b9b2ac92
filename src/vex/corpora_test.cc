// Every document of the shared corpora is read or refused. CSAF's own metadata judge CSAF's documents; how many statements the others
// hold is counted by another program too (tests/e2e/vex_corpora.py); the table keeps what the program makes of each, a line a
// file: "FORM VERSION: statements, refused, faults", or "no: why".
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>

#include "support/golden.h"
#include "support/paths.h"
#include "vex/read.h"

namespace pratique::vex {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_in(const std::string& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto ending = entry.path().extension();
    if (entry.is_regular_file() && (ending == ".json" || ending == ".xml")) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string outcome_of(const fs::path& file) {
  const auto read = read_vex(text_of(file), file.string());
  if (!read) return "no: " + read.error().what;
  return std::string(to_string(read->form)) + " " + read->form_version + ": " +
         std::to_string(read->statements.size()) + " statements, " + std::to_string(read->refused.size()) +
         " refused, " + std::to_string(read->faults.size()) + " faults";
}

TEST(VexCorpora, EachDocumentIsReadOrRefusedAsTheTableSays) {
  PQ_NEED_SHARED();
  std::string table;
  for (const std::string pack : {"openvex", "csaf", "vexhub", "cdx-examples"}) {
    const auto folder = testing::unpacked("corpora/" + pack);
    for (const auto& file : files_in(folder))
      table += pack + "/" + file.lexically_relative(folder).string() + "\t" + outcome_of(file) + "\n";
  }
  testing::expect_golden("src/vex/testdata/corpora.txt", table);
}

// The validators' own word on their documents (testcases.json): which test each fails or passes, and whether it is valid, which is
// that it fails no mandatory test at all.
class CsafCases : public ::testing::Test {
 protected:
  void SetUp() override {
    PQ_NEED_SHARED();
    folder_ = testing::unpacked("corpora/csaf") + "/oasis-tcs+csaf/csaf_2.0/test/validator/data/";
    text_ = text_of(folder_ + "testcases.json");
    auto cases = codec::JsonDocument::parse(text_);
    ASSERT_TRUE(cases);
    cases_.emplace(*std::move(cases));
  }

  std::vector<std::string> faults_of(codec::Json one) const {
    const auto read = read_vex(text_of(folder_ + std::string(one["name"].text())), "x");
    if (!read) return {read.error().what};
    std::vector<std::string> all;
    for (const auto& fault : read->faults) all.push_back(fault.why);
    return all;
  }
  template <class Visit>
  void each_test(std::string_view group, const Visit& visit) const {
    cases_->root()["tests"].each([&](codec::Json test) {
      if (test["group"].text() == group) visit(test);
    });
  }

  std::string folder_, text_;
  std::optional<codec::JsonDocument> cases_;
};

// MITRE's list of weaknesses is not here.
constexpr std::string_view kNotTested = "6.1.11";

TEST_F(CsafCases, EachDocumentFailsTheTestThatItWasMadeFor) {
  std::size_t failing = 0, passing = 0, tests = 0;
  each_test("mandatory", [&](codec::Json test) {
    if (test["id"].text() == kNotTested) return;
    ++tests;
    const auto mark = std::string(test["id"].text()) + ":";
    const auto fails = [&](codec::Json one) {
      return std::ranges::any_of(faults_of(one), [&](const auto& fault) { return fault.starts_with(mark); });
    };
    test["failures"].each([&](codec::Json one) {
      ++failing;
      EXPECT_TRUE(fails(one)) << one["name"].text();
    });
    test["valid"].each([&](codec::Json one) {
      ++passing;
      EXPECT_FALSE(fails(one)) << one["name"].text();
    });
  });
  EXPECT_EQ(tests, 42u);
  EXPECT_EQ(failing, 86u);
  EXPECT_EQ(passing, 60u);
}

// Called valid, though they have one algorithm twice among the hashes of a file, as the document has that was made to fail 6.1.25.
constexpr std::string_view kAtOdds[] = {"optional/oasis_csaf_tc-csaf_2_0-2021-6-2-08-02.json",
                                        "optional/oasis_csaf_tc-csaf_2_0-2021-6-2-09-02.json"};

TEST_F(CsafCases, WhatIsValidHasNoFault) {
  std::size_t valid = 0;
  for (const auto* group : {"mandatory", "optional", "informative"}) {
    each_test(group, [&](codec::Json test) {
      for (const auto* list : {"failures", "valid"}) {
        test[list].each([&](codec::Json one) {
          if (one["valid"].boolean() != true ||
              std::ranges::find(kAtOdds, one["name"].text()) != std::end(kAtOdds))
            return;
          ++valid;
          EXPECT_EQ(faults_of(one), std::vector<std::string>()) << one["name"].text();
        });
      }
    });
  }
  EXPECT_EQ(valid, 150u);
}

}  // namespace
}  // namespace pratique::vex
