// cases_test [GoogleTest's flags]    all cases
// cases_test show NAME               what the program makes of one case, in the form of its wanted file
#include <gtest/gtest.h>

#include <cstdio>
#include <string_view>

#include "cases/cases.h"

namespace {

int show(std::string_view name) {
  using namespace pratique;
  std::vector<std::string> strays;
  for (const auto& one : cases::find_cases(cases::kFolder, strays)) {
    if (one.name != name || one.in.empty()) continue;
    const auto text = cases::got(one);
    if (text) std::fputs(text->c_str(), stdout);
    if (!text) std::fprintf(stderr, "%s\n", base::to_line(text.error()).c_str());
    return text ? 0 : 1;
  }
  std::fprintf(stderr, "no case %.*s in %s\n", static_cast<int>(name.size()), name.data(), cases::kFolder);
  return 64;
}

}  // namespace

int main(int count, char** words) {
  if (count == 3 && std::string_view(words[1]) == "show") return show(words[2]);
  testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
