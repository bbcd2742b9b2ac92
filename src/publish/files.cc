#include "publish/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <climits>
#include <cstring>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/caught.h"
#include "base/text.h"
#include "codec/piece_source.h"
#include "crypto/digest.h"

namespace pratique::publish {

namespace {

// Twice as slow as the next, for a hundredth of the bytes.
constexpr int kLevel = 15;
constexpr int kWindow = 27;

tl::unexpected<Error> io(const std::string& path) {
  return base::fail(ErrorKind::kIo, std::strerror(errno), {.file = path});
}

class Promised : public codec::PieceSource {
 public:
  Promised(std::unique_ptr<codec::ByteSource> from, std::uint64_t size, std::string digest, std::string name,
           std::function<void(std::uint64_t)> passed)
      : from_(std::move(from)),
        size_(size),
        digest_(std::move(digest)),
        name_(std::move(name)),
        passed_(std::move(passed)) {}

 private:
  Result<base::Bytes> piece() override {
    if (over_) return base::Bytes();
    PQ_TRY(const auto bytes, from_->next());
    if (bytes.size() > size_ - done_)
      return refused(fmt::format("more than the {} bytes that it must have", size_));
    done_ += bytes.size();
    hash_.update(bytes);
    if (passed_) passed_(done_);
    if (!bytes.empty()) return bytes;
    over_ = true;
    if (done_ < size_) return refused(fmt::format("ends after {} of {} bytes", done_, size_));
    if (hash_.finish() != digest_) return refused("not what its digest says");
    return base::Bytes();
  }
  tl::unexpected<Error> refused(std::string what) const {
    return base::fail(ErrorKind::kMismatch, std::move(what), {.file = name_},
                      "nothing was changed; try again, or ask the publisher");
  }

  std::unique_ptr<codec::ByteSource> from_;
  const std::uint64_t size_;
  const std::string digest_, name_;
  const std::function<void(std::uint64_t)> passed_;
  std::uint64_t done_ = 0;
  bool over_ = false;
  crypto::Sha256 hash_;
};

}  // namespace

struct NewFile::State {
  int file = -1;
  std::optional<base::Leftover> leftover;
  crypto::Sha256 hash;
  std::uint64_t bytes = 0;
  bool kept = false;
};

NewFile::NewFile(std::string path, std::unique_ptr<State> state)
    : path_(std::move(path)), state_(std::move(state)) {}
NewFile::NewFile(NewFile&& other) noexcept = default;
NewFile::~NewFile() {
  if (!state_) return;
  if (state_->file >= 0) ::close(state_->file);
  if (!state_->kept) ::unlink(path_.c_str());
}

Result<NewFile> NewFile::create(const std::string& path) {
  auto state = std::make_unique<State>();
  state->leftover.emplace(path);
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
  state->file = ::open(path.c_str(), kFlags, 0644);
  // Left by a process of this number that was killed: in a container they are the same each time.
  if (state->file < 0 && errno == EEXIST && ::unlink(path.c_str()) == 0)
    state->file = ::open(path.c_str(), kFlags, 0644);
  if (state->file < 0) return io(path);
  ::flock(state->file,
          LOCK_EX | LOCK_NB);  // says that it is being written; where locks are not had, the number must do
  return NewFile(path, std::move(state));
}

Result<void> NewFile::write(std::string_view bytes) {
  state_->hash.update(base::as_bytes(bytes));
  state_->bytes += bytes.size();
  while (!bytes.empty()) {
    const auto count = ::write(state_->file, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return io(path_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

Result<Written> NewFile::finish() {
  if (::fsync(state_->file) != 0) return io(path_);
  return Written{.digest = state_->hash.finish(), .bytes = state_->bytes};
}

Result<void> NewFile::rename_to(const std::string& path) {
  if (::rename(path_.c_str(), path.c_str()) != 0) return io(path);
  keep();
  return {};
}

void NewFile::keep() {
  state_->kept = true;
  state_->leftover.reset();
}

std::unique_ptr<codec::ByteSource> promised(std::unique_ptr<codec::ByteSource> from, std::uint64_t size,
                                            std::string digest, std::string name,
                                            std::function<void(std::uint64_t)> passed) {
  return std::make_unique<Promised>(std::move(from), size, std::move(digest), std::move(name),
                                    std::move(passed));
}

Result<void> pour(codec::ByteSource& from, NewFile& into) {
  for (;;) {
    PQ_TRY(const auto bytes, from.next());
    if (bytes.empty()) return {};
    PQ_CHECK(into.write(base::as_text(bytes)));
  }
}

Result<void> pack_file(const std::string& from, NewFile& into) {
  struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  PQ_TRY(const auto source, codec::open_file(from));
  std::error_code none;
  const auto size = std::filesystem::file_size(from, none);
  const std::unique_ptr<ZSTD_CCtx, FreeContext> context(base::made(ZSTD_createCCtx()));
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, kWindow);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_enableLongDistanceMatching, 1);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  if (!none) ZSTD_CCtx_setPledgedSrcSize(context.get(), size);
  std::vector<char> room(ZSTD_CStreamOutSize());
  for (bool more = true; more;) {
    PQ_TRY(const auto bytes, source->next());
    more = !bytes.empty();
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (std::size_t left = 1; left != 0 || in.pos < in.size;) {
      ZSTD_outBuffer out{room.data(), room.size(), 0};
      left = ZSTD_compressStream2(context.get(), &out, &in, more ? ZSTD_e_continue : ZSTD_e_end);
      if (ZSTD_isError(left) != 0)
        return base::fail(ErrorKind::kIo, std::string("zstd: ") + ZSTD_getErrorName(left), {.file = from});
      PQ_CHECK(into.write({room.data(), out.pos}));
      if (more && in.pos == in.size) break;
    }
  }
  return {};
}

namespace {

bool is_locked(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return false;
  const bool locked = ::flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(file);
  return locked;
}

}  // namespace

void remove_dead(const std::string& path, std::string_view mark) {
  namespace fs = std::filesystem;
  const fs::path target(path);
  const auto prefix = target.filename().string() + std::string(mark);
  std::error_code none;
  std::vector<fs::path> dead;
  for (const auto& entry :
       fs::directory_iterator(target.has_parent_path() ? target.parent_path() : ".", none)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with(prefix)) continue;
    const auto process = base::to_uint(std::string_view(name).substr(prefix.size()));
    const bool is_gone = process && *process > 0 && *process <= INT_MAX &&
                         ::kill(static_cast<pid_t>(*process), 0) != 0 && errno == ESRCH;
    if (is_gone && !is_locked(entry.path().c_str())) dead.push_back(entry.path());
  }
  for (const auto& each : dead) fs::remove_all(each, none);
}

Result<void> put_text(const std::string& folder, const std::string& name, std::string_view text) {
  const auto path = folder + "/" + name;
  remove_dead(path, kNew);
  PQ_TRY(auto file, NewFile::create(fmt::format("{}{}{}", path, kNew, ::getpid())));
  PQ_CHECK(file.write(text));
  PQ_CHECK(file.finish());
  return file.rename_to(path);
}

Result<std::optional<std::string>> get_text(const std::string& folder, const std::string& name,
                                            std::uint64_t limit) {
  const auto path = folder + "/" + name;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<std::string>();
  PQ_TRY(const auto file, codec::open_file(path));
  auto text = codec::read_all(*file, limit);
  if (!text) return tl::unexpected(std::move(text).error().in(name));
  return std::optional(*std::move(text));
}

}  // namespace pratique::publish
