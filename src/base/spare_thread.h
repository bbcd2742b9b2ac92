// A thread for work that runs beside, in a process that may make none: it is made beforehand, while the process
// still may.
#pragma once

#include <functional>
#include <thread>

namespace pratique::base {

class SpareThread;

// Like std::thread; takes the spare one when there is one and it is idle.
class Thread {
 public:
  Thread() = default;
  // Throws what std::thread throws when the system gives no thread.
  explicit Thread(std::function<void()> work);
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;
  Thread(Thread&& other) noexcept;
  Thread& operator=(Thread&& other) noexcept;
  // Whoever made it must join() first.
  ~Thread() = default;
  bool joinable() const { return spare_ != nullptr || own_.joinable(); }
  void join();

 private:
  std::thread own_;
  SpareThread* spare_ = nullptr;
};

// Makes the spare thread of this process, which lives as long as it does, and waits until it runs. False: the system gives none. Not to
// be called while other threads run.
bool make_spare_thread();

}  // namespace pratique::base
