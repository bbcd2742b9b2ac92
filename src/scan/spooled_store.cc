#include "scan/spooled_store.h"

#include <fmt/format.h>

namespace pratique::scan {

// Hands on what comes, and has it kept.
class Spooling : public codec::ByteSource {
 public:
  Spooling(std::unique_ptr<codec::ByteSource> from, SpooledStore& store, std::string name)
      : from_(std::move(from)), store_(store), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    PQ_TRY(const auto count, from_->read(into));
    if (!into.empty()) store_.keep(name_, into.first(count));
    return count;
  }
  Result<base::Bytes> next() override {
    PQ_TRY(const auto bytes, from_->next());
    store_.keep(name_, bytes);
    return bytes;
  }

 private:
  std::unique_ptr<codec::ByteSource> from_;
  SpooledStore& store_;
  const std::string name_;
};

Result<std::unique_ptr<codec::ByteSource>> SpooledStore::open(const std::string& name) {
  if (options_.closed)
    return base::fail(ErrorKind::kUnsupported, "its layers were not analysed before", {.file = name});
  {
    const std::lock_guard lock(mutex_);
    auto& kept = kept_[name];
    if (kept.whole) return codec::open_file(kept.spool->path());
    if (settled_ && kept.lost) return tl::unexpected(*kept.lost);
    // Never read (its analysis was known), or not to its end.
    held_ -= kept.bytes;
    kept = {};
    auto spool = Spool::empty(options_.folder);
    if (spool) kept.spool = *std::move(spool);
    if (!kept.spool) kept.lost = std::move(spool).error();
  }
  PQ_TRY(auto source, store_.open(name));
  return std::make_unique<Spooling>(std::move(source), *this, name);
}

// A blob is read by one thread; only the sums are shared.
void SpooledStore::keep(const std::string& name, base::Bytes bytes) {
  const auto came = came_ += bytes.size();
  if (options_.progress && !bytes.empty()) options_.progress({came, expected_});
  std::shared_ptr<Spool> spool;
  {
    const std::lock_guard lock(mutex_);
    auto& kept = kept_[name];
    if (!kept.spool) return;
    if (bytes.empty()) {
      kept.whole = true;
      return;
    }
    if (bytes.size() > options_.limit - held_) {
      lose(kept, {.kind = ErrorKind::kLimit,
                  .what = fmt::format("more than {} MiB would have to be kept (--spool-limit)",
                                      options_.limit >> 20)});
      return;
    }
    held_ += bytes.size();
    kept.bytes += bytes.size();
    spool = kept.spool;
  }
  auto done = spool->append(bytes);
  if (done) return;
  const std::lock_guard lock(mutex_);
  lose(kept_[name], std::move(done).error());
}

void SpooledStore::lose(Spooled& kept, Error why) {
  held_ -= kept.bytes;
  kept = {};
  kept.lost = std::move(why);
}

void SpooledStore::settle() {
  const std::lock_guard lock(mutex_);
  settled_ = true;
}

void SpooledStore::drop() {
  const std::lock_guard lock(mutex_);
  kept_.clear();
  held_ = 0;
}

}  // namespace pratique::scan
