// Any texts as the tags of a repository, the first line the one that is used: what is proposed is among them, is another one,
// once, no more than were asked for, and the same whatever their order.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <string_view>

#include "base/text.h"
#include "recommend/tags.h"

using namespace pratique;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 5;
  recommend::TagQuestion question{.tag = "", .most = kMost};
  for (const auto line : base::lines({reinterpret_cast<const char*>(data), size}))
    question.tags.emplace_back(line);
  if (question.tags.empty()) return 0;
  question.tag = question.tags.front();
  recommend::flavour_of(question.tag);
  const auto found = recommend::candidates(question);
  check(found.size() <= kMost);
  std::set<std::string> once;
  for (const auto& one : found) {
    check(one.tag != question.tag && once.insert(one.tag).second);
    check(std::ranges::find(question.tags, one.tag) != question.tags.end());
  }
  std::ranges::reverse(question.tags);
  check(recommend::candidates(question) == found);
  return 0;
}
