// Where the documents of a command go.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cli.h"

namespace pratique::app {

// One document to write.
struct Output {
  std::string format;
  std::string file;  // empty: standard output
};
// The outputs that --format and --output ask for; `known` are the command's formats. kUsage for an unknown
// one, or for two documents on standard output.
Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known);

// A regular file (or a new one) by a temporary beside it and rename; anything else, such as a device or a
// pipe, is opened and written. Empty or "-": standard output.
Result<void> write_document(const std::string& file, std::string_view text);

}  // namespace pratique::app
