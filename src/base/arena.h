// Text that lives together and dies together: one allocation for thousands of paths.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace pratique::base {

// Not thread-safe. Views that copy() gave live as long as the arena (moves included).
class TextArena {
 public:
  std::string_view copy(std::string_view text) {
    if (text.size() > left_) grow(text.size());
    char* at = next_;
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {at, text.size()};
  }

 private:
  static constexpr std::size_t kBlock = 256 << 10;

  void grow(std::size_t needed) {
    left_ = std::max(needed, kBlock);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace pratique::base
