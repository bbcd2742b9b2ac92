#include "console.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "base/text.h"

namespace pratique::app {

namespace {

constexpr std::uint64_t kFewestColumns = 20, kMostColumns = 1000;
constexpr int kUsualColumns = 80;

std::string_view setting(const char* name) {
  const char* value = std::getenv(name);
  return value ? std::string_view(value) : std::string_view();
}

bool dumb() { return setting("TERM") == "dumb"; }

bool wants_colour(int descriptor) {
  if (!setting("NO_COLOR").empty()) return false;
  if (const auto force = setting("FORCE_COLOR"); !force.empty()) return force != "0" && force != "false";
  if (const auto force = setting("CLICOLOR_FORCE"); !force.empty() && force != "0") return true;
  if (setting("CLICOLOR") == "0" || dumb()) return false;
  return ::isatty(descriptor) != 0;
}

// `anywhere`: $COLUMNS counts although nobody looks at a terminal.
int width_of(int descriptor, bool anywhere) {
  const bool terminal = ::isatty(descriptor) != 0;
  if (const auto columns = base::to_uint(setting("COLUMNS"));
      (terminal || anywhere) && columns && *columns >= kFewestColumns && *columns <= kMostColumns) {
    return static_cast<int>(*columns);
  }
  winsize size{};
  if (!terminal || ::ioctl(descriptor, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace

void say(std::string_view text) {
  while (!text.empty()) {
    const auto count = ::write(STDERR_FILENO, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) {
      pollfd ready{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
      if (::poll(&ready, 1, -1) >= 0 || errno == EINTR) continue;
    }
    if (count <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool stdout_wants_colour() { return wants_colour(STDOUT_FILENO); }
bool stderr_wants_colour() { return wants_colour(STDERR_FILENO); }
bool stdout_wants_links() { return stdout_is_terminal() && !dumb() && stdout_wants_colour(); }
bool stderr_redraws() { return ::isatty(STDERR_FILENO) != 0 && !dumb(); }

int stdout_width() { return width_of(STDOUT_FILENO, true); }
int stdout_terminal_width() { return width_of(STDOUT_FILENO, false); }
int stderr_width() { return width_of(STDERR_FILENO, false); }

int help_width() {
  const int width = stdout_width();
  return width == 0 ? kUsualColumns : width;
}

}  // namespace pratique::app
