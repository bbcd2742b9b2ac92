// Many short texts, each packed for itself with one zstd dictionary (RFC 8878 §5) made from a sample of them:
// a text of 300 bytes shrinks to a third, and any of them is read alone.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::advisory {

// A dictionary for texts like these; empty (a valid dictionary too) when there are too few to learn from. The
// same texts in the same order give the same bytes.
std::string train_dictionary(const std::vector<std::string>& texts);
// The same of `count` texts that are made when they are asked for, each up to twice: all of them at once
// would be most of the memory of whoever has many.
std::string train_dictionary(std::size_t count, const std::function<std::string(std::size_t)>& text);

class TextPacker {
 public:
  explicit TextPacker(std::string_view dictionary);
  ~TextPacker();
  TextPacker(const TextPacker&) = delete;
  TextPacker& operator=(const TextPacker&) = delete;
  Result<std::string> pack(std::string_view text);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class TextUnpacker {
 public:
  explicit TextUnpacker(base::Bytes dictionary);
  ~TextUnpacker();
  TextUnpacker(const TextUnpacker&) = delete;
  TextUnpacker& operator=(const TextUnpacker&) = delete;
  // kLimit beyond 1 MiB unpacked.
  Result<std::string> unpack(base::Bytes packed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::advisory
