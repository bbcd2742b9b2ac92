#include "support/tar_oracle.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>

#include "codec/tar.h"

namespace pratique::testing {

namespace {

// Contents as they are stored: zero bytes count as a hole wherever they stand, because readers differ in how
// much of a hole they give.
class Content {
 public:
  void add(std::uint64_t offset, base::Bytes bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      if (bytes[i] == std::byte{0}) continue;
      mix(offset + i);
      mix(std::to_integer<std::uint64_t>(bytes[i]));
    }
  }
  std::uint64_t hash() const { return hash_; }

 private:
  void mix(std::uint64_t value) { hash_ = (hash_ ^ value) * 0x100000001b3; }
  std::uint64_t hash_ = 0xcbf29ce484222325;
};

char letter(codec::TarEntry::Type type) { return "fdlho"[static_cast<int>(type)]; }

// libarchive cuts a slash off names of folders in some forms, and we do in none.
std::string plain(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

}  // namespace

std::string to_text(const TarMember& member) {
  return std::string(1, member.type) + " " + member.path +
         (member.target.empty() ? "" : " -> " + member.target) + " " + std::to_string(member.size) + " " +
         std::to_string(member.content);
}

TarListing tar_by_us(std::string_view archive, std::uint64_t max_content) {
  TarListing listing{.clean = true};
  const auto fail = [&](const Error& error) {
    listing.clean = false;
    listing.error = base::to_line(error);
    return listing;
  };
  const auto source = codec::from_memory(base::as_bytes(archive));
  codec::TarReader tar(*source);
  std::uint64_t total = 0;
  for (;;) {
    const auto entry = tar.next();
    if (!entry) return fail(entry.error());
    if (!*entry) return listing;
    if (!(*entry)->defect.empty()) fail(Error{.what = std::string((*entry)->defect)});
    TarMember member{letter((*entry)->type), plain((*entry)->path), std::string((*entry)->target),
                     (*entry)->size};
    if (member.type == 'f' && (*entry)->path.ends_with('/'))
      fail(Error{.what = "a file by its type is a folder by its name for libarchive"});
    Content content;
    for (bool more = member.type == 'f'; more;) {
      const auto piece = tar.data();
      if (!piece) return fail(piece.error());
      more = !piece->bytes.empty();
      if ((total += piece->bytes.size()) > max_content) return fail(Error{.what = "too much content"});
      content.add(piece->offset, piece->bytes);
    }
    member.content = content.hash();
    listing.members.push_back(std::move(member));
  }
}

namespace {

TarMember describe(archive_entry* entry) {
  const auto text = [](const char* words) { return words ? std::string(words) : std::string(); };
  TarMember member{'o', plain(text(archive_entry_pathname(entry)))};
  if (archive_entry_hardlink(entry)) {
    member.type = 'h';
    member.target = text(archive_entry_hardlink(entry));
  } else if (archive_entry_filetype(entry) == AE_IFREG) {
    member.type = 'f';
    member.size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
  } else if (archive_entry_filetype(entry) == AE_IFDIR) {
    member.type = 'd';
  } else if (archive_entry_filetype(entry) == AE_IFLNK) {
    member.type = 'l';
    member.target = text(archive_entry_symlink(entry));
  }
  return member;
}

struct Handle {
  archive* tar = archive_read_new();
  ~Handle() { archive_read_free(tar); }
};

}  // namespace

TarListing tar_by_libarchive(std::string_view bytes, std::uint64_t max_content) {
  TarListing listing{.clean = true};
  Handle handle;
  const auto fail = [&] {
    const char* words = archive_error_string(handle.tar);
    listing.clean = false;
    listing.error = words ? words : "damaged";
    return listing;
  };
  archive_read_support_filter_none(handle.tar);
  archive_read_support_format_tar(handle.tar);
  archive_read_support_format_empty(handle.tar);
  if (archive_read_open_memory(handle.tar, bytes.data(), bytes.size()) != ARCHIVE_OK) return fail();
  std::uint64_t total = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(handle.tar, &entry);
    if (status == ARCHIVE_EOF) return listing;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return fail();
    if (status == ARCHIVE_WARN) fail();
    auto member = describe(entry);
    Content content;
    for (bool more = member.type == 'f'; more;) {
      const void* data = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int read = archive_read_data_block(handle.tar, &data, &size, &offset);
      if (read != ARCHIVE_OK && read != ARCHIVE_EOF) return fail();
      more = read == ARCHIVE_OK;
      if ((total += size) > max_content) return fail();
      if (more) content.add(static_cast<std::uint64_t>(offset), {static_cast<const std::byte*>(data), size});
    }
    member.content = content.hash();
    listing.members.push_back(std::move(member));
  }
}

std::string difference(const TarListing& ours, const TarListing& theirs) {
  if (!ours.clean || !theirs.clean) return {};
  const auto count = std::min(ours.members.size(), theirs.members.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (ours.members[i] == theirs.members[i]) continue;
    return "member " + std::to_string(i) + ": ours " + to_text(ours.members[i]) + ", libarchive's " +
           to_text(theirs.members[i]);
  }
  if (ours.members.size() == theirs.members.size()) return {};
  return "ours has " + std::to_string(ours.members.size()) + " members, libarchive's " +
         std::to_string(theirs.members.size());
}

}  // namespace pratique::testing
