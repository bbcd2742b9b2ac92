// Where documents go, and what is said on standard error meanwhile.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/text.h"
#include "cli.h"

namespace pratique::app {

namespace {

Result<void> write_all(int descriptor, std::string_view text, const std::string& file) {
  while (!text.empty()) {
    const auto count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

// A file that is there but no regular one: a terminal, /dev/null, a named pipe.
bool is_special(const std::string& file) {
  struct stat status{};
  return ::stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Result<void> write_special(const std::string& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  auto written = write_all(descriptor, text, file);
  ::close(descriptor);
  return written;
}

Result<void> write_by_rename(const std::string& file, std::string_view text) {
  std::string temporary = file + ".XXXXXX";
  const int descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  ::fchmod(descriptor, 0644);
  auto written = write_all(descriptor, text, file);
  if (::close(descriptor) != 0 && written)
    written = base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  if (written && ::rename(temporary.c_str(), file.c_str()) != 0) {
    written = base::fail(ErrorKind::kIo, std::strerror(errno), {.file = file});
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

bool no_colour() {
  const char* set = std::getenv("NO_COLOR");
  return set && *set;
}

}  // namespace

Result<void> write_document(const std::string& file, std::string_view text) {
  if (file.empty() || file == "-") return write_all(STDOUT_FILENO, text, "standard output");
  return is_special(file) ? write_special(file, text) : write_by_rename(file, text);
}

Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known) {
  std::vector<Output> all;
  for (const auto& word : options.formats) {
    const auto parts = base::cut(word, "=");
    all.push_back(parts ? Output{std::string(parts->before), std::string(parts->after)}
                        : Output{word, options.output});
  }
  if (all.empty()) all.push_back({default_format, options.output});
  for (const auto& one : all) {
    if (std::find(known.begin(), known.end(), one.format) == known.end()) {
      return base::fail(ErrorKind::kUsage, fmt::format("unknown format \"{}\"; there are: {}", one.format,
                                                       base::join(known, ", ")));
    }
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (all[i].file != all[j].file) continue;
      return base::fail(ErrorKind::kUsage, "two documents for one output", {},
                        "name a file for each: --format NAME=FILE");
    }
  }
  return all;
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool stdout_wants_colour() { return stdout_is_terminal() && !no_colour(); }

int stdout_width() {
  winsize size{};
  if (!stdout_is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

Teller::Teller(const CommonOptions& options)
    : quiet_(options.quiet),
      verbose_(options.verbose),
      terminal_(::isatty(STDERR_FILENO) != 0),
      colour_(terminal_ && !no_colour()) {}

void Teller::line(const char* mark, const char* colour, const std::string& what) const {
  if (colour_) {
    fmt::print(stderr, "    {}{}\033[0m {}\n", colour, mark, base::printable(what));
  } else {
    fmt::print(stderr, "    {} {}\n", mark, base::printable(what));
  }
}

void Teller::done(const std::string& what) const {
  if (!quiet_) line("✓", "\033[32m", what);
}
void Teller::warn(const std::string& what) const {
  if (!quiet_) line("!", "\033[33m", what);
}
void Teller::detail(const std::string& what) const {
  if (verbose_ && !quiet_) line("i", "\033[2m", what);
}

void Teller::progress(const std::string& what, std::uint64_t done, std::uint64_t of) {
  if (quiet_ || !terminal_ || of == 0) return;
  const auto percent = done * 100 / of;
  if (percent == percent_) return;
  percent_ = percent;
  constexpr std::uint64_t kWidth = 24;
  const auto filled = static_cast<std::size_t>(done * kWidth / of);
  std::string bar;
  for (std::size_t i = 0; i < kWidth; ++i) bar += i < filled ? "█" : "░";
  fmt::print(stderr, "\r\033[K    {} {} {:3}%", bar, base::printable(what), percent);
  drawn_ = true;
}

void Teller::clear() {
  if (drawn_) fmt::print(stderr, "\r\033[K");
  drawn_ = false;
  percent_ = 101;
}

ExitCode report(const Error& error) {
  fmt::print(stderr, "pratique: {}\n", base::to_line(error));
  return error.kind == ErrorKind::kUsage ? kBadUsage : kFailed;
}

}  // namespace pratique::app
