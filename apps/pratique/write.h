// Writing documents: all or nothing, and none of them in memory whole.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/sink.h"

namespace pratique::app {

struct Document {
  // Empty or "-": standard output.
  std::string file;
  // Makes its text. Called twice where the text's length must be known before it is written.
  base::Writing write;
};

// Writes every document, or, when one cannot be written, none that is a file of its own: these take their
// names when all are written whole. Everything else is opened, and disk space for it reserved, before the first
// byte is written; then come devices and pipes, open streams, files behind links. So what remains half done is
// what went into a device, pipe or stream before a later one failed, and files behind links or renamed ones when
// the disk itself fails. New files have the permissions that the umask gives; files that are
// replaced keep mode and owner. What a link, a device or a pipe leads to is opened and written, never
// replaced (Destination). Errors: kIo, with the file; those of making a text.
Result<void> write_documents(const std::vector<Document>& documents);
Result<void> write_document(const std::string& file, std::string_view text);

}  // namespace pratique::app
