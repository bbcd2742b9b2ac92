// An extractor that does what no extractor may, in test builds only: on files called rogue-SOMETHING, whose text
// is where it shall do it.
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <map>
#include <stdexcept>
#include <thread>

#include "base/text.h"
#include "extract/extractor.h"
#include "sandbox/socket.h"
#include "sandbox/worker.h"

namespace pratique::extract {

namespace {

using sandbox::Word;

void make_file(const std::string& place) {
  if (const int file = ::open((place + "/made").c_str(), O_CREAT | O_WRONLY, 0600); file >= 0) ::close(file);
}
void run_touch(const std::string& place) {
  const auto file = place + "/made";
  const std::array<char*, 3> words{const_cast<char*>("/usr/bin/touch"), const_cast<char*>(file.c_str()),
                                   nullptr};
  ::execv(words[0], words.data());
}
void in_child(pid_t child, const std::string& place) {
  if (child != 0) return;
  make_file(place);
  ::pause();
}
void connect_anywhere(const std::string&) {
  const int out = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = 9;
  (void)::connect(out, reinterpret_cast<const sockaddr*>(&to), sizeof(to));
}
std::uint64_t deeper(std::uint64_t depth) {
  volatile char room[4096] = {};  // NOLINT: each call must take its room
  room[depth % sizeof(room)] = 1;
  return depth == UINT64_MAX ? 0 : deeper(depth + 1) + static_cast<std::uint64_t>(room[depth % sizeof(room)]);
}
void take_all_memory(const std::string&) {
  for (std::vector<std::unique_ptr<char[]>> held;;) held.emplace_back(new char[64 << 20]);
}
void loop(const std::string&) {
  for (std::atomic<std::uint64_t> turns{0};; ++turns) {
  }
}
void answer_for_ever(const std::string&) {
  sandbox::send(sandbox::kControl, Word::kBegin, std::uint64_t{1} << 20);
  const std::string much(1000, 'x');
  while (sandbox::send(sandbox::kControl, Word::kPart, base::as_bytes(much))) {
  }
}

const std::map<std::string, void (*)(const std::string&)> kActs{
    {"open", make_file},
    {"read", [](const std::string&) { (void)::open("/etc/passwd", O_RDONLY); }},
    {"connect", connect_anywhere},
    {"pair",
     [](const std::string&) {
       std::array<int, 2> two{};
       (void)::socketpair(AF_UNIX, SOCK_STREAM, 0, two.data());
     }},
    {"fork", [](const std::string& place) { in_child(::fork(), place); }},
    {"vfork", [](const std::string&) { (void)::syscall(SYS_vfork); }},
    {"clone",
     [](const std::string& place) {
       in_child(static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, nullptr, nullptr, nullptr, nullptr)), place);
     }},
    {"exec", run_touch},
    {"ptrace", [](const std::string&) { (void)::ptrace(PTRACE_ATTACH, ::getppid(), nullptr, nullptr); }},
    {"kill", [](const std::string&) { (void)::kill(::getppid(), SIGKILL); }},
    {"kill-all", [](const std::string&) { (void)::kill(0, SIGKILL); }},
    {"tgkill",
     [](const std::string& place) {
       const auto other = static_cast<pid_t>(std::atoi(place.c_str()));
       (void)::syscall(SYS_tgkill, other == 0 ? 1 : other, other == 0 ? 1 : other, SIGKILL);
     }},
    {"code",
     [](const std::string&) {
       (void)::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
     }},
    {"ring",
     [](const std::string&) {
       // Nobody may change what the program sums.
       (void)::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, sandbox::kRing, 0);
     }},
    {"memory", take_all_memory},
    {"loop", loop},
    {"wait",
     [](const std::string&) {
       char one = 0;
       (void)!::read(sandbox::kControl, &one, 1);
     }},
    {"abort", [](const std::string&) { std::abort(); }},
    {"crash", [](const std::string&) { ::raise(SIGSEGV); }},
    {"stack", [](const std::string&) { (void)deeper(0); }},
    {"throw", [](const std::string&) { throw std::runtime_error("thrown"); }},
    {"exit", [](const std::string&) { ::_exit(0); }},
    {"garbage",
     [](const std::string&) {
       sandbox::send(sandbox::kControl, static_cast<Word>('?'));
       loop("");
     }},
    {"close",
     [](const std::string&) {
       ::close(sandbox::kControl);
       loop("");
     }},
    {"endless", answer_for_ever},
    {"huge",
     [](const std::string&) {
       sandbox::send(sandbox::kControl, Word::kBegin, UINT64_MAX);
       loop("");
     }},
    {"nonsense",
     [](const std::string&) {
       sandbox::send_all(sandbox::kControl, std::string(1000, '\xff'));
       loop("");
     }},
    {"free",
     [](const std::string&) {
       while (sandbox::send(sandbox::kInput, Word::kFree)) {
       }
     }},
    {"hold",
     [](const std::string&) {
       sandbox::send(sandbox::kControl, Word::kHold, UINT64_MAX);
       loop("");
     }},
    // What is allowed, or does no harm.
    {"threads",
     [](const std::string&) {
       try {
         std::thread([] {}).join();
       } catch (const std::system_error&) {
       }
     }},
    {"print", [](const std::string&) { (void)!::write(STDOUT_FILENO, "rogue\n", 6); }},
};

class Rogue : public Extractor {
 public:
  Rogue()
      : Extractor(
            {.name = "test/rogue", .role = Role::kInstalledPackage, .triggers = {.folders = {"rogue"}}}) {}
  Wish wants(const Candidate&) const override { return Wish::whole(); }
  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto place, file.text());
    const auto act = kActs.find(std::string(base::base_name(file.path())));
    if (act != kActs.end()) act->second(std::string(place));
    return Record{};
  }
};

}  // namespace

std::unique_ptr<Extractor> make_rogue();
std::unique_ptr<Extractor> make_rogue() { return std::make_unique<Rogue>(); }

}  // namespace pratique::extract
