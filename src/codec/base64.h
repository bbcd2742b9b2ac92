// Base64 (RFC 4648).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::codec {

// Bytes of a text in either alphabet; padding may lack. Errors: kInvalid for a character of neither.
Result<std::string> from_base64(std::string_view text);
// In the standard alphabet, with padding.
std::string to_base64(std::string_view bytes);

}  // namespace pratique::codec
