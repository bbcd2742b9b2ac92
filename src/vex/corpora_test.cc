// Every document of the shared corpora is read or refused, and how is in a table that people looked through: a line a file,
// "read FORM statements refused faults" or "no KIND: why".
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

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
      table += pack + "/" + fs::relative(file, folder).string() + "\t" + outcome_of(file) + "\n";
  }
  testing::expect_golden("src/vex/testdata/corpora.txt", table);
}

// The validators' own word on their documents, for the tests that bear on statements.
TEST(VexCorpora, CsafsInvalidDocumentsHaveTheFaultTheyWereMadeFor) {
  PQ_NEED_SHARED();
  const auto folder = testing::unpacked("corpora/csaf");
  const std::set<std::string_view> ours = {"6.1.1",     "6.1.2",    "6.1.3",    "6.1.4",    "6.1.5",
                                           "6.1.6",     "6.1.13",   "6.1.23",   "6.1.25",   "6.1.27.4",
                                           "6.1.27.5",  "6.1.27.7", "6.1.27.8", "6.1.27.9", "6.1.27.10",
                                           "6.1.27.11", "6.1.29",   "6.1.32",   "6.1.33"};
  const auto data = folder + "/oasis-tcs+csaf/csaf_2.0/test/validator/data/";
  const auto text = text_of(data + "testcases.json");
  const auto cases = codec::JsonDocument::parse(text);
  ASSERT_TRUE(cases);
  std::size_t failing = 0, sound = 0;
  const auto has_fault = [&](codec::Json one, const std::string& mark) {
    const auto read = read_vex(text_of(data + std::string(one["name"].text())), "x");
    if (!read) return read.error().what.starts_with(mark);
    return std::ranges::any_of(read->faults, [&](const auto& fault) { return fault.why.starts_with(mark); });
  };
  cases->root()["tests"].each([&](codec::Json test) {
    if (!ours.contains(test["id"].text())) return;
    const auto mark = std::string(test["id"].text()) + ":";
    test["failures"].each([&](codec::Json one) {
      ++failing;
      EXPECT_TRUE(has_fault(one, mark)) << one["name"].text();
    });
    test["valid"].each([&](codec::Json one) {
      ++sound;
      EXPECT_FALSE(has_fault(one, mark)) << one["name"].text();
    });
  });
  EXPECT_EQ(failing, 30u);
  EXPECT_EQ(sound, 19u);
}

}  // namespace
}  // namespace pratique::vex
