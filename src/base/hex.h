// Hexadecimal text of bytes, as digests are written.
#pragma once

#include <string>

#include "base/byte_reader.h"

namespace pratique::base {

// Appends two digits a byte, in lower case.
inline void append_hex(std::string& text, Bytes bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const auto byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4];
    text += kDigits[value & 15];
  }
}

inline std::string to_hex(Bytes bytes) {
  std::string text;
  append_hex(text, bytes);
  return text;
}

}  // namespace pratique::base
