// Library files of Docker's official images: which tags are supported, and which of them are one image.
//
// Source: https://github.com/docker-library/official-images, README.md, "Instruction format": entries of "Key: value" lines
// divided by empty lines, continued by lines that begin with a blank; "#" begins a comment; the first entry says what holds
// for all that follow.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bases/index.h"

namespace pratique::bases {

// Of one file, of an archive as it is stored.
inline constexpr std::size_t kMaxLibraryBytes = 4u << 20;
inline constexpr std::size_t kMaxLibraryArchive = 64u << 20;

// The images of one file; of an official image that is given up, one without tags. `name`: of the file: "golang". Errors: kInvalid with the line for what is no such file (no entry
// with tags, a line that is none); kLimit.
Result<std::vector<OfficialImage>> read_library_file(std::string_view text, std::string_view name);

// Library files that belong together; what is none is passed over and told.
struct Library {
  std::vector<OfficialImage> images;
  std::size_t files = 0;
  // "clearlinux: line 3: …".
  std::vector<std::string> unread;
};
// Those of a folder (its "library" folder, or itself), an archive or a single file. Errors: kIo; kInvalid where no file is
// one; kLimit.
Result<Library> read_library(const std::string& path);
// The same of bytes that were fetched: a tar (packed or not; files in a folder "library", as GitHub packs the repository)
// or one file. `name`: the end of their address or path.
Result<Library> read_library_bytes(std::string_view bytes, std::string_view name);

}  // namespace pratique::bases
