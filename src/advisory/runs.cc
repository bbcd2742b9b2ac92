#include "advisory/runs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "advisory/compact.h"
#include "base/caught.h"

namespace pratique::advisory {

namespace {

// Fast: what is written here is read once or twice.
constexpr int kLevel = 1;
// A record is a few thousand bytes; the largest that a feed may give is a document (source.h).
constexpr std::uint64_t kMaxPieceBytes = 1ull << 30;

tl::unexpected<Error> refused(const char* doing) {
  return base::fail(ErrorKind::kIo, std::string(doing) + ": " + std::strerror(errno));
}

void append_number(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>((value & 0x7f) | 0x80);
  out += static_cast<char>(value);
}

// The items of a run, a piece at a time.
class RunItems final : public Items {
 public:
  explicit RunItems(const Run& run) : run_(run) {}

  Result<bool> next() override {
    while (in_.remaining() == 0) {
      if (at_ == run_.pieces.size() + 1) return false;
      PQ_CHECK(load());
    }
    PQ_TRY(const auto key, in_.uvarint());
    PQ_TRY(const auto value, in_.uvarint());
    PQ_TRY(const auto key_bytes, in_.take(key));
    PQ_TRY(const auto value_bytes, in_.take(value));
    key_ = base::as_text(key_bytes);
    value_ = base::as_text(value_bytes);
    return true;
  }
  std::string_view key() const override { return key_; }
  std::string_view value() const override { return value_; }

 private:
  Result<void> load() {
    if (at_ == run_.pieces.size()) {
      in_ = base::ByteReader(base::as_bytes(run_.tail));
    } else {
      PQ_CHECK(run_.file->read(run_.pieces[at_], stored_));
      PQ_TRY(plain_, unpack_piece(stored_));
      in_ = base::ByteReader(base::as_bytes(plain_));
    }
    ++at_;
    return {};
  }

  const Run& run_;
  std::size_t at_ = 0;
  std::string stored_, plain_;
  base::ByteReader in_{base::Bytes()};
  std::string_view key_, value_;
};

bool before(const Items& a, const Items& b) {
  const int order = a.key().compare(b.key());
  return order != 0 ? order < 0 : a.value() < b.value();
}

class MergedItems final : public Items {
 public:
  // Runs that were merged before and that nobody else holds.
  std::vector<std::unique_ptr<Run>> own;

  Result<void> add(std::unique_ptr<Items> items) {
    PQ_TRY(const bool any, items->next());
    if (!any) return {};
    heap_.push_back(std::move(items));
    std::push_heap(heap_.begin(), heap_.end(), later);
    return {};
  }
  // The current item is that of the last in the heap, which goes on only when the next one is asked for.
  Result<bool> next() override {
    if (current_) {
      PQ_TRY(const bool more, heap_.back()->next());
      if (more) {
        std::push_heap(heap_.begin(), heap_.end(), later);
      } else {
        heap_.pop_back();
      }
    }
    current_ = !heap_.empty();
    if (current_) std::pop_heap(heap_.begin(), heap_.end(), later);
    return current_;
  }
  std::string_view key() const override { return heap_.back()->key(); }
  std::string_view value() const override { return heap_.back()->value(); }

 private:
  static bool later(const std::unique_ptr<Items>& a, const std::unique_ptr<Items>& b) {
    return before(*b, *a);
  }
  std::vector<std::unique_ptr<Items>> heap_;
  bool current_ = false;
};

Result<std::unique_ptr<MergedItems>> merged_once(const std::vector<const Run*>& runs) {
  auto all = std::make_unique<MergedItems>();
  for (const auto* run : runs) PQ_CHECK(all->add(read(*run)));
  return all;
}

}  // namespace

Result<std::unique_ptr<PieceFile>> PieceFile::scratch(const std::string& folder) {
  int descriptor = ::open(folder.c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    // Some file systems cannot: a name for a moment.
    auto name = folder + "/.pratique-XXXXXX";
    descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor >= 0) ::unlink(name.c_str());
  }
  if (descriptor < 0) return refused("cannot make a temporary file");
  return std::unique_ptr<PieceFile>(new PieceFile(descriptor, 0));
}

Result<std::unique_ptr<PieceFile>> PieceFile::writing(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return refused("cannot write");
  return std::unique_ptr<PieceFile>(new PieceFile(descriptor, 0));
}

Result<std::unique_ptr<PieceFile>> PieceFile::reading(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return refused("cannot read");
  struct stat status{};
  const bool regular = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  std::unique_ptr<PieceFile> file(new PieceFile(descriptor, static_cast<std::uint64_t>(status.st_size)));
  if (!regular) return base::invalid("no regular file");
  return file;
}

PieceFile::~PieceFile() { ::close(descriptor_); }

// Each thread takes its place first, so nobody waits.
Result<Piece> PieceFile::append(std::string_view stored) {
  const Piece piece{.offset = end_.fetch_add(stored.size()), .size = stored.size()};
  for (std::size_t done = 0; done < stored.size();) {
    const auto size = ::pwrite(descriptor_, stored.data() + done, stored.size() - done,
                               static_cast<off_t>(piece.offset + done));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return refused("cannot write a temporary file");
    done += static_cast<std::size_t>(size);
  }
  return piece;
}

Result<void> PieceFile::read(Piece piece, std::string& into) const {
  if (piece.offset > end_ || piece.size > end_ - piece.offset)
    return base::invalid("piece beyond the end of the file");
  into.resize(piece.size);
  for (std::size_t done = 0; done < piece.size;) {
    const auto size =
        ::pread(descriptor_, into.data() + done, piece.size - done, static_cast<off_t>(piece.offset + done));
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return refused("cannot read a temporary file");
    if (size == 0) return base::invalid("file of shards: cut off");
    done += static_cast<std::size_t>(size);
  }
  return {};
}

Result<void> PieceFile::sync() {
  if (::fsync(descriptor_) != 0 && errno != EINVAL) return refused("cannot write");
  return {};
}

std::string pack_piece(std::string_view plain) {
  const std::unique_ptr<ZSTD_CCtx, std::size_t (*)(ZSTD_CCtx*)> context(base::made(ZSTD_createCCtx()),
                                                                        ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string out(ZSTD_compressBound(plain.size()), '\0');
  const auto size = ZSTD_compress2(context.get(), out.data(), out.size(), plain.data(), plain.size());
  if (ZSTD_isError(size)) throw std::bad_alloc();  // the only reason that is left
  out.resize(size);
  return out;
}

Result<std::string> unpack_piece(std::string_view stored) {
  const auto size = ZSTD_getFrameContentSize(stored.data(), stored.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > kMaxPieceBytes)
    return base::invalid("shard: bad frame header");
  // What a frame says of its size is its own word: a byte gives at most some thousands.
  constexpr std::uint64_t kMostOfAByte = 1 << 18;
  if (size / kMostOfAByte > stored.size()) return base::invalid("shard: bad frame header");
  std::string out(size, '\0');
  const auto got = ZSTD_decompress(out.data(), out.size(), stored.data(), stored.size());
  if (ZSTD_isError(got)) return base::invalid(std::string("shard: ") + ZSTD_getErrorName(got));
  out.resize(got);
  return out;
}

std::unique_ptr<Items> read(const Run& run) { return std::make_unique<RunItems>(run); }

Result<void> RunWriter::add(std::string_view key, std::string_view value) {
  append_number(run_.tail, key.size());
  append_number(run_.tail, value.size());
  run_.tail += key;
  run_.tail += value;
  return run_.tail.size() < kPieceBytes ? Result<void>() : flush();
}

Result<void> RunWriter::flush() {
  if (run_.tail.empty()) return {};
  PQ_TRY(const auto piece, file_->append(pack_piece(run_.tail)));
  run_.pieces.push_back(piece);
  run_.tail.clear();
  return {};
}

Run RunWriter::take() && { return std::move(run_); }

Result<Run> RunWriter::finish() && {
  PQ_CHECK(flush());
  run_.tail.shrink_to_fit();
  return std::move(run_);
}

Result<std::unique_ptr<Items>> merged(std::vector<const Run*> runs, PieceFile& scratch) {
  std::vector<std::unique_ptr<Run>> own;
  std::size_t done = 0;
  // The oldest first, so that none is merged again and again.
  for (; runs.size() - done > kFanIn; done += kFanIn) {
    const auto first = runs.begin() + static_cast<std::ptrdiff_t>(done);
    PQ_TRY(const auto items, merged_once({first, first + kFanIn}));
    RunWriter writer(scratch);
    for (;;) {
      PQ_TRY(const bool any, items->next());
      if (!any) break;
      PQ_CHECK(writer.add(items->key(), items->value()));
    }
    PQ_TRY(auto run, std::move(writer).finish());
    own.push_back(std::make_unique<Run>(std::move(run)));
    runs.push_back(own.back().get());
  }
  runs.erase(runs.begin(), runs.begin() + static_cast<std::ptrdiff_t>(done));
  PQ_TRY(auto all, merged_once(runs));
  all->own = std::move(own);
  return all;
}

class Sorter::InMemory final : public Items {
 public:
  explicit InMemory(const Sorter& sorter) : sorter_(sorter) {}
  Result<bool> next() override { return ++at_ <= sorter_.slots_.size(); }
  std::string_view key() const override { return sorter_.key_of(sorter_.slots_[at_ - 1]); }
  std::string_view value() const override { return sorter_.value_of(sorter_.slots_[at_ - 1]); }

 private:
  const Sorter& sorter_;
  std::size_t at_ = 0;
};

Result<void> Sorter::add(std::string_view key, std::string_view value) {
  if (bytes_.size() + (slots_.size() + 1) * sizeof(Slot) + key.size() + value.size() > memory_ &&
      !slots_.empty())
    PQ_CHECK(spill());
  Slot slot{.begin = bytes_.size(),
            .key = static_cast<std::uint32_t>(key.size()),
            .value = static_cast<std::uint32_t>(value.size())};
  for (std::size_t i = 0; i < sizeof slot.prefix; ++i)
    slot.prefix = slot.prefix << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
  bytes_ += key;
  bytes_ += value;
  slots_.push_back(slot);
  in_order_ = false;
  return {};
}

void Sorter::sort() {
  if (in_order_) return;
  in_order_ = true;
  std::sort(slots_.begin(), slots_.end(), [&](const Slot& a, const Slot& b) {
    if (a.prefix != b.prefix) return a.prefix < b.prefix;
    const int order = key_of(a).compare(key_of(b));
    return order != 0 ? order < 0 : value_of(a) < value_of(b);
  });
}

Result<void> Sorter::spill() {
  sort();
  RunWriter writer(scratch_);
  for (const auto& slot : slots_) PQ_CHECK(writer.add(key_of(slot), value_of(slot)));
  PQ_TRY(auto run, std::move(writer).finish());
  runs_.push_back(std::move(run));
  bytes_.clear();
  slots_.clear();
  return {};
}

Result<std::unique_ptr<Items>> Sorter::sorted() {
  if (runs_.empty()) {
    sort();
    return std::make_unique<InMemory>(*this);
  }
  if (!slots_.empty()) PQ_CHECK(spill());
  std::string().swap(bytes_);
  std::vector<Slot>().swap(slots_);
  std::vector<const Run*> runs;
  for (const auto& run : runs_) runs.push_back(&run);
  return merged(std::move(runs), scratch_);
}

}  // namespace pratique::advisory
