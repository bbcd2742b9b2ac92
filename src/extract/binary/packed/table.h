// By what packers of programs, and what puts a whole application into one program, are recognised: one row each.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "base/byte_reader.h"

namespace pratique::extract::packed {

enum class Sign {
  kHead,      // a text in the first 512 bytes of the file
  kLineHead,  // the same, and the file starts with "#!"
  kTail,      // a text in the last kTail bytes
  kSection,   // a section of that name, of an ELF or PE file
};
inline constexpr std::size_t kTail = 64;

enum class Wrapping {
  kPacked,   // the program unpacks itself into memory: what it was built of is nowhere to be read
  kCarries,  // a runtime with an application behind it, in a form of its own that nobody reads yet
};

struct Row {
  // For people: "UPX".
  std::string_view name;
  Wrapping wrapping = Wrapping::kPacked;
  Sign sign = Sign::kHead;
  std::string_view text;
  // Where in the head; anywhere unless given.
  std::size_t at = std::string_view::npos;
};

std::span<const Row> rows();

// The first row with a text of that sign in `bytes`; null when there is none. Not for kSection.
const Row* find(Sign sign, base::Bytes bytes);
const Row* find_section(std::string_view name);

// Whether the bytes look compressed or encrypted: hardly any order is left in them. Code of any processor has under
// 6.8 bits in a byte, deflated or encrypted bytes over 7.8 where there are some thousand of them. False for less
// than kLeastDense bytes.
bool is_dense(base::Bytes bytes);
inline constexpr std::size_t kLeastDense = 2048;

}  // namespace pratique::extract::packed
