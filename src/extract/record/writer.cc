#include "extract/record/writer.h"

namespace pratique::extract::record {

void RecordWriter::put(const TextMap& map) {
  out_.uvarint(map.size());
  for (const auto& [key, value] : map) put(key), put(value);
}

// A folder that is the one of the path before is 0, any other its length + 1 and its text.
void RecordWriter::put(const PathList& paths) {
  out_.uvarint(paths.size());
  std::string_view before;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto folder = paths.folder(i);
    if (folder == before) {
      out_.uvarint(0);
    } else {
      out_.uvarint(folder.size() + 1);
      out_.bytes(base::as_bytes(folder));
    }
    put(paths.name(i));
    before = folder;
  }
}

void RecordWriter::put(const FileDigests& digests) {
  out_.uvarint(digests.size());
  for (std::size_t i = 0; i < digests.size(); ++i) {
    put(digests.path(i));
    put(digests.digest(i).algorithm());
    out_.bytes(digests.digest(i).bytes());
  }
}

}  // namespace pratique::extract::record
