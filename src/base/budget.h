// A budget of bytes that several threads share: whoever wants to hold much waits until others have let go.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <utility>

namespace pratique::base {

// Thread-safe. A thread that holds a Share must not ask for another: that keeps waiting free of deadlock.
class Budget {
 public:
  explicit Budget(std::uint64_t bytes) : left_(bytes) {}
  virtual ~Budget() = default;

  class Share {
   public:
    Share() = default;
    Share(Budget* from, std::uint64_t bytes) : from_(from), bytes_(bytes) {}
    Share(Share&& other) noexcept : from_(std::exchange(other.from_, nullptr)), bytes_(other.bytes_) {}
    Share& operator=(Share&&) = delete;
    ~Share() {
      if (from_) from_->give_back(bytes_);
    }

   private:
    Budget* from_ = nullptr;
    std::uint64_t bytes_ = 0;
  };

  // Waits until `bytes` (at most the whole budget) are free.
  virtual Share take(std::uint64_t bytes) {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [&] { return bytes <= left_; });
    left_ -= bytes;
    return {this, bytes};
  }

 protected:
  virtual void give_back(std::uint64_t bytes) {
    {
      const std::lock_guard lock(mutex_);
      left_ += bytes;
    }
    freed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable freed_;
  std::uint64_t left_;
};

}  // namespace pratique::base
