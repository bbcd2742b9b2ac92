// Encodings of Unicode: as files tell theirs, by a byte order mark (Unicode standard, 23.8 "Specials"), and as
// formats carry code points in other ways (\u escapes).
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace pratique::codec {

// Text that begins with the mark of UTF-16 or UTF-32, of either byte order, as UTF-8 without it; any other as it is,
// valid UTF-8 or not. Takes up to one and a half times the memory of the text besides. Errors: kInvalid, with the
// offset, for halves of characters and for what is no character.
Result<std::string> to_utf8(std::string text);

// Appends the code point as UTF-8; surrogates and what is beyond U+10FFFF become U+FFFD.
void append_utf8(std::string& out, std::uint32_t point);

}  // namespace pratique::codec
