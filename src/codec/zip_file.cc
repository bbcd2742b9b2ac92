#include "codec/zip_file.h"

#include <fcntl.h>
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <vector>

namespace pratique::codec {

namespace {

constexpr std::size_t kPieceBytes = 64 << 10;
constexpr std::uint64_t kLocalSize = 30;           // APPNOTE 4.3.7, without name and extra field
constexpr std::uint32_t kLocalMagic = 0x04034b50;  // "PK\3\4"
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;

Result<void> read_at(int descriptor, std::uint64_t offset, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto got = ::pread(descriptor, into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return base::fail(ErrorKind::kIo, std::strerror(errno));
    if (got == 0) return base::invalid_at(offset, "bytes end too early");
    into = into.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return {};
}

// One member as it is inflated. Its buffers are the archive's: members are small and many.
class Member : public ByteSource {
 public:
  struct Buffers {
    std::array<std::byte, kPieceBytes> packed;
    inflate_state inflater;
  };
  Member(int descriptor, std::uint64_t at, const ZipEntry& entry, Buffers& buffers)
      : descriptor_(descriptor),
        at_(at),
        left_(entry.packed),
        size_(entry.size),
        crc_(entry.crc),
        packed_(entry.method == kDeflated),
        buffers_(buffers) {
    isal_inflate_init(&buffers_.inflater);
    buffers_.inflater.crc_flag = ISAL_DEFLATE;
    buffers_.inflater.avail_in = 0;
  }

  Result<std::size_t> read(std::span<std::byte> into) override {
    if (into.empty() || over_) return 0;
    PQ_TRY(const auto made, packed_ ? inflate(into) : copy(into));
    made_ += made;
    if (made_ > size_) return wrong("inflates to more than its directory says");
    sum_ = crc32_gzip_refl(sum_, reinterpret_cast<const unsigned char*>(into.data()), made);
    if (made > 0) return made;
    over_ = true;
    if (made_ != size_) return wrong("ends early");
    if (sum_ != crc_) return wrong("has a wrong checksum");
    return 0;
  }

 private:
  tl::unexpected<Error> wrong(const std::string& what) {
    over_ = true;
    return base::invalid("zip entry " + what);
  }

  Result<std::size_t> copy(std::span<std::byte> into) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
    PQ_CHECK(read_at(descriptor_, at_, into.first(count)));
    at_ += count;
    left_ -= count;
    return count;
  }

  // 0 at the end of the deflate stream only.
  Result<std::size_t> inflate(std::span<std::byte> into) {
    auto& state = buffers_.inflater;
    state.next_out = reinterpret_cast<std::uint8_t*>(into.data());
    state.avail_out = static_cast<std::uint32_t>(std::min<std::size_t>(into.size(), UINT32_MAX));
    const auto room = state.avail_out;
    while (state.avail_out == room && state.block_state != ISAL_BLOCK_FINISH) {
      const bool had_all = state.avail_in == 0 && left_ == 0;
      if (state.avail_in == 0 && left_ > 0) PQ_CHECK(refill());
      const int status = isal_inflate(&state);
      if (status != ISAL_DECOMP_OK && status != ISAL_END_INPUT) return wrong("is damaged");
      if (had_all && state.avail_out == room && state.block_state != ISAL_BLOCK_FINISH)
        return wrong("ends early");
    }
    return room - state.avail_out;
  }

  Result<void> refill() {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, left_));
    PQ_CHECK(read_at(descriptor_, at_, std::span(buffers_.packed).first(count)));
    at_ += count;
    left_ -= count;
    buffers_.inflater.next_in = reinterpret_cast<std::uint8_t*>(buffers_.packed.data());
    buffers_.inflater.avail_in = static_cast<std::uint32_t>(count);
    return {};
  }

  const int descriptor_;
  std::uint64_t at_, left_;
  const std::uint64_t size_;
  const std::uint32_t crc_;
  const bool packed_;
  Buffers& buffers_;
  std::uint64_t made_ = 0;
  std::uint32_t sum_ = 0;
  bool over_ = false;
};

}  // namespace

struct ZipFile::State {
  explicit State(int opened) : descriptor(opened) {}
  State(const State&) = delete;
  ~State() { ::close(descriptor); }

  const int descriptor;
  std::uint64_t begin = 0, size = 0;
  // What the reader of the directory was given: names lie in there.
  std::deque<std::vector<std::byte>> held;
  std::optional<Zip> zip;
  Member::Buffers buffers;
};

ZipFile::ZipFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipFile::ZipFile(ZipFile&&) noexcept = default;
ZipFile::~ZipFile() = default;

Result<ZipFile> ZipFile::open(const std::string& path, std::uint64_t offset, std::uint64_t size) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
  auto state = std::make_unique<State>(descriptor);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0)
    return base::fail(ErrorKind::kIo, std::strerror(errno), Where{.file = path});
  const auto whole = static_cast<std::uint64_t>(status.st_size);
  state->begin = std::min(offset, whole);
  state->size = std::min(size, whole - state->begin);
  auto& in = *state;
  const auto read = [&in](std::uint64_t at, std::uint64_t count) -> Result<base::Bytes> {
    if (at > in.size || count > in.size - at) return base::invalid_at(at, "bytes end too early");
    auto& into = in.held.emplace_back(static_cast<std::size_t>(count));
    PQ_CHECK(read_at(in.descriptor, in.begin + at, into));
    return base::Bytes(into);
  };
  PQ_TRY(auto zip, Zip::open(state->size, read, kZipFileLimits));
  state->zip.emplace(std::move(zip));
  return ZipFile(std::move(state));
}

const std::vector<ZipEntry>& ZipFile::entries() const { return state_->zip->entries(); }

// Behind the local header, whose name and extra field may be longer than those of the directory.
static Result<std::uint64_t> data_at(int descriptor, std::uint64_t begin, const ZipEntry& entry) {
  std::array<std::byte, kLocalSize> header;
  PQ_CHECK(read_at(descriptor, begin + entry.offset, header));
  base::ByteReader in(header);
  PQ_TRY(const auto magic, in.u32());
  if (magic != kLocalMagic) return base::invalid_at(entry.offset, "bad local header of a zip entry");
  PQ_CHECK(in.seek(26));
  PQ_TRY(const auto name_length, in.u16());
  PQ_TRY(const auto extra_length, in.u16());
  const auto before = kLocalSize + name_length + extra_length;
  if (before > entry.room || entry.packed > entry.room - before)
    return base::invalid_at(entry.offset, "zip entry shares bytes with another");
  return begin + entry.offset + before;
}

Result<std::unique_ptr<ByteSource>> ZipFile::content(const ZipEntry& entry) {
  PQ_CHECK(check_readable(entry));
  PQ_TRY(const auto at, data_at(state_->descriptor, state_->begin, entry));
  return std::make_unique<Member>(state_->descriptor, at, entry, state_->buffers);
}

Result<std::uint64_t> ZipFile::stored_at(const ZipEntry& entry) const {
  PQ_CHECK(check_readable(entry));
  if (entry.method != kStored)
    return base::fail(ErrorKind::kUnsupported, "zip entry is not stored plainly",
                      Where{.offset = entry.offset});
  return data_at(state_->descriptor, state_->begin, entry);
}

}  // namespace pratique::codec
