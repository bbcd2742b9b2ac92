// What makes a newer database of an older one, row by row (docs/formats/database-delta.md, docs/decisions/0040): the
// older file and the delta give the newer file, byte for byte, told by its digest.
#pragma once

#include <cstdint>
#include <string>

#include "base/sink.h"
#include "codec/stream.h"

namespace pratique::advisory {

struct DeltaHeader {
  // Schema of both databases.
  std::uint64_t version = 0;
  // "sha256:…" of the files.
  std::string older, newer;
  // Of the newer file.
  std::uint64_t newer_bytes = 0;
  // The libraries whose bytes both are: "sqlite 3.40.1, zstd 1.5.4". Others may write the same rows otherwise.
  std::string made_with;
};

struct DeltaFigures {
  // Of all rows of the newer database.
  std::uint64_t same = 0, replaced = 0, added = 0;
  // Rows of the older one that are not in it.
  std::uint64_t removed = 0;
  // Bytes of the delta.
  std::uint64_t bytes = 0;
};

// What made_with is here.
std::string library_versions();

// Writes the delta. Equal databases give equal deltas. Memory: some MB, and twice the largest rows. Errors: those of
// Database::open(), of the older one first; the sink's; kLimit for a row beyond 48 MiB.
Result<DeltaFigures> make_delta(const std::string& older, const std::string& newer, const base::Sink& sink);

// Makes the database `newer`, which must not exist, of the one at `older`: sealed, on the disk, and of the digest
// that the delta promises; else there is an error and no file. What the digest is to be is for the caller to know
// (`wanted`, "sha256:…"): a delta that promises another is refused unread.
//
// Errors: kMismatch (the older file is another one; the result is not what was promised); kUnsupported (of another
// schema version, made with other libraries: take the whole database); kInvalid for a delta that is damaged; kLimit;
// kIo.
Result<DeltaHeader> apply_delta(const std::string& older, codec::ByteSource& delta, const std::string& newer,
                                const std::string& wanted);

// "sha256:…" of a file. Errors: kIo.
Result<std::string> file_digest(const std::string& path);

}  // namespace pratique::advisory
