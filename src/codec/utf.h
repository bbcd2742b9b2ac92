// Encodings of Unicode, as files tell theirs: by a byte order mark (Unicode standard, 23.8 "Specials").
#pragma once

#include <string>

#include "base/result.h"

namespace pratique::codec {

// Text that begins with the mark of UTF-16 or UTF-32, of either byte order, as UTF-8 without it; any other as it is,
// valid UTF-8 or not. Takes up to one and a half times the memory of the text besides. Errors: kInvalid, with the
// offset, for halves of characters and for what is no character.
Result<std::string> to_utf8(std::string text);

}  // namespace pratique::codec
