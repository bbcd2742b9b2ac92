#include "sandbox/spawner.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <optional>

#include "base/caught.h"
#include "crypto/digest.h"
#include "sandbox/worker.h"

namespace pratique::sandbox {

namespace {

enum class Ask : std::uint32_t { kPrepare, kSpawn, kReap };

struct Question {
  Ask ask{};
  pid_t child = 0;
  ProcessBounds bounds{};
};

struct Reply {
  // Of kSpawn: the child, or minus errno.
  pid_t child = 0;
  Ending ending{};
  // Why there is no cage at all; ends with a zero.
  std::array<char, 160> why{};
};

template <class T>
base::Bytes bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}
template <class T>
std::span<std::byte> room_of(T& value) {
  return std::as_writable_bytes(std::span(&value, 1));
}

void wipe(char** texts, int first) {
  if (texts == nullptr) return;
  for (int i = 0; texts[i] != nullptr; ++i) {
    if (i >= first) ::explicit_bzero(texts[i], std::strlen(texts[i]));
  }
}

// Nobody may write to what the user sees, or read what the user gives.
void leave_standard_descriptors() {
  const OpenDescriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int standard = 0; standard < 3; ++standard) {
#ifdef PRATIQUE_SANITIZED
    if (standard == STDERR_FILENO) continue;  // a sanitizer's report
#endif
    if (null.is_open()) ::dup2(*null, standard);
    if (!null.is_open()) ::close(standard);
  }
}

class Process {
 public:
  Process(int socket, Spawner::Extractors extractors) : socket_(socket), extractors_(extractors) {}

  [[noreturn]] void run() {
    for (;;) {
      Question question;
      const auto descriptors = receive_with(socket_, room_of(question));
      if (!descriptors) ::_exit(0);  // the program is gone
      if (question.ask == Ask::kPrepare) {
        prepare();
        continue;
      }
      Reply reply;
      if (question.ask == Ask::kSpawn) reply = spawn(question.bounds, *descriptors);
      if (question.ask == Ask::kReap) reply.ending = reap(question.child);
      if (!send_with(socket_, bytes_of(reply), {})) ::_exit(0);
    }
  }

 private:
  // Whatever a child would have to open a file for, or would do each time anew.
  void prepare() {
    if (catalogue_) return;
    const auto ready = base::caught([&]() -> Result<void> {
      catalogue_.emplace(extractors_());
      (void)extract::PatternStream(catalogue_->streams().patterns(), nullptr).start(0);
      (void)crypto::md5_hex({});
      (void)crypto::sha1_hex({});
      (void)crypto::sha256({});
      PQ_CHECK(renounce());
      PQ_TRY(calls_, SystemCalls::make());
      return {};
    });
    if (ready) return;
    // Without memory now: maybe next time.
    if (ready.error().kind == ErrorKind::kLimit) catalogue_.reset();
    if (ready.error().kind != ErrorKind::kLimit) why_ = base::to_line(ready.error());
  }

  Reply spawn(const ProcessBounds& bounds, const std::vector<OpenDescriptor>& descriptors) {
    prepare();
    Reply reply;
    if (!why_.empty() || descriptors.size() != kGiven) {
      why_.copy(reply.why.data(), reply.why.size() - 1);
      reply.child = -EPERM;
      return reply;
    }
    reply.child = catalogue_ ? ::fork() : -1;
    if (!catalogue_) errno = ENOMEM;
    if (reply.child == 0) become_child(bounds, descriptors);
    if (reply.child < 0) reply.child = -errno;
    return reply;
  }

  [[noreturn]] void become_child(const ProcessBounds& bounds,
                                 const std::vector<OpenDescriptor>& descriptors) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Out of the way of the numbers that they are to have.
    std::array<int, kGiven> given{};
    for (std::size_t i = 0; i < kGiven; ++i) given[i] = ::fcntl(*descriptors[i], F_DUPFD, 64);
    for (std::size_t i = 0; i < kGiven; ++i) ::dup2(given[i], kControl + static_cast<int>(i));
    // A program that is gone already sends no signal: then nobody answers on the control socket either.
    work(*catalogue_, *calls_, bounds);
  }

  static Ending reap(pid_t child) {
    Ending ending;
    rusage usage{};
    ::kill(child, SIGKILL);
    while (::wait4(child, &ending.status, 0, &usage) < 0 && errno == EINTR) {
    }
    ending.kilobytes = static_cast<std::uint64_t>(usage.ru_maxrss);
    return ending;
  }

  const int socket_;
  const Spawner::Extractors extractors_;
  std::optional<extract::Catalogue> catalogue_;
  std::optional<SystemCalls> calls_;
  std::string why_;
};

}  // namespace

Result<std::unique_ptr<Spawner>> Spawner::start(char** environment, char** words, Extractors extractors) {
  PQ_TRY(auto pair, make_pair());
  const pid_t process = ::fork();
  if (process < 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
  if (process == 0) {
    pair.ours = OpenDescriptor();
    wipe(environment, 0);
    wipe(words, 1);
    leave_standard_descriptors();
    constexpr int kSocket = STDERR_FILENO + 1;
    if (*pair.theirs != kSocket) ::dup2(*pair.theirs, kSocket);
    (void)::syscall(SYS_close_range, kSocket + 1, UINT_MAX, 0);
    Process(kSocket, extractors).run();
  }
  return std::unique_ptr<Spawner>(new Spawner(process, std::move(pair.ours)));
}

Spawner::~Spawner() {
  socket_ = OpenDescriptor();
  while (::waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void Spawner::prepare() {
  const std::lock_guard lock(mutex_);
  (void)send_with(*socket_, bytes_of(Question{.ask = Ask::kPrepare}), {});
}

Result<pid_t> Spawner::spawn(const ProcessBounds& bounds, std::span<const int> descriptors) {
  const std::lock_guard lock(mutex_);
  Reply reply;
  if (!send_with(*socket_, bytes_of(Question{.ask = Ask::kSpawn, .bounds = bounds}), descriptors) ||
      !receive_with(*socket_, room_of(reply)))
    return base::fail(ErrorKind::kIo, "the process that makes others is gone");
  if (reply.child > 0) return reply.child;
  if (reply.why[0] != '\0') return base::fail(ErrorKind::kUnsupported, reply.why.data());
  if (-reply.child == ENOMEM) return tl::unexpected(base::out_of_memory());
  return base::fail(ErrorKind::kUnsupported, std::string("fork: ") + std::strerror(-reply.child));
}

Ending Spawner::reap(pid_t child) {
  const std::lock_guard lock(mutex_);
  Reply reply;
  if (!send_with(*socket_, bytes_of(Question{.ask = Ask::kReap, .child = child}), {}) ||
      !receive_with(*socket_, room_of(reply)))
    return {};
  return reply.ending;
}

}  // namespace pratique::sandbox
