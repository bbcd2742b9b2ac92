// A ring of chunks between two threads. The producer fills chunks in order, the consumer takes them in order.
// Each is also given to `pass`, in order, by whichever of the two has nothing better to do: the producer when
// the ring is full, the consumer when it is empty. A chunk is free again when the consumer has asked for the
// next one and it was passed.
#include <condition_variable>
#include <mutex>

#include "base/caught.h"
#include "base/spare_thread.h"
#include "codec/piece_source.h"

namespace pratique::codec {

namespace {

class ReadAhead : public PieceSource {
 public:
  ReadAhead(std::unique_ptr<ByteSource> source, Pass pass, std::size_t chunks)
      : source_(std::move(source)), pass_(std::move(pass)), ring_(chunks) {
    for (auto& slot : ring_) slot.bytes.resize(kChunkBytes);
    try {
      producer_ = base::Thread([this] { produce(); });
    } catch (const std::exception&) {  // no room for another thread: then nothing is read ahead
    }
  }

  ~ReadAhead() override {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    changed_.notify_all();
    if (producer_.joinable()) producer_.join();
  }
  ReadAhead(const ReadAhead&) = delete;
  ReadAhead& operator=(const ReadAhead&) = delete;

 private:
  struct Slot {
    std::vector<std::byte> bytes;
    Result<std::size_t> count = 0;
  };

  Result<base::Bytes> piece() override {
    if (!producer_.joinable()) return next_alone();
    std::unique_lock lock(mutex_);
    if (over_) return base::Bytes();
    left_ = taken_;
    changed_.notify_all();
    while (made_ == taken_) {
      if (!pass_one(lock)) changed_.wait(lock);
    }
    const Slot& slot = ring_[taken_++ % ring_.size()];
    over_ = !slot.count || *slot.count == 0;
    while (over_ && passed_ < made_) {
      if (!pass_one(lock)) changed_.wait(lock);
    }
    if (!slot.count) return tl::unexpected(slot.count.error());
    return base::Bytes(slot.bytes).first(*slot.count);
  }

  Result<base::Bytes> next_alone() {
    if (over_) return base::Bytes();
    auto& bytes = ring_.front().bytes;
    const auto count = fill(bytes);
    over_ = !count || *count == 0;
    if (!count) return tl::unexpected(count.error());
    if (pass_) pass_(base::Bytes(bytes).first(*count));
    return base::Bytes(bytes).first(*count);
  }

  // Gives the next chunk to pass_, without the lock meanwhile. False: there is none, or the other thread is
  // at it.
  bool pass_one(std::unique_lock<std::mutex>& lock) {
    if (passing_ || passed_ == made_) return false;
    passing_ = true;
    const Slot& slot = ring_[passed_ % ring_.size()];
    lock.unlock();
    if (pass_ && slot.count) pass_(base::Bytes(slot.bytes).first(*slot.count));
    lock.lock();
    passing_ = false;
    ++passed_;
    changed_.notify_all();
    return true;
  }

  void produce() {
    for (bool more = true; more;) {
      std::unique_lock lock(mutex_);
      while (!stopped_ && made_ - std::min(left_, passed_) == ring_.size()) {
        if (!pass_one(lock)) changed_.wait(lock);
      }
      if (stopped_) return;
      Slot& slot = ring_[made_ % ring_.size()];
      lock.unlock();
      slot.count = base::caught([&] { return fill(slot.bytes); });
      more = slot.count && *slot.count > 0;
      lock.lock();
      ++made_;
      changed_.notify_all();
    }
  }

  // Full chunks where the source gives small pieces. An error after some bytes is kept for the next call.
  Result<std::size_t> fill(std::span<std::byte> into) {
    if (pending_) return tl::unexpected(*std::exchange(pending_, std::nullopt));
    std::size_t count = 0;
    while (count < into.size()) {
      auto got = source_->read(into.subspan(count));
      if (!got && count > 0) pending_ = std::move(got).error();
      if (!got && count == 0) return got;
      if (!got || *got == 0) break;
      count += *got;
    }
    return count;
  }

  std::unique_ptr<ByteSource> source_;
  Pass pass_;
  std::vector<Slot> ring_;
  std::optional<Error> pending_;
  std::mutex mutex_;
  std::condition_variable changed_;
  // Chunks so far; left_ <= taken_ <= made_, passed_ <= made_.
  std::size_t made_ = 0, passed_ = 0, taken_ = 0, left_ = 0;
  bool passing_ = false, stopped_ = false, over_ = false;
  base::Thread producer_;
};

}  // namespace

std::unique_ptr<ByteSource> read_ahead(std::unique_ptr<ByteSource> source, Pass pass, std::size_t chunks) {
  return std::make_unique<ReadAhead>(std::move(source), std::move(pass), chunks);
}

}  // namespace pratique::codec
