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

// Bytes and rate so far, and how long the rest takes at that rate.
static std::string transfer_words(std::uint64_t bytes, std::uint64_t of, double seconds) {
  constexpr double kMB = 1e6;
  const auto done = static_cast<double>(bytes), all = static_cast<double>(of);
  auto text = fmt::format("{:.1f} of {:.1f} MB", done / kMB, all / kMB);
  // What the first moments tell of the rate is chance.
  if (seconds < 0.5 || bytes == 0) return text;
  const double rate = done / seconds;
  text += fmt::format(", {:.1f} MB/s", rate / kMB);
  return of > bytes ? text + fmt::format(", {:.0f} s left", (all - done) / rate) : text;
}

void Teller::transfer(const std::string& what, std::uint64_t bytes, std::uint64_t of) {
  if (quiet_ || !redraws_) return;
  constexpr auto kBetween = std::chrono::milliseconds(100);
  const auto now = std::chrono::steady_clock::now();
  const std::lock_guard lock(transferring_);
  if (began_ == std::chrono::steady_clock::time_point{}) began_ = now;
  if (now - told_ < kBetween && bytes < of) return;
  told_ = now;
  const auto words = transfer_words(bytes, of, std::chrono::duration<double>(now - began_).count());
  // A line that the terminal wraps cannot be drawn over: the name gives way.
  constexpr std::size_t kMargin = 8;
  const auto taken = words.size() + kMargin;
  auto name = base::printable(what);
  if (columns_ > 0 && name.size() + taken > columns_)
    name = columns_ > taken + 1 ? "…" + name.substr(name.size() - (columns_ - taken - 1)) : "";
  say(fmt::format("\r\033[K    {}  {}", name, words));
  drawn_ = true;
}

void Teller::clear() {
  if (drawn_) say("\r\033[K");
  drawn_ = false;
  percent_ = 101;
}

}  // namespace pratique::app
