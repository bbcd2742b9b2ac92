#include "codec/tar.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/text.h"

namespace pratique::codec {

namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kTailBytes =
    4096;  // headers that begin this far before a chunk of the stream are still looked into

// POSIX.1-2017 pax, "ustar Interchange Format": offsets of the fields that are needed here.
constexpr std::size_t kSizeField = 124, kSizeDigits = 12, kTypeField = 156;

std::size_t octal(std::string_view digits) {
  digits = digits.substr(std::min(digits.find_first_not_of(' '), digits.size()));
  std::size_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, 8);
  return value;
}

// "LENGTH KEY=VALUE\n" records: true when a name holds a NUL byte.
bool has_cut_name(std::string_view records) {
  while (!records.empty()) {
    std::size_t length = 0;
    const auto digits = std::from_chars(records.data(), records.data() + records.size(), length);
    if (digits.ec != std::errc() || length == 0 || length > records.size())
      return false;  // libarchive has told that
    const auto key = records.substr(static_cast<std::size_t>(digits.ptr - records.data()),
                                    std::string_view(" linkpath=").size());
    const bool name = key.starts_with(" path=") || key.starts_with(" linkpath=");
    if (name && records.substr(0, length).find('\0') != std::string_view::npos) return true;
    records.remove_prefix(length);
  }
  return false;
}

// The same for the extended headers before a member.
bool has_cut_name_in(std::string_view headers) {
  while (headers.size() > kBlock) {
    const auto size = octal(headers.substr(kSizeField, kSizeDigits));
    const char type = headers[kTypeField];
    headers.remove_prefix(kBlock);
    if ((type == 'x' || type == 'g') && has_cut_name(headers.substr(0, size))) return true;
    const auto blocks = size / kBlock + (size % kBlock != 0);
    if (blocks >= headers.size() / kBlock) return false;
    headers.remove_prefix(blocks * kBlock);
  }
  return false;
}

}  // namespace

struct TarReader::State {
  explicit State(Source& from) : source(from) {}

  Source& source;
  archive* tar = archive_read_new();
  archive_entry* entry = nullptr;
  std::optional<Error> failure;  // of the source, to be told instead of libarchive's own words
  std::string_view chunk;        // given last
  std::uint64_t given = 0;       // bytes of the stream up to its end
  std::string tail;              // the last bytes before `chunk`

  ~State() { archive_read_free(tar); }

  // libarchive's callbacks.
  static la_ssize_t read(archive* tar, void* self, const void** buffer) {
    auto& state = *static_cast<State*>(self);
    state.keep_tail();
    auto chunk = state.source.next();
    if (!chunk) {
      state.failure = std::move(chunk).error();
      archive_set_error(tar, EIO, "source failed");
      return ARCHIVE_FATAL;
    }
    state.chunk = base::as_text(*chunk);
    state.given += chunk->size();
    *buffer = chunk->data();
    return static_cast<la_ssize_t>(chunk->size());
  }
  static la_int64_t skip(archive*, void* self, la_int64_t request) {
    auto& state = *static_cast<State*>(self);
    const auto passed = state.source.skip(static_cast<std::uint64_t>(request));
    if (!passed || *passed == 0) return 0;  // a failure shows at the next read
    state.given += *passed;
    state.chunk = {};
    state.tail.clear();
    return static_cast<la_int64_t>(*passed);
  }

  // The source takes its chunk back with the next one.
  void keep_tail() {
    tail += chunk.substr(chunk.size() - std::min(chunk.size(), kTailBytes));
    if (tail.size() > kTailBytes) tail.erase(0, tail.size() - kTailBytes);
  }

  // libarchive gives names as C strings: one with a NUL byte, which no file can have, is cut without a word.
  // So the pax records are looked into again, as far as their bytes are still at hand.
  bool name_was_cut() const {
    const auto begin = static_cast<std::uint64_t>(archive_read_header_position(tar));
    const auto end = static_cast<std::uint64_t>(archive_filter_bytes(tar, 0));
    if (end <= begin + 2 * kBlock) return false;  // no extended header
    const auto chunk_begin = given - chunk.size();
    if (begin >= chunk_begin)
      return end <= given && has_cut_name_in(chunk.substr(begin - chunk_begin, end - begin));
    const auto before = chunk_begin - begin;
    if (before > tail.size() || end > given) return false;
    return has_cut_name_in(tail.substr(tail.size() - before) +
                           std::string(chunk.substr(0, end - chunk_begin)));
  }

  // Of a member that libarchive gives with a warning. Names that are not UTF-8 and odd access control lists
  // do no harm.
  std::string_view defect(int status) const {
    if (status == ARCHIVE_OK) return name_was_cut() ? "NUL byte in its name" : "";
    const char* words = archive_error_string(tar);
    const std::string_view text = words ? words : "damaged";
    const bool harmless =
        base::contains(text, "can't be converted") || base::contains(base::to_lower(text), "acl");
    return harmless ? std::string_view() : text;
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
  // ARCHIVE_RETRY (damage that libarchive would step over) is numerically above ARCHIVE_WARN (a name that is
  // not UTF-8, an odd but sound header), so the comparison must name it.
  if (status == ARCHIVE_RETRY || status < ARCHIVE_WARN) return state_->error();

  TarEntry entry;
  entry.type = type_of(state_->entry);
  const auto view = [](const char* text) { return text ? std::string_view(text) : std::string_view(); };
  entry.path = view(archive_entry_pathname(state_->entry));
  entry.target = view(entry.type == TarEntry::Type::kHardlink ? archive_entry_hardlink(state_->entry)
                                                              : archive_entry_symlink(state_->entry));
  const auto size = archive_entry_size(state_->entry);
  if (size < 0)
    return base::invalid_at(static_cast<std::uint64_t>(archive_filter_bytes(state_->tar, 0)),
                            "tar: negative size");
  entry.size = entry.type == TarEntry::Type::kFile ? static_cast<std::uint64_t>(size) : 0;
  entry.mode = static_cast<std::uint32_t>(archive_entry_perm(state_->entry));
  entry.sparse = archive_entry_sparse_count(state_->entry) > 0;
  entry.position = static_cast<std::uint64_t>(archive_filter_bytes(state_->tar, 0));
  entry.defect = state_->defect(status);
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
