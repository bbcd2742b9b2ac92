#include "policy/rego/apart.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "base/caught.h"
#include "policy/rego/engine.h"
#include "sandbox/confine.h"

namespace pratique::policy {

namespace {

using Clock = std::chrono::steady_clock;

// How the child ends by itself.
enum EndOfWork : int { kDone = 0, kNoMemory = 71, kThrew = 73, kTooMuch = 74 };
constexpr int kAnswers = 3;
// Between two looks at how long the child works.
constexpr int kLookMilliseconds = 50;

void over_memory() { ::_exit(kNoMemory); }

// The child's side of what `done_apart` was given.
struct Working {
  const std::function<void(const TellAnswer&)>& work;
  const ApartLimits& limits;
  const sandbox::SystemCalls* calls;
};

bool write_all(int file, const void* bytes, std::size_t size) {
  const auto* at = static_cast<const char*>(bytes);
  while (size > 0) {
    const auto written = ::write(file, at, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    at += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

void* work_in_child(void* given) {
  const auto& working = *static_cast<const Working*>(given);
  const auto done = base::caught([&]() -> Result<void> {
    be_quiet_about_panics();
    warm_rego_engine();
    // Where the system cannot confine, the counted memory and the watched time still hold.
    (void)sandbox::renounce();
    if (working.calls != nullptr) (void)sandbox::confine(*working.calls, {}, kAnswers + 1);
    limit_rego_memory(working.limits.memory, over_memory);
    working.work([&](std::string_view answer) {
      if (answer.size() > working.limits.answer) ::_exit(kTooMuch);
      const std::uint64_t size = answer.size();
      if (!write_all(kAnswers, &size, sizeof(size)) || !write_all(kAnswers, answer.data(), answer.size()))
        ::_exit(kThrew);
    });
    return {};
  });
  ::_exit(done ? kDone : kThrew);
}

[[noreturn]] void be_child(int answers, Working working) {
  // Whoever waits for the child alone may end it.
  struct sigaction usual{};
  usual.sa_handler = SIG_DFL;
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGBUS, SIGABRT})
    ::sigaction(number, &usual, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  if (answers != kAnswers && ::dup2(answers, kAnswers) < 0) ::_exit(kThrew);
  if (const int nothing = ::open("/dev/null", O_RDWR); nothing >= 0) {
    for (const int standard : {0, 1, 2}) (void)::dup2(nothing, standard);
  }
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, working.limits.stack);
  pthread_t thread{};
  if (::pthread_create(&thread, &attributes, work_in_child, &working) != 0) ::_exit(kNoMemory);
  ::pthread_join(thread, nullptr);
  ::_exit(kThrew);
}

// The processor's time that the child took; nothing: it cannot be told.
std::optional<std::chrono::nanoseconds> time_of(pid_t child) {
  clockid_t clock{};
  timespec now{};
  if (::clock_getcpuclockid(child, &clock) != 0 || ::clock_gettime(clock, &now) != 0) return std::nullopt;
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

// Reads the child's answers, and ends it when one takes too long.
class Listening {
 public:
  Listening(pid_t child, int pipe, const ApartLimits& limits)
      : child_(child), answers_(pipe), limits_(limits) {}

  // Why the child was ended; nothing: it ended by itself.
  std::optional<std::string> listen() {
    begin_answer();
    for (;;) {
      pollfd waiting{.fd = answers_, .events = POLLIN, .revents = 0};
      const int ready = ::poll(&waiting, 1, kLookMilliseconds);
      if (ready < 0 && errno != EINTR) return "cannot be listened to";
      if (ready > 0 && !read_some()) return std::nullopt;
      if (auto why = too_long()) return why;
    }
  }

  std::vector<std::string> answers;

 private:
  void begin_answer() {
    took_before_ = time_of(child_).value_or(std::chrono::nanoseconds(0));
    begun_ = Clock::now();
  }

  // False: the end.
  bool read_some() {
    std::array<char, 64 << 10> piece;
    const auto size = ::read(answers_, piece.data(), piece.size());
    if (size < 0) return errno == EINTR || errno == EAGAIN;
    if (size == 0) return false;
    held_.append(piece.data(), static_cast<std::size_t>(size));
    return take_answers();
  }

  bool take_answers() {
    std::uint64_t length = 0;
    std::size_t at = 0;
    while (held_.size() - at >= sizeof(length)) {
      std::memcpy(&length, held_.data() + at, sizeof(length));
      if (length > limits_.answer) return false;  // no answer of ours
      if (held_.size() - at - sizeof(length) < length) break;
      answers.emplace_back(held_, at + sizeof(length), length);
      at += sizeof(length) + length;
      begin_answer();
    }
    held_.erase(0, at);
    return true;
  }

  std::optional<std::string> too_long() const {
    const auto seconds = [](auto time) {
      return std::chrono::duration_cast<std::chrono::seconds>(time).count();
    };
    if (const auto took = time_of(child_); took && *took - took_before_ > limits_.time)
      return fmt::format("took more than {} s of the processor's time",
                         static_cast<double>(limits_.time.count()) / 1000);
    if (Clock::now() - begun_ > limits_.patience)
      return fmt::format("did not end within {} s", seconds(limits_.patience));
    return std::nullopt;
  }

  const pid_t child_;
  const int answers_;
  const ApartLimits& limits_;
  std::string held_;
  std::chrono::nanoseconds took_before_{0};
  Clock::time_point begun_;
};

std::optional<std::string> death_by(int status, const ApartLimits& limits) {
  if (WIFSIGNALED(status)) {
    const int number = WTERMSIG(status);
    return fmt::format("was ended by signal {} ({})", number, ::strsignal(number));
  }
  switch (WEXITSTATUS(status)) {
    case kDone:
      return std::nullopt;
    case kNoMemory:
      return fmt::format("held more than {} MiB", limits.memory >> 20);
    case kTooMuch:
      return fmt::format("gave an answer of more than {} MiB", limits.answer >> 20);
    default:
      return "failed";
  }
}

// Made once: it takes longer than most policies.
const sandbox::SystemCalls* system_calls() {
  static const auto calls = sandbox::SystemCalls::make();
  return calls ? &*calls : nullptr;
}

}  // namespace

Result<DoneApart> done_apart(const std::function<void(const TellAnswer&)>& work, const ApartLimits& limits) {
  const Working working{work, limits, system_calls()};
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0)
    return base::fail(ErrorKind::kIo, std::string("no pipe: ") + std::strerror(errno));
  const pid_t child = ::fork();
  if (child == 0) be_child(ends[1], working);
  ::close(ends[1]);
  if (child < 0) {
    ::close(ends[0]);
    return base::fail(ErrorKind::kIo, std::string("no child process: ") + std::strerror(errno));
  }
  Listening listening(child, ends[0], limits);
  DoneApart done{.answers = {}, .death = listening.listen()};
  ::close(ends[0]);
  if (done.death) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!done.death) done.death = death_by(status, limits);
  done.answers = std::move(listening.answers);
  return done;
}

}  // namespace pratique::policy
