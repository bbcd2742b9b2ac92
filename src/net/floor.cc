#include "net/floor.h"

namespace pratique::net {

using std::chrono::milliseconds;

bool Floor::is_met(std::uint64_t moved, milliseconds waited) const {
  if (bytes == 0 || waited < within) return true;
  const auto rate = static_cast<double>(bytes) / static_cast<double>(within.count());
  return static_cast<double>(moved) >= rate * static_cast<double>(waited.count());
}

void Pace::begin(Clock::time_point now, std::uint64_t moved) {
  since_ = now;
  if (waited_ == Clock::duration::zero()) from_ = moved;
}

bool Pace::goes_on(Clock::time_point now, std::uint64_t moved) {
  waited_ += now - since_;
  since_ = now;
  const auto waited = std::chrono::duration_cast<milliseconds>(waited_);
  if (waited < floor_.within) return true;
  came_ = moved - from_;
  waited_ = {};
  from_ = moved;
  return floor_.is_met(came_, waited);
}

}  // namespace pratique::net
