#include "update/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace pratique::update {

namespace fs = std::filesystem;

namespace {

tl::unexpected<Error> refused(const std::string& path, const std::string& why) {
  return base::fail(ErrorKind::kIo, why, Where{.file = path});
}
tl::unexpected<Error> refused(const std::string& path) { return refused(path, std::strerror(errno)); }

Result<void> write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const auto put = ::write(descriptor, text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return refused(path);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

}  // namespace

std::optional<std::string> read_small(const std::string& path, std::uint64_t limit) {
  auto source = codec::open_file(path);
  if (!source) return std::nullopt;
  auto text = codec::read_all(**source, limit);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

Result<void> write_small(const std::string& path, std::string_view text) {
  const auto aside = path + ".new";
  const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return refused(aside);
  auto written = write_all(descriptor, text, aside);
  if (written && ::fsync(descriptor) != 0 && errno != EINVAL) written = refused(aside);
  ::close(descriptor);
  PQ_CHECK(written);
  return rename_to(aside, path);
}

Result<void> pour(codec::ByteSource& source, int descriptor, const std::string& path) {
  for (;;) {
    PQ_TRY(const auto bytes, source.next());
    if (bytes.empty()) return {};
    PQ_CHECK(write_all(descriptor, base::as_text(bytes), path));
  }
}

Result<void> link_or_copy(const std::string& from, const std::string& to) {
  PQ_CHECK(make_folders(fs::path(to).parent_path().string()));
  if (::link(from.c_str(), to.c_str()) == 0) return {};
  std::error_code error;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error) return refused(to, error.message());
  return {};
}

void sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  ::fsync(folder);
  ::close(folder);
}

Result<void> remove_all(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (error) return refused(path, error.message());
  return {};
}

Result<void> make_folders(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (error) return refused(path, "cannot make this folder: " + error.message());
  return {};
}

Result<void> rename_to(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return refused(to);
  return {};
}

bool is_there(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace pratique::update
