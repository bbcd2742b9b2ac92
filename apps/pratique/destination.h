// How an output is written: what `-o FILE` names on this machine.
#pragma once

#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/result.h"

namespace pratique::app {

struct Destination {
  enum class Way {
    kDescriptor,  // a stream that is open already: standard output, /dev/stdout, /dev/fd/3
    kInPlace,  // opened and written: devices, pipes, whatever a link leads to, files with several names or an
               // access list, files in a folder that takes no new ones
    kReplace,  // a regular file or a new one: a temporary file beside it takes its name
  };
  Way way = Way::kReplace;
  // As the user named it.
  std::string file;
  // kDescriptor.
  int descriptor = -1;
  // What is there, links followed; nothing: a new file.
  std::optional<struct stat> was;
};

// Looks, and changes nothing. Empty and "-" are standard output. Errors, all kIo, are those that writing
// would meet and that can be seen beforehand: no such folder, a folder itself, no permission, a loop of
// links.
Result<Destination> destination_of(const std::string& file);

// Whether both are one file or stream, so that one document would destroy the other. Devices like /dev/null
// hold nothing that could be destroyed.
bool same_destination(const Destination& a, const Destination& b);

}  // namespace pratique::app
