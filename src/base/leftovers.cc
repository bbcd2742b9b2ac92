#include "base/leftovers.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <climits>
#include <cstring>

namespace pratique::base {

namespace {

// A signal handler may neither lock nor allocate, so the names lie in fixed places; `ready` is set last.
struct Slot {
  std::atomic<bool> taken{false}, ready{false};
  std::array<char, PATH_MAX> path{};
};
std::array<Slot, kMaxLeftovers> slots;
static_assert(std::atomic<bool>::is_always_lock_free);

}  // namespace

Leftover::Leftover(const std::string& path) : slot_(kMaxLeftovers) {
  if (path.size() >= PATH_MAX) return;
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].taken.exchange(true)) continue;
    std::memcpy(slots[i].path.data(), path.c_str(), path.size() + 1);
    slots[i].ready = true;
    slot_ = i;
    return;
  }
}

Leftover::Leftover(Leftover&& other) noexcept : slot_(other.slot_) { other.slot_ = kMaxLeftovers; }

Leftover::~Leftover() {
  if (slot_ == kMaxLeftovers) return;
  slots[slot_].ready = false;
  slots[slot_].taken = false;
}

void remove_leftovers() noexcept {
  for (auto& slot : slots) {
    if (slot.ready) ::unlink(slot.path.data());
  }
}

}  // namespace pratique::base
