#include "console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

namespace pratique::app {

bool no_colour() {
  const char* set = std::getenv("NO_COLOR");
  return set && *set;
}

bool stdout_is_terminal() { return ::isatty(STDOUT_FILENO) != 0; }
bool stdout_wants_colour() { return stdout_is_terminal() && !no_colour(); }

int stdout_width() {
  winsize size{};
  if (!stdout_is_terminal() || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace pratique::app
