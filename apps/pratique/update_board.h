// What an update says on standard error: on a terminal a line for each feed that is under way, redrawn in place, and
// above these a line for each that is done; elsewhere only the latter.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "cli.h"
#include "teller.h"
#include "update/update.h"

namespace pratique::app {

// Called by one thread at a time.
class UpdateBoard {
 public:
  explicit UpdateBoard(const CommonOptions& options);
  UpdateBoard(const UpdateBoard&) = delete;
  // It must outlive what it gives.
  update::UpdateWatcher watcher();
  // Takes the lines away that are under way, and says what was left alone.
  void end();

 private:
  void show(std::string_view feed, std::uint64_t bytes, std::uint64_t of);
  void done(const update::FeedOutcome& outcome);
  void draw();
  void erase();

  const Teller teller_;
  const bool draws_;
  const std::size_t columns_;
  std::map<std::string, std::string> under_way_;
  std::size_t drawn_ = 0;
  std::uint64_t not_due_ = 0;
  std::chrono::steady_clock::time_point told_{};
};

}  // namespace pratique::app
