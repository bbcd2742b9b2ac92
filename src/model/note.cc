#include "model/note.h"

namespace pratique::model {

Note to_note(const Error& error, std::string file) {
  const char* code = error.kind == ErrorKind::kLimit || error.kind == ErrorKind::kMetered ? "limit"
                     : error.kind == ErrorKind::kUnsupported                              ? "unsupported"
                                                                                          : "unreadable";
  Error shown = error;
  if (shown.where.file == file) shown.where.file.clear();  // the note names it already
  shown.where.layer.clear();
  return Note{.code = code,
              .message = base::to_line(shown),
              .file = std::move(file),
              .layer = error.where.layer,
              .incomplete = true};
}

}  // namespace pratique::model
