#include "base/meter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/byte_reader.h"
#include "base/text.h"

namespace pratique::base {

namespace {

constexpr std::uint64_t kMiB = 1ull << 20;

// The sum of what is held at the limits stays under 400 MB; docs/limits.md says what an ordinary image takes.
constexpr std::array<AccountInfo, kAccounts> kInfo{{
    {"records", 128 * kMiB, true, "memory of what was learnt from files", "files"},
    {"components", 200'000, false, "packages before doubles are merged", "packages"},
    {"notes", 2'000, false, "notes of the report", "notes"},
    {"documents", 2'000, false, "indexes, manifests and configs opened", "documents"},
    {"inflated", 4096 * kMiB, true, "bytes unpacked from compressed layers and archives", "streams"},
    {"entries", 2'000'000, false, "names in all layers", "layers"},
    {"names", 160 * kMiB, true, "memory of the names in all layers", "layers"},
    {"reread", 4096 * kMiB, true, "bytes looked at again, for links and for large files", "files"},
    {"links", 100'000, false, "further names of files that were read", "links"},
    {"windows", 136 * kMiB, true, "memory of decoders of zstd and xz at one time", "streams"},
    {"memory", 256 * kMiB, true, "memory of records, names and windows together", "files, layers or streams"},
}};

}  // namespace

std::optional<std::uint64_t> parse_amount(std::string_view text) {
  constexpr std::string_view kUnits = "KMGT";
  std::uint64_t unit = 1;
  if (!text.empty()) {
    if (const auto at = kUnits.find(text.back()); at != std::string_view::npos) {
      unit = 1ull << (10 * (at + 1));
      text.remove_suffix(1);
    }
  }
  const auto number = to_uint(text);
  if (!number) return std::nullopt;
  const auto amount = checked_multiply(*number, unit);
  return amount ? std::optional(*amount) : std::nullopt;
}

const AccountInfo& info(Account account) { return kInfo[static_cast<std::size_t>(account)]; }

// Whole numbers of the largest unit that fits, as people set them; one decimal place for what was reckoned.
std::string amount_to_words(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits{"bytes", "KiB", "MiB", "GiB", "TiB"};
  std::size_t unit = 0;
  auto rest = static_cast<double>(bytes);
  for (; rest >= 1024 && unit + 1 < kUnits.size(); rest /= 1024) ++unit;
  const bool whole = rest == std::floor(rest);
  return fmt::format("{:.{}f} {}", rest, whole ? 0 : 1, kUnits[unit]);
}

std::string to_words(Account account, std::uint64_t limit) {
  return fmt::format("the limit \"{}\" of {} is reached", info(account).name,
                     info(account).bytes ? amount_to_words(limit) : std::to_string(limit));
}

Result<void> Limits::set(std::string_view assignment) {
  const auto parts = cut(assignment, "=");
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kAccounts; ++i) {
    names.emplace_back(kInfo[i].name);
    if (!parts || parts->before != kInfo[i].name) continue;
    const auto amount = parse_amount(parts->after);
    if (!amount) {
      return fail(ErrorKind::kUsage, fmt::format("limit \"{}\" is no number", assignment), {},
                  "write a number, with K, M, G or T for powers of 1024: " + names.back() + "=512M");
    }
    limits_[i] = *amount;
    return {};
  }
  return fail(ErrorKind::kUsage, fmt::format("no limit is called \"{}\"", parts ? parts->before : assignment),
              {}, "the limits are " + join(names, ", ") + "; write NAME=VALUE");
}

Meter::Meter(const Bounds& bounds, Counters& counters) : entries_(counters) {
  for (std::size_t i = 0; i < kAccounts; ++i) {
    entries_[i].limit = bounds.limits[i];
    entries_[i].booked = bounds.booked[i];
  }
}

Bounds Meter::bounds() const {
  if (whole_ != nullptr) return whole_->bounds();
  Bounds bounds;
  for (std::size_t i = 0; i < kAccounts; ++i) {
    bounds.limits[i] = entries_[i].limit;
    bounds.booked[i] = entries_[i].booked;
  }
  return bounds;
}

Meter::Meter(const Limits& limits) : own_(std::make_unique<Counters>()), entries_(*own_), limits_(limits) {
  auto& memory = entries_[static_cast<std::size_t>(Account::kMemory)].limit;
  for (std::size_t i = 0; i < kAccounts; ++i) entries_[i].limit = limits.of(static_cast<Account>(i));
  if (limits.is_set(Account::kMemory)) return;
  // Who raises a share means that there is room for it.
  for (std::size_t i = 0; i < kAccounts; ++i) {
    if (!is_share_of_memory(static_cast<Account>(i)) || entries_[i].limit <= kInfo[i].limit) continue;
    memory += std::min(entries_[i].limit - kInfo[i].limit, UINT64_MAX / 2 - std::min(memory, UINT64_MAX / 2));
  }
}

bool Meter::charge_whole(Account account, std::uint64_t amount) {
  if (!whole_->charge(account, amount)) {
    refused_.store(true, std::memory_order_relaxed);
    return false;
  }
  auto& entry = entries_[static_cast<std::size_t>(account)];
  const auto now = entry.booked.fetch_add(amount, std::memory_order_relaxed) + amount;
  held_at_most(account, now);
  return true;
}

void Meter::held_at_most(Account account, std::uint64_t amount) {
  auto& all = entries_[static_cast<std::size_t>(account)].most;
  auto most = all.load(std::memory_order_relaxed);
  while (most < amount && !all.compare_exchange_weak(most, amount, std::memory_order_relaxed)) {
  }
}

bool Meter::charge(const Charges& charges) {
  std::size_t done = 0;
  // From the back: windows, which go again at once, before what stays.
  for (; done < kAccounts; ++done) {
    const auto i = kAccounts - 1 - done;
    const auto account = static_cast<Account>(i);
    if (account != Account::kMemory && charges[i] > 0 && !charge(account, charges[i])) break;
  }
  const bool all = done == kAccounts;
  for (std::size_t i = kAccounts - done; i < kAccounts; ++i) {
    const auto account = static_cast<Account>(i);
    if (account != Account::kMemory && (!all || account == Account::kWindows)) release(account, charges[i]);
  }
  return all;
}

Charges Meter::charges() const {
  Charges all{};
  for (std::size_t i = 0; i < kAccounts; ++i) {
    const auto& entry = entries_[i];
    all[i] = static_cast<Account>(i) == Account::kWindows ? entry.most : entry.booked;
  }
  all[static_cast<std::size_t>(Account::kMemory)] = 0;
  return all;
}

void Meter::miss(Account account, std::string_view what, std::uint64_t count) {
  if (whole_ != nullptr) return whole_->miss(account, what, count);
  if (count == 0) return;
  const auto i = static_cast<std::size_t>(refuser(account));
  const std::lock_guard lock(mutex_);
  if (missed_[i] == 0) first_[i] = what;
  missed_[i] += count;
}

void Meter::add_missed(const Reached& missed) {
  if (whole_ != nullptr) return whole_->add_missed(missed);
  if (missed.count == 0) return;
  const auto i = static_cast<std::size_t>(missed.account);
  const std::lock_guard lock(mutex_);
  if (missed_[i] == 0) first_[i] = missed.first;
  missed_[i] += missed.count;
}

void Meter::allow_more(Account account, std::uint64_t amount) {
  if (limits_.is_set(account)) return;
  auto& limit = entries_[static_cast<std::size_t>(account)].limit;
  limit += std::min(amount, UINT64_MAX / 2 - std::min(limit, UINT64_MAX / 2));
}

Meter::Mark Meter::mark(bool shared) {
  Mark mark;
  for (std::size_t i = 0; i < kAccounts; ++i) mark.booked[i] = entries_[i].booked;
  const std::lock_guard lock(mutex_);
  mark.missed = missed_;
  refused_ = false;
  shared_ = shared;
  return mark;
}

void Meter::go_back(const Mark& mark) {
  std::uint64_t memory = 0;
  for (std::size_t i = 0; i < kAccounts; ++i) {
    const auto account = static_cast<Account>(i);
    if (account != Account::kWindows) entries_[i].booked = mark.booked[i];
    if (is_share_of_memory(account)) memory += entries_[i].booked;
  }
  entries_[static_cast<std::size_t>(Account::kMemory)].booked = memory;
  const std::lock_guard lock(mutex_);
  missed_ = mark.missed;
  refused_ = false;
  shared_ = false;
}

std::vector<Meter::Reached> Meter::reached() const {
  std::vector<Reached> all;
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < kAccounts; ++i) {
    if (missed_[i] > 0) all.push_back({static_cast<Account>(i), entries_[i].limit, missed_[i], first_[i]});
  }
  return all;
}

}  // namespace pratique::base
