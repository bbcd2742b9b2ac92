#include "codec/stream.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pratique::codec {

Result<base::Bytes> ByteSource::next() {
  if (chunk_.empty()) chunk_.resize(kChunkBytes);
  PQ_TRY(const auto count, read(chunk_));
  return base::Bytes(chunk_).first(count);
}

namespace {

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(base::Bytes bytes) : bytes_(bytes) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    const auto count = std::min(into.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, into.begin());
    bytes_ = bytes_.subspan(count);
    return count;
  }
  Result<base::Bytes> next() override { return std::exchange(bytes_, {}); }
  Result<std::uint64_t> skip(std::uint64_t count) override {
    count = std::min<std::uint64_t>(count, bytes_.size());
    bytes_ = bytes_.subspan(count);
    return count;
  }

 private:
  base::Bytes bytes_;
};

Error system_error(const std::string& path) {
  return Error{.kind = errno == ENOENT ? ErrorKind::kNotFound : ErrorKind::kIo,
               .what = std::strerror(errno),
               .where = {.file = path}};
}

class FileSource : public ByteSource {
 public:
  FileSource(std::string path, int descriptor, std::uint64_t offset, std::uint64_t left)
      : path_(std::move(path)), descriptor_(descriptor), offset_(offset), left_(left) {}
  ~FileSource() override { ::close(descriptor_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(std::span<std::byte> into) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
    ssize_t got = 0;
    do {
      got = seekable_ ? ::pread(descriptor_, into.data(), wanted, static_cast<off_t>(offset_))
                      : ::read(descriptor_, into.data(), wanted);
      if (got < 0 && errno == ESPIPE) {  // standard input, a pipe
        seekable_ = false;
        errno = EINTR;
      }
    } while (got < 0 && errno == EINTR);
    if (got < 0) return tl::unexpected(system_error(path_));
    offset_ += static_cast<std::uint64_t>(got);
    left_ -= static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }

  Result<std::uint64_t> skip(std::uint64_t count) override {
    const auto end = seekable_ ? ::lseek(descriptor_, 0, SEEK_END) : -1;
    if (end < 0 || offset_ > static_cast<std::uint64_t>(end)) return 0;
    count = std::min({count, left_, static_cast<std::uint64_t>(end) - offset_});
    offset_ += count;
    left_ -= count;
    return count;
  }

 private:
  std::string path_;
  int descriptor_;
  std::uint64_t offset_;
  std::uint64_t left_;
  bool seekable_ = true;
};

// A few bytes that were read already, then the rest.
class Rejoined : public ByteSource {
 public:
  Rejoined(std::string head, std::unique_ptr<ByteSource> rest)
      : head_(std::move(head)), rest_(std::move(rest)) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    if (at_ == head_.size()) return rest_->read(into);
    const auto count = std::min(into.size(), head_.size() - at_);
    std::memcpy(into.data(), head_.data() + at_, count);
    at_ += count;
    return count;
  }
  Result<base::Bytes> next() override {
    if (at_ == head_.size()) return rest_->next();
    return base::as_bytes(std::string_view(head_).substr(std::exchange(at_, head_.size())));
  }

 private:
  std::string head_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

}  // namespace

Result<Peeked> peek(std::unique_ptr<ByteSource> source, std::size_t count) {
  std::string head(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    PQ_TRY(const auto got, source->read(std::as_writable_bytes(std::span(head)).subspan(have)));
    if (got == 0) break;
    have += got;
  }
  head.resize(have);
  return Peeked{head, std::make_unique<Rejoined>(head, std::move(source))};
}

std::unique_ptr<ByteSource> from_memory(base::Bytes bytes) { return std::make_unique<MemorySource>(bytes); }

Result<std::unique_ptr<ByteSource>> open_file(const std::string& path, std::uint64_t offset,
                                              std::uint64_t size) {
  const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return tl::unexpected(system_error(path));
  return std::make_unique<FileSource>(path, descriptor, offset, size);
}

Result<std::string> read_all(ByteSource& source, std::uint64_t limit) {
  std::string all;
  for (;;) {
    PQ_TRY(const auto chunk, source.next());
    if (chunk.empty()) return all;
    if (chunk.size() > limit - all.size())
      return base::over_limit("longer than " + std::to_string(limit) + " bytes");
    all += base::as_text(chunk);
  }
}

}  // namespace pratique::codec
