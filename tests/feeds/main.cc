// feeds_test [GoogleTest's flags]      all tables
// feeds_test show INPUT [PART]         what readers make of the files of an input whose paths hold PART, as lines of a table
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "feeds/reading.h"
#include "support/paths.h"

namespace {

using namespace pratique;

void print(const feeds::Reading& reading, std::size_t prefix) {
  const auto& counts = reading.counts;
  std::string readers;
  for (const auto& each : reading.readers) readers += (readers.empty() ? "" : " and ") + each;
  const auto why = reading.skipped.empty() ? std::string() : "\t" + reading.skipped.front();
  std::printf("%s\t%s\t1\t%llu\t%llu\t%s%s\n", reading.path.c_str() + std::min(prefix, reading.path.size()),
              readers.empty() ? "-" : readers.c_str(), static_cast<unsigned long long>(counts.records),
              static_cast<unsigned long long>(counts.skipped), feeds::to_text(counts.statuses).c_str(),
              why.c_str());
}

int show(const std::string& name, std::string_view part) {
  const auto inputs = advisory::list_inputs(pratique::testing::shared_folder() + "/advisories");
  if (!inputs) return 1;
  for (const auto& input : *inputs) {
    if (input.name != name) continue;
    const auto done = feeds::read_input(
        input, [](const auto&) { return std::string(); },
        [&](const feeds::Reading& reading) {
          if (reading.path.find(part) != std::string::npos) print(reading, name.size() + 1);
        });
    if (!done) std::fprintf(stderr, "%s\n", base::to_line(done.error()).c_str());
    return done ? 0 : 1;
  }
  std::fprintf(stderr, "no input %s\n", name.c_str());
  return 64;
}

}  // namespace

int main(int count, char** words) {
  if (count > 2 && std::string_view(words[1]) == "show") return show(words[2], count > 3 ? words[3] : "");
  ::testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
