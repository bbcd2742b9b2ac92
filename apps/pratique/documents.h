// Which documents a command writes, and where.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli.h"
#include "write.h"

namespace pratique::app {

// One document to write.
struct Output {
  std::string format;
  std::string file;  // empty: standard output
};
// The outputs that --format and --output ask for; `known` are the command's formats. Before anything is read,
// so that hours of work are not lost to a typing error. Errors: kUsage for an unknown format, for two
// documents in one place, for an --output that nothing would be written to, for one that is the target
// itself; kIo for a place that cannot be written.
Result<std::vector<Output>> outputs(const CommonOptions& options, const std::string& default_format,
                                    const std::vector<std::string>& known);

}  // namespace pratique::app
