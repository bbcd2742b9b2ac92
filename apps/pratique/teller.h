// What is said on standard error while a command works.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "cli.h"

namespace pratique::app {

// Lines on standard error: "✓ Indexed 14 packages", folded where a terminal is narrower; progress that
// redraws itself only on a terminal.
class Teller {
 public:
  explicit Teller(const CommonOptions& options);
  // ✓.
  void done(const std::string& what) const;
  // !
  void warn(const std::string& what) const;
  // --verbose only.
  void detail(const std::string& what) const;
  // !, under --quiet as well: why a gate is blind.
  void loud(const std::string& what) const;
  void progress(const std::string& what, std::uint64_t done, std::uint64_t of);
  // "    alpine:3.18  12.3 of 155.0 MB, 8.1 MB/s, 18 s left"; at most ten times a second. May be called by several
  // threads.
  void transfer(const std::string& what, std::uint64_t bytes, std::uint64_t of);
  // The progress line, when there is one.
  void clear();

 private:
  void line(const char* mark, const char* colour, const std::string& what) const;
  bool quiet_, verbose_, redraws_, colour_, drawn_ = false;
  std::size_t columns_;
  std::uint64_t percent_ = 101;
  std::mutex transferring_;
  std::chrono::steady_clock::time_point began_{}, told_{};
};

}  // namespace pratique::app
