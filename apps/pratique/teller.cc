#include "teller.h"

#include <fmt/format.h>

#include "base/text.h"
#include "console.h"
#include "report/terminal.h"

namespace pratique::app {

// With the bar it fits 60 columns: a line that the terminal wraps cannot be drawn over.
static constexpr std::size_t kMaxLabelBytes = 24;

Teller::Teller(const CommonOptions& options)
    : quiet_(options.quiet),
      verbose_(options.verbose),
      redraws_(stderr_redraws()),
      colour_(stderr_wants_colour()),
      columns_(static_cast<std::size_t>(stderr_width())) {}

void Teller::line(const char* mark, const char* colour, const std::string& what) const {
  const auto sign = colour_ ? fmt::format("{}{}\033[0m", colour, mark) : mark;
  say(report::hanging(fmt::format("    {} ", sign), base::printable(what), columns_));
}

void Teller::done(const std::string& what) const {
  if (!quiet_) line("✓", "\033[32m", what);
}
void Teller::warn(const std::string& what) const {
  if (!quiet_) line("!", "\033[33m", what);
}
void Teller::loud(const std::string& what) const { line("!", "\033[33m", what); }
void Teller::detail(const std::string& what) const {
  if (verbose_ && !quiet_) line("i", "\033[2m", what);
}

void Teller::progress(const std::string& what, std::uint64_t done, std::uint64_t of) {
  if (quiet_ || !redraws_ || of == 0) return;
  const auto percent = done * 100 / of;
  if (percent == percent_) return;
  percent_ = percent;
  constexpr std::uint64_t kWidth = 24;
  const auto filled = static_cast<std::size_t>(done * kWidth / of);
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  say(fmt::format("\r\033[K    {} {} {:3}%", bar, base::printable(what).substr(0, kMaxLabelBytes), percent));
  drawn_ = true;
}

void Teller::clear() {
  if (drawn_) say("\r\033[K");
  drawn_ = false;
  percent_ = 101;
}

}  // namespace pratique::app
