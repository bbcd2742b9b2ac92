// Keys whose bytes stand in the order of the fields that they are made of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace pratique::advisory {

class Key {
 public:
  // Ends with two zero bytes; a zero byte of the text becomes 00 FF, so that no text runs into the next field.
  Key& text(std::string_view text) {
    for (const char c : text) {
      out_ += c;
      if (c == '\0') out_ += '\xff';
    }
    out_.append(2, '\0');
    return *this;
  }
  // The last text first.
  Key& descending(std::string_view from) {
    const auto begin = out_.size();
    text(from);
    for (auto i = begin; i < out_.size(); ++i) out_[i] = static_cast<char>(~out_[i]);
    return *this;
  }
  Key& byte(unsigned value) {
    out_ += static_cast<char>(value);
    return *this;
  }
  // Big-endian.
  Key& number(std::uint64_t value) {
    for (int shift = 56; shift >= 0; shift -= 8) out_ += static_cast<char>(value >> shift);
    return *this;
  }
  std::string take() { return std::move(out_); }
  std::string_view view() const { return out_; }

 private:
  std::string out_;
};

// Takes the fields of a key in their order. What is not there reads as nothing: keys are our own.
class KeyReader {
 public:
  explicit KeyReader(std::string_view key) : left_(key) {}
  std::string text() {
    std::string out;
    while (!left_.empty()) {
      const char c = take();
      if (c != '\0') {
        out += c;
      } else if (left_.empty() || take() == '\0') {
        break;
      } else {
        out += '\0';
      }
    }
    return out;
  }
  unsigned byte() { return left_.empty() ? 0u : static_cast<unsigned char>(take()); }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | byte();
    return value;
  }

 private:
  char take() {
    const char c = left_.front();
    left_.remove_prefix(1);
    return c;
  }
  std::string_view left_;
};

}  // namespace pratique::advisory
