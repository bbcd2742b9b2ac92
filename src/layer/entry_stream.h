// The members of a layer in order: from a tar, or from a folder of this machine.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "codec/tar.h"
#include "model/note.h"

namespace pratique::layer {

// Used by one thread. Two streams over the same content give the same members in the same order.
class EntryStream {
 public:
  virtual ~EntryStream() = default;
  virtual Result<std::optional<codec::TarEntry>> next() = 0;
  virtual Result<codec::TarReader::Piece> data() = 0;
  // What could not be read on the way (a folder without permission…).
  virtual std::vector<model::Note> notes() { return {}; }
  // The members ran out, but nothing says that these were all: a tar without its end mark (POSIX.1-2017, pax:
  // two blocks of zeros), as one is that was cut between two members. Where a digest was verified it does not
  // matter.
  virtual bool may_be_cut() const { return false; }
};

std::unique_ptr<EntryStream> tar_stream(codec::ByteSource& source);

// Walks a folder, sorted by name; symbolic links are members and never followed; devices and sockets are
// kOther. At most kMaxFolderDepth deep. Errors: kNotFound, kIo when the top itself cannot be opened.
//
// kOverlay: the folder is one layer of an overlay file system (Linux's overlayfs.rst): what hides the files of
// lower layers there (character devices 0/0, the xattr "opaque") is given as image layers have it (.wh. names).
inline constexpr int kMaxFolderDepth = 256;
enum class FolderForm { kTree, kOverlay };
Result<std::unique_ptr<EntryStream>> folder_stream(const std::string& path,
                                                   FolderForm form = FolderForm::kTree);

}  // namespace pratique::layer
