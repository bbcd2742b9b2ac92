// How slow a peer may be. A byte now and then is neither an end nor a silence, and would hold a transfer for ever.
#pragma once

#include <chrono>
#include <cstdint>

namespace pratique::net {

// Fewer bytes in so long a time are as good as none. A value; no bytes: any pace will do.
struct Floor {
  // 1 KiB a second: a tenth of what a bad line over a telephone has.
  std::uint64_t bytes = 60 << 10;
  std::chrono::milliseconds within{60'000};

  // Whether so many bytes are enough for the time in which they were waited for. Nothing is too slow before
  // `within` has passed.
  bool is_met(std::uint64_t moved, std::chrono::milliseconds waited) const;
};

// Watches one transfer, window by window. Only time in which somebody waits for the peer counts: who is busy
// with what came is not the peer's fault. Not thread-safe.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;
  explicit Pace(const Floor& floor) : floor_(floor) {}

  // Somebody begins to wait; `moved`: bytes so far, in either direction.
  void begin(Clock::time_point now, std::uint64_t moved);
  // He still waits. False: a window is over, and too little came in it.
  bool goes_on(Clock::time_point now, std::uint64_t moved);
  // What came in the last window, once goes_on() gave false.
  std::uint64_t came() const { return came_; }

 private:
  const Floor floor_;
  Clock::time_point since_{};
  // Of this window.
  Clock::duration waited_{};
  std::uint64_t from_ = 0;
  std::uint64_t came_ = 0;
};

}  // namespace pratique::net
