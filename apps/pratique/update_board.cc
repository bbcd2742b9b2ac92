#include "update_board.h"

#include <fmt/format.h>

#include "base/text.h"
#include "console.h"
#include "report/summary.h"
#include "update/feed_state.h"

namespace pratique::app {

using update::FeedOutcome;

namespace {

constexpr double kMB = 1e6;
constexpr std::size_t kMaxLines = 16;

std::string counted_files(std::uint64_t count) {
  return fmt::format("{} file{}", count, count == 1 ? "" : "s");
}

// "osv-npm: new, 217.4 MB; 1 file".
std::string words_of(const FeedOutcome& one) {
  const auto files = counted_files(one.files);
  switch (one.what) {
    case FeedOutcome::What::kNew:
      return fmt::format("{}: {:.1f} MB fetched, {} in it", one.feed, static_cast<double>(one.bytes) / kMB,
                         files);
    case FeedOutcome::What::kSame:
      return fmt::format("{}: nothing new, {} in it", one.feed, files);
    case FeedOutcome::What::kNotDue:
      return fmt::format("{}: not due", one.feed);
    case FeedOutcome::What::kStale:
      return fmt::format("{}: stale, kept as {}: {}", one.feed,
                         one.checked == 0 ? "far as it came" : "of " + update::day_of(one.checked),
                         one.fault);
    case FeedOutcome::What::kMissing:
      return fmt::format("{}: not there, never fetched: {}", one.feed, one.fault);
  }
  return {};
}

}  // namespace

UpdateBoard::UpdateBoard(const CommonOptions& options)
    : teller_(options),
      draws_(!options.quiet && stderr_redraws()),
      columns_(static_cast<std::size_t>(stderr_width())) {}

update::UpdateWatcher UpdateBoard::watcher() {
  return {.progress = [this](auto feed, auto bytes, auto of) { show(feed, bytes, of); },
          .done = [this](const auto& outcome) { done(outcome); }};
}

void UpdateBoard::show(std::string_view feed, std::uint64_t bytes, std::uint64_t of) {
  if (!draws_) return;
  const auto come = static_cast<double>(bytes) / kMB;
  auto line = of > bytes ? fmt::format("{}  {:.1f} of {:.1f} MB", feed, come, static_cast<double>(of) / kMB)
                         : fmt::format("{}  {:.1f} MB", feed, come);
  // A line that the terminal wraps cannot be drawn over.
  constexpr std::size_t kMargin = 6;
  if (columns_ > kMargin && line.size() > columns_ - kMargin) line.resize(columns_ - kMargin);
  under_way_[std::string(feed)] = std::move(line);
  constexpr auto kBetween = std::chrono::milliseconds(100);
  const auto now = std::chrono::steady_clock::now();
  if (now - told_ < kBetween) return;
  told_ = now;
  erase();
  draw();
}

void UpdateBoard::draw() {
  std::string text;
  for (const auto& [feed, line] : under_way_) {
    if (drawn_ == kMaxLines) break;
    text += "    " + base::printable(line) + "\n";
    ++drawn_;
  }
  say(text);
}

void UpdateBoard::erase() {
  if (drawn_ > 0) say(fmt::format("\033[{}A\r\033[J", drawn_));
  drawn_ = 0;
}

void UpdateBoard::done(const FeedOutcome& outcome) {
  under_way_.erase(outcome.feed);
  if (outcome.what == FeedOutcome::What::kNotDue) {
    ++not_due_;
    return;
  }
  erase();
  const bool failed =
      outcome.what == FeedOutcome::What::kStale || outcome.what == FeedOutcome::What::kMissing;
  // Under --quiet as well, for it makes the exit code.
  failed ? teller_.loud(words_of(outcome)) : teller_.done(words_of(outcome));
  if (outcome.ahead != 0) {
    constexpr std::int64_t kDay = 86'400;
    teller_.warn(fmt::format("{}: this machine's clock is {} days {} its publisher's", outcome.feed,
                             std::abs(outcome.ahead) / kDay, outcome.ahead > 0 ? "ahead of" : "behind"));
  }
  if (draws_) draw();
}

void UpdateBoard::end() {
  erase();
  if (not_due_ > 0)
    teller_.done(fmt::format("{} feed{} not due yet: their publishers were asked a short time ago", not_due_,
                             not_due_ == 1 ? " is" : "s are"));
}

}  // namespace pratique::app
