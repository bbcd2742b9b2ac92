// Credential helpers: programs of the user's, asked over pipes.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <thread>

#include "base/text.h"
#include "codec/json.h"
#include "oci/registry/credentials.h"

extern char** environ;

namespace pratique::oci::registry {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxName = 100;
constexpr auto kPatience = std::chrono::milliseconds(2);  // between looks whether a child has ended
// docker-credential-helpers, credentials/error.go: what they print when they know nothing.
constexpr std::string_view kUnknown = "credentials not found";
// The name under which a helper gives a refresh token of OAuth2.
constexpr std::string_view kTokenUser = "<token>";

// A word that can only be the end of a program's name.
bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxName || name.front() == '-' || name.front() == '.') return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; });
}

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return number_; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_;
};

// The child, which is not left behind: whoever goes away ends it.
class Child {
 public:
  explicit Child(pid_t process) : process_(process) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  // Its exit code, or nothing when it did not end in time or not by itself.
  std::optional<int> wait_until(Clock::time_point end) {
    for (;;) {
      int status = 0;
      const auto done = ::waitpid(process_, &status, WNOHANG);
      if (done == process_) {
        process_ = -1;
        return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
      }
      if ((done < 0 && errno != EINTR) || Clock::now() >= end) return std::nullopt;
      std::this_thread::sleep_for(kPatience);
    }
  }

 private:
  pid_t process_;
};

struct Started {
  pid_t process = -1;
  int error = 0;
};

// Its standard error goes nowhere: what it says there may hold what must not be shown.
Started start(const std::string& program, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  sigset_t usual;
  sigemptyset(&usual);
  sigaddset(&usual, SIGPIPE);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = program, verb = "get";
  std::array<char*, 3> words{name.data(), verb.data(), nullptr};
  Started started;
  started.error =
      ::posix_spawnp(&started.process, program.c_str(), &actions, &attributes, words.data(), environ);
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return started;
}

tl::unexpected<Error> failed(ErrorKind kind, const std::string& program, const std::string& what,
                             std::string hint = {}) {
  return base::fail(kind, what, {.file = program}, std::move(hint));
}

// All that it says until it closes its output; nothing more than the limits allow.
Result<std::string> read_answer(const std::string& program, int from, Clock::time_point end) {
  std::string text;
  std::array<char, 4096> piece;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd waiting{.fd = from, .events = POLLIN, .revents = 0};
    const int ready = left <= 0 ? 0 : ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return failed(ErrorKind::kLimit, program, "the credential helper did not answer in time");
    const auto count = ::read(from, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed(ErrorKind::kIo, program, std::strerror(errno));
    if (count == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(count));
    if (text.size() > kHelperBytes)
      return failed(ErrorKind::kLimit, program, "the credential helper says more than 1 MiB");
  }
}

// {"ServerURL": …, "Username": …, "Secret": …}
Result<std::optional<Login>> read_login(const std::string& program, std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document || !document->root().is_object())
    return failed(ErrorKind::kInvalid, program, "the credential helper's answer is no JSON object");
  const auto root = document->root();
  Login login{.user = root["Username"].text_or(""), .from = program};
  net::Secret secret(root["Secret"].text_or(""));
  if (secret.empty()) return std::nullopt;
  if (login.user == kTokenUser) {
    login.user.clear();
    login.identity_token = std::move(secret);
  } else {
    login.password = std::move(secret);
  }
  return login;
}

}  // namespace

Result<std::optional<Login>> ask_helper(const std::string& name, const std::string& server,
                                        std::chrono::milliseconds time) {
  if (!is_plain_name(name)) {
    return base::fail(ErrorKind::kInvalid,
                      fmt::format("\"{}\" is no name of a credential helper", name.substr(0, kMaxName)));
  }
  const auto program = "docker-credential-" + name;
  std::array<int, 2> in{-1, -1}, out{-1, -1};
  if (::pipe2(in.data(), O_CLOEXEC) != 0) return failed(ErrorKind::kIo, program, std::strerror(errno));
  Descriptor its_in(in[0]), to(in[1]);
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return failed(ErrorKind::kIo, program, std::strerror(errno));
  Descriptor from(out[0]), its_out(out[1]);
  // A name of a server fits into the pipe (4 KiB at least), so that it is written before anybody reads; a
  // helper that went away is no signal then.
  if (::write(to.get(), server.data(), std::min<std::size_t>(server.size(), 4096)) < 0)
    return failed(ErrorKind::kIo, program, std::strerror(errno));
  to.close();
  const auto started = start(program, its_in.get(), its_out.get());
  if (started.error == ENOENT) {
    return failed(ErrorKind::kNotFound, program, "the credential helper is not installed",
                  "install it, or log in anew without it");
  }
  if (started.error != 0) return failed(ErrorKind::kIo, program, std::strerror(started.error));
  Child child(started.process);
  its_in.close();
  its_out.close();
  const auto end = Clock::now() + time;
  PQ_TRY(const auto text, read_answer(program, from.get(), end));
  const auto code = child.wait_until(end);
  if (code == 0) return read_login(program, text);
  if (code && base::contains(text, kUnknown)) return std::nullopt;
  return failed(ErrorKind::kIo, program,
                code ? fmt::format("the credential helper failed with exit code {}", *code)
                     : "the credential helper did not end by itself",
                fmt::format("try it: echo {} | {} get", server, program));
}

}  // namespace pratique::oci::registry
