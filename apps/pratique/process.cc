#include "process.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/leftovers.h"

namespace pratique::app {

namespace {

bool pipe_was_ignored = false;

void end_by(int signal) {
  base::remove_leftovers();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// A descriptor that is opened for the other direction refuses with EBADF, as a closed one does.
void occupy(int descriptor, int how) {
  if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) return;
  const int opened =
      ::open("/dev/null", how);  // the lowest free number: this one, since those below are taken
  if (opened >= 0 && opened != descriptor) {
    ::dup2(opened, descriptor);
    ::close(opened);
  }
}

}  // namespace

void prepare_process() {
  occupy(STDIN_FILENO, O_WRONLY);
  occupy(STDOUT_FILENO, O_RDONLY);
  occupy(STDERR_FILENO, O_WRONLY);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now{};
    ::sigaction(signal, nullptr, &now);
    if (now.sa_handler == SIG_IGN) continue;
    struct sigaction ours{};
    ours.sa_handler = end_by;
    ::sigaction(signal, &ours, nullptr);
  }
  // A reader of standard error that went away must not end the program; writes say EPIPE instead.
  pipe_was_ignored = ::signal(SIGPIPE, SIG_IGN) == SIG_IGN;
  // Nor a limit of file sizes (ulimit -f) while something is kept for the next time; writes say EFBIG.
  ::signal(SIGXFSZ, SIG_IGN);
}

void end_by_broken_pipe() {
  if (!pipe_was_ignored) end_by(SIGPIPE);
}

}  // namespace pratique::app
