#include "extract/lang/support/utf8.h"

namespace pratique::extract::lang {

void append_utf8(std::string& out, std::uint32_t code) {
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) code = 0xfffd;
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  const auto continued = [&](int shift) { put(0x80 | (code >> shift & 0x3f)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    continued(0);
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    continued(6);
    continued(0);
  } else {
    put(0xf0 | code >> 18);
    continued(12);
    continued(6);
    continued(0);
  }
}

}  // namespace pratique::extract::lang
