// Every file of every feed of ../shared, against the tables. A test for each input.
#include <gtest/gtest.h>

#include <algorithm>

#include "feeds/reading.h"
#include "support/paths.h"

namespace pratique::feeds {
namespace {

constexpr std::size_t kMostShown = 20;

// A fault that thousands of files have is told of the first.
class Faults {
 public:
  void add(const std::string& what) {
    if (++count_ <= kMostShown) ADD_FAILURE() << what;
  }
  ~Faults() {
    if (count_ > kMostShown) ADD_FAILURE() << "and " << count_ - kMostShown << " more";
  }

 private:
  std::size_t count_ = 0;
};

const std::map<std::string, std::vector<Line>>& tables() {
  static const auto tables = [] {
    auto read = read_tables(kFolder);
    EXPECT_TRUE(read) << base::to_line(read.error());
    return read ? *std::move(read) : std::map<std::string, std::vector<Line>>();
  }();
  return tables;
}

std::string shown(const Counts& counts) {
  return std::to_string(counts.files) + " files, " + std::to_string(counts.records) + " records, " +
         std::to_string(counts.skipped) + " skipped, " + to_text(counts.statuses);
}

std::vector<const Line*> lines_of(const std::vector<Line>& table, std::string_view path) {
  std::vector<const Line*> out;
  for (const auto& line : table) {
    if (matches(line.pattern, path)) out.push_back(&line);
  }
  return out;
}

// "=NAME" in the column of readers: as declared.
std::string declared_reader(const std::vector<Line>& table, const std::string& path) {
  for (const auto& line : table) {
    if (line.reader.starts_with('=') && matches(line.pattern, path)) return line.reader.substr(1);
  }
  return {};
}

class Check {
 public:
  explicit Check(const std::vector<Line>& table) : table_(table) {}

  void take(const Reading& reading) {
    const auto lines = lines_of(table_, reading.path);
    if (lines.size() != 1) {
      faults_.add(reading.path + (lines.empty() ? ": no line names it" : ": named by more than one line"));
      return;
    }
    const auto& line = *lines.front();
    auto& sum = sums_[&line];
    ++sum.files;
    if (line.reader == kOwed) return;
    auto reader = reading.readers.empty() ? std::string(kNobody) : reading.readers.front();
    for (std::size_t i = 1; i < reading.readers.size(); ++i) reader += " and " + reading.readers[i];
    if (line.reader != reader && line.reader != "=" + reader)
      faults_.add(line.where + ": " + reading.path + " is read by " + reader + ", not " + line.reader);
    sum.records += reading.counts.records;
    sum.skipped += reading.counts.skipped;
    for (const auto& [word, count] : reading.counts.statuses) sum.statuses[word] += count;
    if (!reading.skipped.empty() && reading.skipped.front().find(line.why) == std::string::npos)
      faults_.add(line.where + ": " + reading.path + ": " + reading.skipped.front());
  }

  void finish() {
    for (const auto& line : table_) {
      const auto& sum = sums_[&line];
      const bool owed = line.reader == kOwed;
      const bool same =
          sum.files == line.files && (owed || (sum.records == line.records && sum.skipped == line.skipped &&
                                               to_text(sum.statuses) == line.statuses));
      if (!same) faults_.add(line.where + ": " + line.pattern + ": " + shown(sum));
    }
  }

 private:
  const std::vector<Line>& table_;
  std::map<const Line*, Counts> sums_;
  Faults faults_;
};

class EveryFile : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryFile, IsReadAsExpected) {
  PQ_NEED_SHARED();
  const auto inputs = advisory::list_inputs(testing::shared_folder() + "/advisories");
  ASSERT_TRUE(inputs) << base::to_line(inputs.error());
  const auto input =
      std::find_if(inputs->begin(), inputs->end(), [](const auto& each) { return each.name == GetParam(); });
  ASSERT_NE(input, inputs->end()) << "no such input";
  const auto& table = tables().at(GetParam());
  Check check(table);
  const auto done = read_input(
      *input, [&](const auto& path) { return declared_reader(table, path); },
      [&](const Reading& reading) { check.take(reading); });
  EXPECT_TRUE(done) << base::to_line(done.error());
  check.finish();
}

std::vector<std::string> names() {
  std::vector<std::string> out;
  for (const auto& [input, _] : tables()) out.push_back(input);
  return out;
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  auto name = info.param;
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Shared, EveryFile, ::testing::ValuesIn(names()), test_name);

TEST(Tables, EveryInputHasOne) {
  PQ_NEED_SHARED();
  const auto inputs = advisory::list_inputs(testing::shared_folder() + "/advisories");
  ASSERT_TRUE(inputs) << base::to_line(inputs.error());
  for (const auto& input : *inputs) EXPECT_TRUE(tables().contains(input.name)) << input.name;
}

TEST(Tables, NothingIsOwed) {
  std::uint64_t owed = 0;
  for (const auto& [_, table] : tables()) {
    for (const auto& line : table) {
      if (line.reader != kOwed) continue;
      owed += line.files;
      ADD_FAILURE() << line.where << ": " << line.pattern << ": " << line.files
                    << " files owed: " << line.why;
    }
  }
  EXPECT_EQ(owed, 0u);
}

TEST(Tables, PatternsAreOfWholePaths) {
  EXPECT_TRUE(matches("a/*.json", "a/b.json"));
  EXPECT_FALSE(matches("a/*.json", "a/b/c.json"));
  EXPECT_TRUE(matches("a/**.json", "a/b/c.json"));
  EXPECT_FALSE(matches("a/**.json", "a/b/c.json5"));
  EXPECT_TRUE(matches("a", "a"));
  EXPECT_FALSE(matches("a", "ab"));
  EXPECT_FALSE(matches("ab", "a"));
  EXPECT_TRUE(matches("a/#.json", "a/120.json"));
  EXPECT_FALSE(matches("a/#.json", "a/index.json"));
  EXPECT_FALSE(matches("a/#.json", "a/.json"));
}

}  // namespace
}  // namespace pratique::feeds
