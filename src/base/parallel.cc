#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "base/caught.h"

namespace pratique::base {

namespace {

class Crew {
 public:
  Crew(std::size_t count, const std::function<void(std::size_t)>& work) : count_(count), work_(work) {}

  void loop() {
    for (std::size_t i; !failed_ && (i = next_++) < count_;) {
      auto done = caught([&]() -> Result<void> {
        work_(i);
        return {};
      });
      if (!done) fail(i, std::move(done).error());
    }
  }

  Result<void> result() && {
    if (error_) return tl::unexpected(*std::move(error_));
    return {};
  }

 private:
  void fail(std::size_t i, Error error) {
    const std::lock_guard lock(mutex_);
    failed_ = true;
    if (error_ && first_ < i) return;
    first_ = i;
    error_ = std::move(error);
  }

  const std::size_t count_;
  const std::function<void(std::size_t)>& work_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_;  // of what follows
  std::optional<Error> error_;
  std::size_t first_ = 0;
};

}  // namespace

Result<void> run_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work) {
  Crew crew(count, work);
  std::vector<std::thread> others;
  try {
    others.reserve(threads);
    for (unsigned i = 1; i < std::min<std::size_t>(threads, count); ++i)
      others.emplace_back([&crew] { crew.loop(); });
  } catch (const std::exception&) {  // no memory or no right for another thread: those that there are do it
  }
  crew.loop();
  for (auto& thread : others) thread.join();
  return std::move(crew).result();
}

}  // namespace pratique::base
