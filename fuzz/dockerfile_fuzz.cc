// Any bytes as a Dockerfile: it is read or refused; lines are in order and within the text, parents stand above, and a history
// that says the same is compared in bounds.
#include <algorithm>
#include <cstdlib>

#include "provenance/dockerfile.h"
#include "provenance/history.h"

using namespace pratique;

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

// A history as builders would write it, and as nobody would.
std::vector<model::Instruction> history_of(const provenance::Dockerfile& file, std::size_t stage) {
  std::vector<model::Instruction> history;
  for (const auto& one : file.stages[stage].instructions) {
    model::Instruction made;
    made.created_by = one.keyword == "RUN" ? "RUN /bin/sh -c " + one.arguments + " # buildkit"
                                           : one.keyword + " " + one.expanded;
    made.layer = static_cast<std::int64_t>(history.size());
    history.push_back(std::move(made));
    if (history.size() == 50) break;
  }
  return history;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = provenance::read_dockerfile(text, {{"A", "a"}, {"VERSION", ""}});
  if (!file) {
    check(!file.error().what.empty());
    return 0;
  }
  check(*file == *provenance::read_dockerfile(text, {{"A", "a"}, {"VERSION", ""}}));
  const auto lines = 1 + static_cast<std::size_t>(std::ranges::count(text, '\n'));
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < file->stages.size(); ++i) {
    const auto& stage = file->stages[i];
    check(stage.first > last && stage.first <= stage.last);
    check(stage.parent == provenance::BuildStage::kNoStage || stage.parent < i);
    last = stage.last;
    for (const auto& one : stage.instructions) {
      check(one.first > last && one.first <= one.last && one.last <= lines);
      check(one.expanded.size() <= std::max(provenance::kMaxExpanded, one.arguments.size()));
      last = one.last;
    }
  }
  const auto stage = *file->target("");
  const auto history = history_of(*file, stage);
  const auto match = provenance::match_history(history, *file, stage);
  check(match.entries.size() == history.size());
  for (const auto& entry : match.entries) {
    if (!entry) continue;
    const auto told = provenance::lines_of(*file, *entry, "Dockerfile");
    check(told.first > 0 && told.first <= told.last && told.text.size() < 1'000);
  }
  return 0;
}
