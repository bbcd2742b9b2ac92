#include "base/spare_thread.h"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace pratique::base {

class SpareThread {
 public:
  // Throws as std::thread does.
  SpareThread() : thread_([this] { loop(); }) {
    thread_.detach();
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return runs_; });
  }

  bool take(std::function<void()>& work) {
    const std::lock_guard lock(mutex_);
    if (work_) return false;
    work_ = std::move(work);
    changed_.notify_all();
    return true;
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !work_; });
  }

 private:
  void loop() {
    std::unique_lock lock(mutex_);
    runs_ = true;
    changed_.notify_all();
    for (;;) {
      changed_.wait(lock, [this] { return static_cast<bool>(work_); });
      lock.unlock();
      work_();
      lock.lock();
      work_ = nullptr;
      changed_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> work_;  // until it is done
  // What a thread asks of the system at its start is behind it.
  bool runs_ = false;
  std::thread thread_;
};

// Never freed: its thread ends with the process.
static SpareThread* the_spare = nullptr;

Thread::Thread(std::function<void()> work) {
  if (the_spare != nullptr && the_spare->take(work)) {
    spare_ = the_spare;
  } else {
    own_ = std::thread(std::move(work));
  }
}
Thread::Thread(Thread&& other) noexcept
    : own_(std::move(other.own_)), spare_(std::exchange(other.spare_, nullptr)) {}
Thread& Thread::operator=(Thread&& other) noexcept {
  own_ = std::move(other.own_);
  spare_ = std::exchange(other.spare_, nullptr);
  return *this;
}

void Thread::join() {
  if (spare_ != nullptr) {
    std::exchange(spare_, nullptr)->wait();
  } else {
    own_.join();
  }
}

bool make_spare_thread() {
  if (the_spare != nullptr) return true;
  try {
    the_spare = new SpareThread();
  } catch (const std::exception&) {
    return false;
  }
  return true;
}

}  // namespace pratique::base
