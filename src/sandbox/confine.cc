#include "sandbox/confine.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstring>
#include <memory>

#include "sandbox/shared.h"

namespace pratique::sandbox {

namespace {

static_assert(sizeof(sock_filter) == sizeof(std::uint64_t));

// Stands in the program where the child's own number goes.
constexpr std::uint32_t kSelf = 0x5e1f0000 | 0xca9e;

tl::unexpected<Error> failed(const char* what, int number) {
  return base::fail(ErrorKind::kIo, std::string(what) + ": " + std::strerror(number));
}

struct Release {
  void operator()(void* context) const { seccomp_release(context); }
};
using Context = std::unique_ptr<void, Release>;

class Rules {
 public:
  explicit Rules(Context context) : context_(std::move(context)) {}

  template <class... Conditions>
  void add(std::uint32_t action, int call, Conditions... conditions) {
    const std::array<scmp_arg_cmp, sizeof...(Conditions)> all{conditions...};
    const int done =
        seccomp_rule_add_array(context_.get(), action, call, static_cast<unsigned>(all.size()), all.data());
    // A call that this machine's architecture does not have needs no rule.
    if (done != 0 && done != -EDOM) error_ = -done;
  }
  int error() const { return error_; }
  scmp_filter_ctx get() const { return context_.get(); }

 private:
  Context context_;
  int error_ = 0;
};

scmp_arg_cmp without(unsigned argument, std::uint64_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

#ifdef PRATIQUE_SANITIZED

bool confined = false;

// A sanitizer looks at its own process when it has something to say, and keeps threads of its own. So here the
// list is of what is forbidden.
Result<Rules> make_rules() {
  Rules rules(Context(seccomp_init(SCMP_ACT_ALLOW)));
  if (rules.get() == nullptr) return failed("seccomp", ENOMEM);
  for (const int call :
       {SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
        SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork), SCMP_SYS(ptrace),
        SCMP_SYS(kill), SCMP_SYS(tkill), SCMP_SYS(mkdir), SCMP_SYS(unlink), SCMP_SYS(rename),
        SCMP_SYS(process_vm_writev), SCMP_SYS(io_uring_setup), SCMP_SYS(bpf), SCMP_SYS(mount)})
    rules.add(SCMP_ACT_KILL_PROCESS, call);
  rules.add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(openat), scmp_arg_cmp{2, SCMP_CMP_MASKED_EQ, O_CREAT, O_CREAT});
  rules.add(SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), without(0, CLONE_THREAD));
  rules.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  return rules;
}

#else

scmp_arg_cmp equal(unsigned argument, std::uint64_t value) { return {argument, SCMP_CMP_EQ, value, 0}; }

// Memory, the clock, waiting, and the descriptors that are open. Whatever is not named ends the process.
Result<Rules> make_rules() {
  Rules rules(Context(seccomp_init(SCMP_ACT_KILL_PROCESS)));
  if (rules.get() == nullptr) return failed("seccomp", ENOMEM);
  for (const int call :
       {SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(close), SCMP_SYS(futex), SCMP_SYS(munmap), SCMP_SYS(mremap),
        SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(sched_yield), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(getpid), SCMP_SYS(gettid)})
    rules.add(SCMP_ACT_ALLOW, call);
  // To a socket that it has, not to a name.
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(sendto), equal(4, 0));
  // Memory of its own, never code.
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(mmap), without(2, PROT_EXEC),
            scmp_arg_cmp{3, SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS});
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(mprotect), without(2, PROT_EXEC));
  // abort() of a library: a signal to itself, so that the report can say which.
  rules.add(SCMP_ACT_ALLOW, SCMP_SYS(tgkill), equal(0, kSelf));
  // A second thread was made beforehand. Who asks for another is told that there is none.
  rules.add(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  rules.add(SCMP_ACT_ERRNO(EAGAIN), SCMP_SYS(clone),
            scmp_arg_cmp{0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD});
  return rules;
}

#endif

bool lower(__rlimit_resource which, std::uint64_t to) {
  rlimit now{};
  if (::getrlimit(which, &now) != 0) return false;
  now.rlim_max = std::min<rlim_t>(now.rlim_max, to);
  now.rlim_cur = std::min<rlim_t>(now.rlim_cur, now.rlim_max);
  return ::setrlimit(which, &now) == 0;
}

// linux/landlock.h of a kernel newer than the headers': three words of rights that are given up where no rule
// gives them back, and there is no rule.
struct LandlockRights {
  std::uint64_t files, network, scopes;
};
constexpr int kLandlockCreate = 444, kLandlockRestrict = 446;
constexpr unsigned kLandlockAskVersion = 1;

// Without it the list of system calls stands alone.
void renounce_files() {
  const auto version = ::syscall(kLandlockCreate, nullptr, 0, kLandlockAskVersion);
  if (version < 1) return;
  LandlockRights rights{(1u << 13) - 1, 0, 0};  // from executing to making a symbolic link
  std::size_t size = sizeof(std::uint64_t);
  if (version >= 2) rights.files |= 1u << 13;  // linking and renaming across folders
  if (version >= 3) rights.files |= 1u << 14;  // truncating
  if (version >= 5) rights.files |= 1u << 15;  // ioctl of devices
  if (version >= 4) {
    rights.network = 3;  // binding and connecting of TCP
    size = 2 * sizeof(std::uint64_t);
  }
  if (version >= 6) {
    rights.scopes = 3;  // abstract sockets, signals
    size = 3 * sizeof(std::uint64_t);
  }
  const OpenDescriptor rules(static_cast<int>(::syscall(kLandlockCreate, &rights, size, 0)));
  if (rules.is_open()) (void)::syscall(kLandlockRestrict, *rules, 0);
}

}  // namespace

Result<SystemCalls> SystemCalls::make() {
  PQ_TRY(const auto rules, make_rules());
  if (rules.error() != 0) return failed("seccomp", rules.error());
  (void)seccomp_attr_set(rules.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2);  // a tree: fewer steps a call
  const OpenDescriptor file(::memfd_create("calls", MFD_CLOEXEC));
  if (const int done = seccomp_export_bpf(rules.get(), *file); done != 0) return failed("seccomp", -done);
  SystemCalls calls;
  const auto size = ::lseek(*file, 0, SEEK_END);
  if (size <= 0) return failed("seccomp", errno);
  calls.program_.resize(static_cast<std::size_t>(size) / sizeof(sock_filter));
  if (::pread(*file, calls.program_.data(), static_cast<std::size_t>(size), 0) != size)
    return failed("seccomp", errno);
  return calls;
}

bool SystemCalls::restrict_to(pid_t self) const {
  std::vector<sock_filter> program(program_.size());
  std::memcpy(program.data(), program_.data(), program.size() * sizeof(sock_filter));
  for (auto& step : program) {
    if (BPF_CLASS(step.code) == BPF_JMP && step.k == kSelf) step.k = static_cast<std::uint32_t>(self);
  }
  const sock_fprog all{static_cast<unsigned short>(program.size()), program.data()};
  // What the processor speculates about is this child's own.
  return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                   SECCOMP_FILTER_FLAG_TSYNC | SECCOMP_FILTER_FLAG_SPEC_ALLOW, &all) == 0;
}

Result<void> renounce() {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return failed("no_new_privs", errno);
  if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return failed("dumpable", errno);
  if (!lower(RLIMIT_CORE, 0)) return failed("core limit", errno);
  renounce_files();
  return {};
}

std::string confine(const SystemCalls& calls, const ProcessBounds& bounds, unsigned keep) {
  const auto why = [](const char* what) { return std::string(what) + ": " + std::strerror(errno); };
  if (::syscall(SYS_close_range, keep, UINT_MAX, 0) != 0) return why("close_range");
  if (bounds.memory != 0 && !lower(RLIMIT_AS, bounds.memory)) return why("memory limit");
  if (bounds.seconds != 0 && !lower(RLIMIT_CPU, bounds.seconds)) return why("time limit");
#ifdef PRATIQUE_SANITIZED
  confined = true;  // a sanitizer looks at memory through pipes, and its report may go to a file
#else
  if (!lower(RLIMIT_FSIZE, 0)) return why("file limit");
  if (!lower(RLIMIT_NOFILE, 0)) return why("descriptor limit");
#endif
  if (!calls.restrict_to(::getpid())) return why("seccomp");
  return {};
}

}  // namespace pratique::sandbox

#ifdef PRATIQUE_SANITIZED
// The search for leaks makes a process and traces this one, which a confined one cannot (sanitizer/lsan_interface.h).
extern "C" int __lsan_is_turned_off() { return pratique::sandbox::confined ? 1 : 0; }
#endif
