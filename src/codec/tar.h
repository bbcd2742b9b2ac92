// Reading tar streams as they come, in bounded memory: v7, ustar, pax, GNU tar (long names, base-256 numbers,
// sparse files of all four forms) and star. Ours and no library's, because the walk over hundreds of
// thousands of members is what this program spends its time on (docs/decisions/0014-tar-reader.md);
// libarchive is the oracle of its tests.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "codec/stream.h"

namespace pratique::codec {

inline constexpr std::uint32_t kUnknownOwner = UINT32_MAX;

struct TarEntry {
  // kOther: devices, pipes, sockets.
  enum class Type { kFile, kFolder, kSymlink, kHardlink, kOther };
  // As written, not cleaned; bytes, not necessarily UTF-8.
  std::string_view path;
  // Of a link, as written.
  std::string_view target;
  Type type = Type::kFile;
  // Of a regular file; of a sparse one, unpacked.
  std::uint64_t size = 0;
  // Permission bits.
  std::uint32_t mode = 0;
  // Whose it is, by number; kUnknownOwner where that cannot be read or does not fit.
  std::uint32_t uid = 0, gid = 0;
  // Value of the attribute "security.capability" (capabilities(7), "File capabilities"), of pax records as GNU tar
  // and star ("SCHILY.xattr.") or libarchive ("LIBARCHIVE.xattr.") write them; empty: there is none. Not checked.
  std::string_view capability{};
  bool sparse = false;
  // Offset in the tar stream of the file's first data byte.
  std::uint64_t position = 0;
  // What is wrong with the member's headers although it can be read: broken pax records were left out, so its
  // name or size may not be what was meant. Empty: nothing.
  std::string_view defect;
};

// One pass over a tar stream. Not thread-safe. Views in an entry live until the next call of next().
class TarReader {
 public:
  explicit TarReader(ByteSource& source);
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  // The next member; nothing at the end of the archive (two zero blocks, or the end of the stream between
  // members). Data that was not asked for is skipped. An error (bad checksum, truncation…) ends the reading:
  // what came before it stands.
  Result<std::optional<TarEntry>> next();
  // After next() gave nothing: whether a zero block said that this is the end. Where the stream just ends
  // between members, the archive may have been cut there; every writer in use marks the end.
  bool end_was_marked() const;

  // The next piece of the current file's content, in order; empty at its end. Holes of sparse files are not
  // given: `offset` tells where the piece belongs. A view into the stream: lives until the next call of
  // anything here.
  struct Piece {
    std::uint64_t offset = 0;
    base::Bytes bytes;
  };
  Result<Piece> data();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::codec
