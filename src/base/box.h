// A part of a value that most values do not have: one pointer, null while the part is as a new T. Copied and
// compared by content, so that a class with a Box behaves as if the T stood in it.
#pragma once

#include <memory>
#include <utility>

namespace pratique::base {

// T must have a default constructor and operator==. No two threads may use one Box while one of them writes.
template <class T>
class Box {
 public:
  Box() = default;
  Box(const Box& other) : part_(other.part_ ? std::make_unique<T>(*other.part_) : nullptr) {}
  Box(Box&&) noexcept = default;
  Box& operator=(const Box& other) {
    if (this != &other) *this = Box(other);
    return *this;
  }
  Box& operator=(Box&&) noexcept = default;
  ~Box() = default;

  const T& operator*() const { return part_ ? *part_ : empty(); }
  const T* operator->() const { return &**this; }
  bool is_there() const { return part_ != nullptr; }

  // The part to be written to; made when it is not there.
  T& edit() {
    if (!part_) part_ = std::make_unique<T>();
    return *part_;
  }
  // Gives the memory back when the part turned out to be as a new one.
  void settle() {
    if (part_ && *part_ == empty()) part_.reset();
  }

  bool operator==(const Box& other) const { return part_ == other.part_ || **this == *other; }

 private:
  static const T& empty() {
    static const T kEmpty{};
    return kEmpty;
  }
  std::unique_ptr<T> part_;
};

}  // namespace pratique::base
