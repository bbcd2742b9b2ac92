// Temporary files that must not outlive the program when a signal ends it.
#pragma once

#include <cstddef>
#include <string>

namespace pratique::base {

inline constexpr std::size_t kMaxLeftovers = 32;  // at one time; further ones are not removed by signals

// Names a file while it is temporary. Made before the file is created and gone when it was renamed or
// removed: the object itself removes nothing. Thread-safe.
class Leftover {
 public:
  explicit Leftover(const std::string& path);
  Leftover(Leftover&& other) noexcept;
  Leftover& operator=(Leftover&&) = delete;
  ~Leftover();

 private:
  std::size_t slot_;
};

// Removes every file that is named now. Async-signal-safe: for signal handlers.
void remove_leftovers() noexcept;

}  // namespace pratique::base
