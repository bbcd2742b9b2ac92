#include "sandbox/cage.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <ctime>
#include <new>
#include <utility>

#include "sandbox/entries.h"
#include "sandbox/worker.h"

namespace pratique::sandbox {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLook = 20;  // milliseconds between two looks at a child that says nothing
// What an answer may take here beside what its child has charged for records and names.
constexpr std::uint64_t kRoom = 8 << 20;

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGSYS) return "tried what is not allowed there";
    if (signal == SIGXCPU) return "took too much of the processor's time";
    return "was ended by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
  }
  const int code = WEXITSTATUS(status);
  if (code == kNoMemory) return "ran out of memory";
  if (code == kThrew) return "ended by an exception";
  return "ended by itself (code " + std::to_string(code) + ")";
}

std::chrono::milliseconds processor_time(pid_t child) {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(child, &clock) != 0 || ::clock_gettime(clock, &time) != 0) return {};
  return std::chrono::milliseconds(time.tv_sec * 1000 + time.tv_nsec / 1'000'000);
}

// Every account as the child has it, into the scan's meter.
class Charges {
 public:
  Charges(Page& page, const base::Bounds& bounds, base::Meter& meter)
      : page_(page), meter_(meter), seen_(bounds.booked), start_(bounds.booked) {
    for (std::size_t i = 0; i < base::kAccounts; ++i) page.counters[i].booked = start_[i];
  }

  // False: the scan cannot bear it, or the child says what cannot be.
  bool look() {
    std::array<std::uint64_t, base::kAccounts> now{};
    // Windows, the only ones that are given back, come last: so what is seen was never more than what was
    // booked at one time.
    for (std::size_t i = 0; i < base::kAccounts; ++i) {
      now[i] = page_.counters[i].booked.load(std::memory_order_acquire);
      if (now[i] < start_[i]) return false;
      if (now[i] >= seen_[i] || i == static_cast<std::size_t>(base::Account::kMemory)) continue;
      meter_.release(static_cast<base::Account>(i), seen_[i] - now[i]);
      seen_[i] = now[i];
    }
    bool borne = true;
    for (std::size_t i = 0; i < base::kAccounts; ++i) {
      const auto account = static_cast<base::Account>(i);
      if (account == base::Account::kMemory || now[i] == seen_[i]) continue;  // booked with its shares
      if (meter_.charge(account, now[i] - seen_[i])) {
        seen_[i] = now[i];
      } else {
        borne = false;
      }
    }
    return borne;
  }
  // What the child held is no more; what it worked stays booked.
  void let_go() {
    for (const auto account :
         {base::Account::kRecords, base::Account::kNames, base::Account::kEntries, base::Account::kWindows})
      give_back(account);
  }
  void let_go_of_windows() { give_back(base::Account::kWindows); }
  std::uint64_t start_of(base::Account account) const { return start_[static_cast<std::size_t>(account)]; }
  std::uint64_t of(base::Account account) const {
    const auto i = static_cast<std::size_t>(account);
    return seen_[i] - start_[i];
  }

 private:
  void give_back(base::Account account) {
    const auto i = static_cast<std::size_t>(account);
    meter_.release(account, seen_[i] - start_[i]);
    seen_[i] = start_[i];
  }

  const Page& page_;
  base::Meter& meter_;
  std::array<std::uint64_t, base::kAccounts> seen_;
  const std::array<std::uint64_t, base::kAccounts> start_;
};

// What a further pass brought was asked for.
bool fits(const Task& task, const FurtherPass& pass) {
  const auto asked = [&](std::uint64_t entry, std::size_t extractor, const std::string& as) {
    const auto found = task.pending.find(entry);
    return found != task.pending.end() && std::ranges::any_of(found->second.wanting, [&](const auto& one) {
             return one.extractor == extractor && one.as == as;
           });
  };
  const auto all_asked = [&](const extract::FurtherDispatcher::Pending& pending) {
    return std::ranges::all_of(pending, [&](const auto& one) {
      return std::ranges::all_of(one.second.wanting, [&](const auto& wanting) {
        return asked(one.first, wanting.extractor, wanting.as);
      });
    });
  };
  const auto& made = pass.records;
  return std::ranges::all_of(
             made.items,
             [&](const auto& one) { return asked(one.item.entry, one.item.extractor, one.as); }) &&
         std::ranges::all_of(
             made.failures,
             [&](const auto& one) { return asked(one.failure.entry, one.failure.extractor, one.as); }) &&
         all_asked(made.pending) && all_asked(pass.unvisited);
}

}  // namespace

// What one thread needs to hand a layer in; used again for the next child.
struct Cage::Slot {
  Mapping ring, page;
};

// One child, from its birth to its end.
class Cage::Run {
 public:
  Run(Cage& cage, Slot& slot, const Task& task, Stored& stored, base::Budget& held, base::Meter& meter,
      const base::Bounds& booked)
      : cage_(cage),
        slot_(slot),
        task_(task),
        held_(held),
        meter_(meter),
        page_(*new(slot.page.bytes().data()) Page()),
        charges_(page_, booked, meter),
        bytes_(stored.bytes.get()) {
    if (stored.entries != nullptr) feed_.emplace(std::move(stored.entries));
  }
  ~Run() {
    if (child_ > 0) reap();
    charges_.let_go_of_windows();
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  Result<void> start(const ProcessBounds& bounds) {
    // Whoever started the program left it less than the cage would.
    rlimit ours{};
    starves_ = ::getrlimit(RLIMIT_AS, &ours) == 0 && ours.rlim_cur < bounds.memory;
    most_wait_ = std::chrono::seconds(4 * bounds.seconds);
    PQ_TRY(control_, make_pair());
    PQ_TRY(input_, make_pair());
    const std::array<int, kGiven> given{*control_.theirs, *input_.theirs, slot_.ring.descriptor(),
                                        slot_.page.descriptor()};
    PQ_TRY(child_, cage_.spawner_->spawn(bounds, given));
    control_.theirs = OpenDescriptor();
    input_.theirs = OpenDescriptor();
    return {};
  }

  Outcome pump(const PassOrder& order, const extract::Catalogue& catalogue) {
    const auto text = encode(order);
    if (!text) return {.pass = tl::unexpected(text.error())};
    room_ += 2 * text->size();  // what is asked for may come back
    if (!await_ready()) return refused_ ? Outcome{.refused = refused_} : died("");
    if (!send_all(*control_.ours, *text)) return died("");
    moved_ = Clock::now();
    while (!complete()) {
      if (!step()) return over_ ? Outcome{} : died(why_);
    }
    if (!charges_.look() && !bear()) return over_ ? Outcome{} : died(why_);
    return answer(catalogue);
  }

 private:
  bool complete() const { return length_ && answer_.size() == *length_; }

  // What a child says before it has seen a byte can be believed.
  bool await_ready() {
    const auto first = receive(*control_.ours);
    if (first && first->word == Word::kRefused) refused_ = first->rest;
    return first && first->word == Word::kReady;
  }

  // Hands in what there is room for, hears what the child says, and looks whether it makes way.
  bool step() {
    const bool can_give = given_ < freed_ + kRingChunks && !ended_ && !(feed_ && feed_->waits());
    // A child that has answered takes no more.
    if (can_give && !give()) ended_ = true;
    std::array<pollfd, 2> both{pollfd{*control_.ours, POLLIN, 0}, pollfd{*input_.ours, POLLIN, 0}};
    const bool wait = given_ == freed_ + kRingChunks || ended_ || (feed_ && feed_->waits());
    if (input_gone_) both[1].fd = -1;
    const auto before = Clock::now();
    if (::poll(both.data(), both.size(), wait ? kLook : 0) < 0 && errno != EINTR) return lose("");
    waited_ += Clock::now() - before;
    if (both[1].revents != 0 && !hear_input()) return false;
    if (both[0].revents != 0 && !hear()) return false;
    return watch(wait);
  }

  bool lose(std::string why) {
    why_ = std::move(why);
    return false;
  }

  // The next chunk of the stored bytes, or their end.
  bool give() {
    const auto room =
        slot_.ring.bytes().subspan((given_ % kRingChunks) * codec::kChunkBytes, codec::kChunkBytes);
    Result<std::size_t> count = 0;
    if (feed_) {
      count = feed_->read(room);
      if (*count == 0 && feed_->waits()) return true;
    } else {
      count = fill(room);
    }
    if (count && *count > 0) {
      ++given_;
      moved_ = Clock::now();  // whoever gives the bytes may be slow: that is not the child's fault
      return send(*input_.ours, Word::kChunk, *count);
    }
    ended_ = true;
    if (count) return send(*input_.ours, Word::kEnd);
    return send(*input_.ours, Word::kBroken, base::as_bytes(encode_error(count.error())));
  }

  // Whole chunks, where the source gives small pieces. An error after some bytes is kept for the next call.
  Result<std::size_t> fill(std::span<std::byte> room) {
    if (broken_) return tl::unexpected(*broken_);
    std::size_t count = 0;
    while (count < room.size()) {
      const auto got = bytes_->read(room.subspan(count));
      if (!got) {
        broken_ = got.error();
        if (count == 0) return tl::unexpected(*broken_);
        break;
      }
      if (*got == 0) break;
      count += *got;
    }
    return count;
  }

  bool hear_input() {
    const auto message = receive(*input_.ours);
    if (!message) return input_gone_ = ended_ = true;
    if (message->word != Word::kFree || freed_ == given_) return lose("said what makes no sense");
    ++freed_;
    moved_ = Clock::now();
    return true;
  }

  bool hear() {
    auto message = receive(*control_.ours);
    if (!message) return lose("");
    switch (message->word) {
      case Word::kHold:
        if (share_ || message->number() > layer::kHeldBytes) break;
        share_.emplace(held_.take(message->number()));
        return send(*control_.ours, Word::kGrant) || lose("");
      case Word::kRelease:
        if (!share_) break;
        share_.reset();
        return true;
      case Word::kMore:
        if (!feed_ || !feed_->waits()) break;
        feed_->answer(message->number() == 1);
        moved_ = Clock::now();
        return true;
      case Word::kBegin:
        if (length_) break;
        (void)charges_.look();
        length_ = message->number();
        if (*length_ > room()) return lose("gave an answer that is larger than what it has charged");
        answer_.reserve(*length_);
        return true;
      case Word::kPart:
        if (!length_ || message->rest.size() > *length_ - answer_.size()) break;
        answer_ += message->rest;
        moved_ = Clock::now();
        return true;
      default:
        break;
    }
    return lose("said what makes no sense");
  }

  std::uint64_t room() const {
    return room_ + 2 * (charges_.of(base::Account::kRecords) + charges_.of(base::Account::kNames));
  }

  // What the scan's meter cannot bear ends the pass, as it would end a thread's.
  bool bear() {
    over_ = meter_.stopped();
    return lose("charged more than there is");
  }

  bool watch(bool idle) {
    if (!charges_.look()) return bear();
    if (meter_.stopped()) return over_ = true, false;
    const auto now = Clock::now();
    const auto turn = page_.turn.load(std::memory_order_relaxed);
    if (std::exchange(turn_, turn) != turn) {
      moved_ = file_since_ = now;
      if (turn % 2 == 1) file_time_ = std::chrono::milliseconds(-1);
    }
    if (!idle) return true;
    if (now - moved_ > cage_.limits_.patience || waited_ > most_wait_) return lose("made no way");
    // Asked only when it begins to matter.
    if (turn % 2 == 0 || now - file_since_ < cage_.limits_.file_time / 4) return true;
    const auto time = processor_time(child_);
    if (file_time_.count() < 0) file_time_ = time;
    if (time - file_time_ > cage_.limits_.file_time) return lose("took too much time");
    return true;
  }

  Ending reap() {
    const auto ending = cage_.spawner_->reap(std::exchange(child_, 0));
    auto most = cage_.most_kilobytes_.load();
    while (ending.kilobytes > most && !cage_.most_kilobytes_.compare_exchange_weak(most, ending.kilobytes)) {
    }
    return ending;
  }

  Outcome died(std::string why) {
    const auto last = at(page_);
    const auto ending = reap();
    (void)charges_.look();
    charges_.let_go();
    Death death{.how = why.empty() ? how_it_ended(ending.status) : std::move(why), .at = last};
    death.starved = starves_ && WIFEXITED(ending.status) && WEXITSTATUS(ending.status) == kNoMemory;
    return {.death = std::move(death)};
  }

  Outcome answer(const extract::Catalogue& catalogue) {
    reap();
    charges_.let_go_of_windows();
    auto answer = decode_answer(base::as_bytes(answer_), task_.first, catalogue, room());
    answer_ = {};
    const bool whole = answer && answer->pass;
    if (!answer) return nonsense(base::to_line(answer.error()));
    if (whole && !task_.first && !fits(task_, std::get<FurtherPass>(*answer->pass)))
      return nonsense("files that nobody asked for");
    meter_.held_at_most(base::Account::kWindows, most_of_windows());
    for (const auto& missed : answer->missed) meter_.add_missed(missed);
    if (answer->refused) meter_.refuse();
    if (whole && task_.first) tell_who_refused(*answer);
    if (meter_.stopped()) return {};
    return {.pass = std::move(answer->pass)};
  }

  void tell_who_refused(const Answer& answer) {
    const auto reached = std::get<FirstPass>(*answer.pass).analysis.content.reached;
    if (reached) meter_.refuse(*reached, answer.by_memory ? base::Account::kMemory : *reached);
  }

  // Between two looks there may have been more.
  std::uint64_t most_of_windows() const {
    constexpr auto kWindows = static_cast<std::size_t>(base::Account::kWindows);
    const auto most = page_.counters[kWindows].most.load(std::memory_order_relaxed);
    return most - std::min(most, charges_.start_of(base::Account::kWindows));
  }

  Outcome nonsense(const std::string& why) {
    charges_.let_go();
    return {.death = Death{.how = "gave an answer that cannot be read: " + why, .at = at(page_)}};
  }

  Cage& cage_;
  Slot& slot_;
  const Task& task_;
  base::Budget& held_;
  base::Meter& meter_;
  Page& page_;
  Charges charges_;
  codec::ByteSource* bytes_;
  std::optional<MemberFeed> feed_;
  std::optional<Error> broken_;
  Pair control_, input_;
  pid_t child_ = 0;
  std::optional<std::string> refused_;
  // Chunks that were put into the ring, and that the child has used.
  std::size_t given_ = 0, freed_ = 0;
  bool ended_ = false, over_ = false, input_gone_ = false, starves_ = false;
  std::optional<base::Budget::Share> share_;
  std::optional<std::uint64_t> length_;
  std::string answer_, why_;
  // What the answer may take, beside what is charged.
  std::uint64_t room_ = kRoom;
  // For the child, all in all: who makes way by little steps comes to an end too.
  Clock::duration waited_{}, most_wait_{};
  // When the child last made way, which file it was at, and what it had used of the processor then.
  Clock::time_point moved_ = Clock::now(), file_since_ = moved_;
  std::uint32_t turn_ = 0;
  std::chrono::milliseconds file_time_{-1};
};

Cage::Cage(std::unique_ptr<Spawner> spawner, const CageLimits& limits)
    : spawner_(std::move(spawner)), limits_(limits) {}
Cage::~Cage() = default;

std::string Cage::refused() const {
  const std::lock_guard lock(mutex_);
  return refused_;
}
void Cage::refuse(const std::string& why) {
  const std::lock_guard lock(mutex_);
  if (refused_.empty()) refused_ = why;
}

Result<std::unique_ptr<Cage::Slot>> Cage::take_slot() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto slot = std::move(idle_.back());
      idle_.pop_back();
      return slot;
    }
  }
  auto slot = std::make_unique<Slot>();
  PQ_TRY(slot->ring, Mapping::make("layer", kRingBytes, true));
  PQ_TRY(slot->page, Mapping::make("page", kPageBytes, false));
  return slot;
}

void Cage::give_back(std::unique_ptr<Slot> slot) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(slot));
}

Result<Cage::Outcome> Cage::run(const Task& task, Stored& stored, std::uint64_t size, bool shared,
                                const extract::Catalogue& catalogue, base::Budget& held, base::Meter& meter) {
  auto slot = take_slot();
  if (!slot && slot.error().kind == ErrorKind::kLimit) return tl::unexpected(slot.error());
  if (!slot) return Outcome{.refused = base::to_line(slot.error())};
  const PassOrder order{task, meter.bounds(), shared};
  const auto memory = std::min(meter.limit(base::Account::kMemory), UINT64_MAX / 4);
  ProcessBounds bounds{.memory = limits_.memory + 2 * memory,
                       .seconds = limits_.seconds + size / limits_.bytes_a_second};
#ifdef PRATIQUE_SANITIZED
  bounds.memory = 0;  // it reserves terabytes
#endif
  ++children_;
  Outcome outcome;
  {
    Run run(*this, **slot, task, stored, held, meter, order.bounds);
    const auto started = run.start(bounds);
    if (!started && started.error().kind == ErrorKind::kUnsupported) {
      outcome.refused = started.error().what;
    } else if (!started) {
      return tl::unexpected(started.error());
    } else {
      outcome = run.pump(order, catalogue);
    }
  }
  give_back(std::move(*slot));
  return outcome;
}

}  // namespace pratique::sandbox
