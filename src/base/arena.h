// Text and plain values that live together and die together: one allocation for thousands of paths.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
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

// As TextArena, with arrays of plain values beside the text. It stays where it is, so that a pointer to it can
// be kept; memory grows in steps from `first` bytes.
class Arena {
 public:
  explicit Arena(std::size_t first = kFirst) : memory_(first) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* at = static_cast<char*>(memory_.allocate(text.size(), 1));
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }
  // `count` values, each as its type begins.
  template <class T>
  std::span<T> make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>, "nothing is destroyed one by one");
    if (count == 0) return {};
    auto* at = static_cast<T*>(memory_.allocate(count * sizeof(T), alignof(T)));
    std::uninitialized_value_construct_n(at, count);
    return {at, count};
  }
  // The values, not what they point to.
  template <class T>
  std::span<const T> copy(std::span<const T> values) {
    const auto out = make<T>(values.size());
    std::copy(values.begin(), values.end(), out.begin());
    return out;
  }

 private:
  static constexpr std::size_t kFirst = 4 << 10;
  std::pmr::monotonic_buffer_resource memory_;
};

}  // namespace pratique::base
