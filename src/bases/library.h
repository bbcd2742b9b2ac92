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

inline constexpr std::size_t kMaxLibraryBytes = 4u << 20;

// The images of one file. `name`: of the file: "golang". Errors: kInvalid with the line for what is no such file (no entry
// with tags, a line that is none); kLimit.
Result<std::vector<OfficialImage>> read_library_file(std::string_view text, std::string_view name);

// Those of a folder (its "library" folder, or itself) or file; what is none is passed over and counted. Errors: kIo;
// kInvalid where no file is one.
struct Library {
  std::vector<OfficialImage> images;
  std::size_t files = 0;
  // "clearlinux: line 3: …".
  std::vector<std::string> unread;
};
Result<Library> read_library(const std::string& path);

}  // namespace pratique::bases
