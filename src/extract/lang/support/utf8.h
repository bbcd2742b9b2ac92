// Writing UTF-8 from code points, for formats that carry them in other ways (UTF-16, \u escapes).
#pragma once

#include <cstdint>
#include <string>

namespace pratique::extract::lang {

// Appends the code point; surrogates and what is beyond U+10FFFF become U+FFFD.
void append_utf8(std::string& out, std::uint32_t code);

}  // namespace pratique::extract::lang
