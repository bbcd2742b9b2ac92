#include "codec/tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>

namespace pratique::codec {

struct TarReader::State {
  explicit State(Source& from) : source(from) {}

  Source& source;
  archive* tar = archive_read_new();
  archive_entry* entry = nullptr;
  std::optional<Error> failure;  // of the source, to be told instead of libarchive's own words

  ~State() { archive_read_free(tar); }

  // libarchive's callbacks.
  static la_ssize_t read(archive* tar, void* self, const void** buffer) {
    auto& state = *static_cast<State*>(self);
    auto chunk = state.source.next();
    if (!chunk) {
      state.failure = std::move(chunk).error();
      archive_set_error(tar, EIO, "source failed");
      return ARCHIVE_FATAL;
    }
    *buffer = chunk->data();
    return static_cast<la_ssize_t>(chunk->size());
  }
  static la_int64_t skip(archive*, void* self, la_int64_t request) {
    auto passed = static_cast<State*>(self)->source.skip(static_cast<std::uint64_t>(request));
    return passed ? static_cast<la_int64_t>(*passed) : 0;  // a failure shows at the next read
  }

  tl::unexpected<Error> error() {
    if (failure) return tl::unexpected(*failure);
    const char* words = archive_error_string(tar);
    return base::invalid_at(static_cast<std::uint64_t>(archive_filter_bytes(tar, 0)),
                            std::string("tar: ") + (words ? words : "damaged"));
  }
};

TarReader::TarReader(Source& source) : state_(std::make_unique<State>(source)) {
  archive_read_support_filter_none(state_->tar);
  archive_read_support_format_tar(state_->tar);
  archive_read_support_format_empty(state_->tar);  // a layer of no bytes at all is an empty archive
  archive_read_set_callback_data(state_->tar, state_.get());
  archive_read_set_read_callback(state_->tar, &State::read);
  archive_read_set_skip_callback(state_->tar, &State::skip);
}

TarReader::~TarReader() = default;

static TarEntry::Type type_of(archive_entry* entry) {
  if (archive_entry_hardlink(entry)) return TarEntry::Type::kHardlink;
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG:
      return TarEntry::Type::kFile;
    case AE_IFDIR:
      return TarEntry::Type::kFolder;
    case AE_IFLNK:
      return TarEntry::Type::kSymlink;
    default:
      return TarEntry::Type::kOther;
  }
}

Result<std::optional<TarEntry>> TarReader::next() {
  if (!state_->entry && archive_read_open1(state_->tar) != ARCHIVE_OK) return state_->error();
  const int status = archive_read_next_header(state_->tar, &state_->entry);
  if (status == ARCHIVE_EOF) return std::nullopt;
  // ARCHIVE_RETRY (damage that libarchive would step over) is numerically above ARCHIVE_WARN (a name that is not UTF-8,
  // an odd but sound header), so the comparison must name it.
  if (status == ARCHIVE_RETRY || status < ARCHIVE_WARN) return state_->error();

  TarEntry entry;
  entry.type = type_of(state_->entry);
  const auto view = [](const char* text) { return text ? std::string_view(text) : std::string_view(); };
  entry.path = view(archive_entry_pathname(state_->entry));
  entry.target = view(entry.type == TarEntry::Type::kHardlink ? archive_entry_hardlink(state_->entry)
                                                              : archive_entry_symlink(state_->entry));
  const auto size = archive_entry_size(state_->entry);
  if (size < 0) return base::invalid_at(static_cast<std::uint64_t>(archive_filter_bytes(state_->tar, 0)), "tar: negative size");
  entry.size = entry.type == TarEntry::Type::kFile ? static_cast<std::uint64_t>(size) : 0;
  entry.mode = static_cast<std::uint32_t>(archive_entry_perm(state_->entry));
  entry.sparse = archive_entry_sparse_count(state_->entry) > 0;
  entry.position = static_cast<std::uint64_t>(archive_filter_bytes(state_->tar, 0));
  return entry;
}

Result<TarReader::Piece> TarReader::data() {
  const void* buffer = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  int status = ARCHIVE_OK;
  do {  // libarchive may give empty blocks between sparse ones
    status = archive_read_data_block(state_->tar, &buffer, &size, &offset);
  } while (status == ARCHIVE_OK && size == 0);
  if (status == ARCHIVE_EOF) return Piece{};
  if (status == ARCHIVE_RETRY || status < ARCHIVE_WARN) return state_->error();
  return Piece{static_cast<std::uint64_t>(offset), {static_cast<const std::byte*>(buffer), size}};
}

}  // namespace pratique::codec
