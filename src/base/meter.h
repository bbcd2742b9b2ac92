// One meter for a scan. Limits of single files do not bound a scan: a thousand files that each keep within
// theirs still fill any machine. So everything that a hostile input can multiply is charged to an account of
// the scan's meter, whichever stage does the work. Reaching an account is not an error: what does not fit is
// left out, counted, and told in one note that names the account and how to raise it.
//
// The same input must give the same bytes, so what is left out must not depend on which thread came first:
// while several threads charge, the first refusal stops them all, and the work is done again by one thread,
// in order (docs/decisions/0013-one-meter.md).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pratique::base {

enum class Account : std::uint8_t {
  kRecords,     // bytes that extractors' records, and what is pending, take in memory
  kComponents,  // components before doubles are merged
  kNotes,       // notes of the report
  kDocuments,   // indexes, manifests and configs that are opened
  kInflated,    // bytes that come out of compressed streams in first passes, outer archives included
  kEntries,     // names in all layers
  kNames,       // bytes that the indexes of these names take in memory
  kReread,      // bytes of layers and files that are looked at again: further passes, other names of a file
  kLinks,       // names under which a record counts besides that of its file
  kWindows,     // bytes that decoders of zstd and xz hold now: what was booked is given back
  kMemory,      // what kRecords, kNames and kWindows hold together: booked by charging these
};
inline constexpr std::size_t kAccounts = 11;
// Accounts whose sum kMemory bounds. Each alone may be as large as some image needs; no image needs all.
constexpr bool is_share_of_memory(Account account) {
  return account == Account::kRecords || account == Account::kNames || account == Account::kWindows;
}

struct AccountInfo {
  // Of --limit NAME=VALUE.
  std::string_view name;
  // Default.
  std::uint64_t limit;
  // Else a number of things.
  bool bytes;
  // "bytes that …", for people.
  std::string_view what;
  // What is counted as left out: "files".
  std::string_view lost;
};
const AccountInfo& info(Account account);

// "512M", as people write amounts: K, M, G and T are powers of 1024. Nothing for what is no such number.
std::optional<std::uint64_t> parse_amount(std::string_view text);
// "512 MiB", "1.5 GiB".
std::string amount_to_words(std::uint64_t bytes);

// "the limit "inflated" of 4 GiB is reached".
std::string to_words(Account account, std::uint64_t limit);

// The limits of a scan, as a user may set them.
class Limits {
 public:
  std::uint64_t of(Account account) const {
    return limits_[static_cast<std::size_t>(account)].value_or(info(account).limit);
  }
  bool is_set(Account account) const { return limits_[static_cast<std::size_t>(account)].has_value(); }
  void set(Account account, std::uint64_t limit) { limits_[static_cast<std::size_t>(account)] = limit; }
  // "records=256M": K, M, G and T are powers of 1024. Errors: kUsage, naming the accounts that there are.
  Result<void> set(std::string_view assignment);

 private:
  std::array<std::optional<std::uint64_t>, kAccounts> limits_{};
};

// What a piece of work took of the accounts: of kWindows the most at one time, of the others the sum; of kMemory
// nothing, which follows from these.
using Charges = std::array<std::uint64_t, kAccounts>;
// What the accounts of a meter bear and have booked: to make one of them in another process.
struct Bounds {
  std::array<std::uint64_t, kAccounts> limits{}, booked{};
};

// Thread-safe where nothing else is said.
class Meter {
 public:
  // A cache line each: threads charge different accounts at the same time.
  struct alignas(64) Counter {
    std::atomic<std::uint64_t> booked{0};
    std::uint64_t limit = 0;
    std::atomic<bool> refused_by_memory{false};
    // The most that was booked at one time: of windows, and in a part of all.
    std::atomic<std::uint64_t> most{0};
  };
  using Counters = std::array<Counter, kAccounts>;

  explicit Meter(const Limits& limits = {});
  // A part of another, which must outlive it: every charge goes to the whole, and what was booked is counted here
  // too, for charges(). Marks are the whole's matter.
  explicit Meter(Meter* whole) : whole_(whole), own_(std::make_unique<Counters>()), entries_(*own_) {}
  // One that begins where another stands; `counters`, which must outlive it, may lie where somebody else looks at
  // what it books.
  Meter(const Bounds& bounds, Counters& counters);

  // Books `amount`; false, and nothing is booked, when the account, or the memory that it shares with others,
  // cannot bear it.
  bool charge(Account account, std::uint64_t amount) {
    if (whole_ != nullptr) return charge_whole(account, amount);
    const bool own = book(account, amount);
    if (own && (!is_share_of_memory(account) || book(Account::kMemory, amount))) [[likely]] {
      if (account == Account::kWindows) held_at_most(account, booked(account));
      return true;
    }
    if (own) give_back(account, amount);
    entries_[static_cast<std::size_t>(account)].refused_by_memory.store(own, std::memory_order_relaxed);
    refused_.store(true, std::memory_order_relaxed);
    return false;
  }
  // The same; when it is refused, `what` counts as left out.
  bool charge(Account account, std::uint64_t amount, std::string_view what) {
    if (charge(account, amount)) [[likely]]
      return true;
    miss(account, what);
    return false;
  }
  // Gives back what was booked: for kWindows only, the one account of what is held for a while.
  void release(Account account, std::uint64_t amount) {
    if (whole_ != nullptr) whole_->release(account, amount);
    give_back(account, amount);
    if (is_share_of_memory(account)) give_back(Account::kMemory, amount);
  }
  // Books what a piece of work took elsewhere, as if it were done here: all of it, or nothing and false.
  bool charge(const Charges& charges);
  // What was charged so far. Of a part: what went through it.
  Charges charges() const;
  // Whether a charge was refused since the last mark; of a part, since it was made.
  bool refused() const { return refused_.load(std::memory_order_relaxed); }

  // Which account refused the last charge of this one: itself, or kMemory.
  Account refuser(Account account) const {
    if (whole_ != nullptr) return whole_->refuser(account);
    const bool by_memory =
        entries_[static_cast<std::size_t>(account)].refused_by_memory.load(std::memory_order_relaxed);
    return by_memory ? Account::kMemory : account;
  }
  // Things that were left out because of an account, which has just refused: the first is named, the others are
  // counted. They count with the refuser().
  void miss(Account account, std::string_view what, std::uint64_t count = 1);
  // The same for what another process left out, whose meter knows which account refused.
  struct Reached;
  void add_missed(const Reached& missed);
  // Another process was refused something.
  void refuse() {
    refused_.store(true, std::memory_order_relaxed);
    if (whole_ != nullptr) whole_->refuse();
  }
  // The same, and who refused the last charge of this account there: itself, or kMemory.
  void refuse(Account account, Account refuser) {
    if (whole_ != nullptr) whole_->refuse(account, refuser);
    entries_[static_cast<std::size_t>(account)].refused_by_memory = refuser == Account::kMemory;
    refuse();
  }
  // Whether everybody must stop: several threads work, and a charge was refused.
  bool stopped() const { return whole_ != nullptr ? whole_->stopped() : shared_ && refused(); }

  std::uint64_t booked(Account account) const {
    return entries_[static_cast<std::size_t>(account)].booked.load(std::memory_order_relaxed);
  }
  std::uint64_t limit(Account account) const {
    return whole_ != nullptr ? whole_->limit(account) : entries_[static_cast<std::size_t>(account)].limit;
  }
  Bounds bounds() const;
  // That a piece of work done elsewhere held so much at one time, for charges(); books nothing.
  void held_at_most(Account account, std::uint64_t amount);
  // Before threads start: what an account bears depends on the size of the input. No effect on a limit that
  // the user set.
  void allow_more(Account account, std::uint64_t amount);

  // The state of all accounts, and the way back to it: what was refused since is forgotten. What is held now
  // (kWindows) stays booked. Before and after threads run. `shared`: several threads will charge, and the first
  // refusal stops them.
  struct Mark {
    std::array<std::uint64_t, kAccounts> booked{};
    std::array<std::uint64_t, kAccounts> missed{};
  };
  Mark mark(bool shared);
  void go_back(const Mark& mark);

  // The accounts that were reached, in their order.
  struct Reached {
    Account account{};
    std::uint64_t limit = 0;
    // Things left out.
    std::uint64_t count = 0;
    // The name of the first.
    std::string first;
  };
  std::vector<Reached> reached() const;

 private:
  bool charge_whole(Account account, std::uint64_t amount);
  bool book(Account account, std::uint64_t amount) {
    auto& entry = entries_[static_cast<std::size_t>(account)];
    if (amount > entry.limit) return false;
    if (entry.booked.fetch_add(amount, std::memory_order_relaxed) + amount <= entry.limit) [[likely]]
      return true;
    give_back(account, amount);
    return false;
  }
  void give_back(Account account, std::uint64_t amount) {
    entries_[static_cast<std::size_t>(account)].booked.fetch_sub(amount, std::memory_order_relaxed);
  }
  Meter* const whole_ = nullptr;
  // Unless somebody else has them.
  std::unique_ptr<Counters> own_;
  Counters& entries_;
  std::atomic<bool> refused_{false};
  bool shared_ = false;
  const Limits limits_{};
  // Of what follows.
  mutable std::mutex mutex_;
  std::array<std::uint64_t, kAccounts> missed_{};
  std::array<std::string, kAccounts> first_;
};

// Charges in steps, so that threads that charge often do not contend. One thread. What is left is charged by
// flush(), or when the till ends.
class Till {
 public:
  Till(Meter& meter, Account account, std::uint64_t step) : meter_(meter), account_(account), step_(step) {}
  ~Till() { flush(); }
  Till(const Till&) = delete;
  Till& operator=(const Till&) = delete;

  // False when the account could not bear what was taken so far.
  bool take(std::uint64_t amount) {
    open_ += amount;
    return open_ < step_ || flush();
  }
  bool flush() { return meter_.charge(account_, std::exchange(open_, 0)); }

 private:
  Meter& meter_;
  Account account_;
  std::uint64_t step_, open_ = 0;
};

}  // namespace pratique::base
