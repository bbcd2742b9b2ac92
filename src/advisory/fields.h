// One list of fields for writing and reading: `fields(io, value)` names the members of a type once, and PackedOut
// and PackedIn do with them what they are for.
#pragma once

#include <bit>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "advisory/compact.h"

namespace pratique::advisory {

class PackedOut {
 public:
  template <class T>
  using Of = const T;

  template <class... T>
  void operator()(const T&... each) {
    (put(each), ...);
  }
  std::string take() { return writer_.take(); }

 private:
  void put(const std::string& text) { writer_.text(text); }
  void put(double value) { writer_.number(std::bit_cast<std::uint64_t>(value)); }
  template <class T>
    requires std::is_enum_v<T> || std::is_integral_v<T>
  void put(T value) {
    writer_.number(static_cast<std::uint64_t>(value));
  }
  template <class T>
  void put(const std::vector<T>& list) {
    writer_.number(list.size());
    for (const auto& each : list) put(each);
  }
  template <class T>
    requires std::is_class_v<T>
  void put(const T& value) {
    fields(*this, value);
  }

  compact::CompactWriter writer_;
};

// After the first error nothing more is read; finished() tells it.
class PackedIn {
 public:
  template <class T>
  using Of = T;
  explicit PackedIn(base::Bytes bytes) : in_(bytes) {}

  template <class... T>
  void operator()(T&... each) {
    (take(each), ...);
  }
  // All of it was read, and nothing stands behind.
  Result<void> finished() const {
    if (!sound_) return sound_;
    return in_.remaining() == 0 ? Result<void>() : base::invalid("record longer than its fields");
  }

 private:
  std::uint64_t number() {
    if (!sound_) return 0;
    const auto value = in_.uvarint();
    if (!value) sound_ = tl::unexpected(value.error());
    return value.value_or(0);
  }
  void take(std::string& text) {
    if (!sound_) return;
    auto read = compact::text(in_);
    if (!read) {
      sound_ = tl::unexpected(std::move(read).error());
    } else {
      text = *std::move(read);
    }
  }
  void take(double& value) { value = std::bit_cast<double>(number()); }
  void take(bool& value) { value = number() != 0; }
  void take(std::uint64_t& value) { value = number(); }
  void take(std::uint32_t& value) {
    const auto read = number();
    if (read > UINT32_MAX && sound_) sound_ = base::invalid("record: number out of range");
    value = static_cast<std::uint32_t>(read);
  }
  // A number beyond the last enumerator would reach switch statements: refused. last_of() is the type's own.
  template <class T>
    requires std::is_enum_v<T>
  void take(T& value) {
    const auto read = number();
    if (read > static_cast<std::uint64_t>(last_of(T()))) {
      if (sound_) sound_ = base::invalid("record: value out of range");
      return;
    }
    value = static_cast<T>(read);
  }
  template <class T>
  void take(std::vector<T>& list) {
    const auto count = number();
    if (count > in_.remaining()) sound_ = base::invalid("record: count beyond its end");
    for (std::uint64_t i = 0; sound_ && i < count; ++i) take(list.emplace_back());
  }
  template <class T>
    requires std::is_class_v<T>
  void take(T& value) {
    fields(*this, value);
  }

  base::ByteReader in_;
  Result<void> sound_;
};

template <class T>
std::string packed(const T& value) {
  PackedOut out;
  fields(out, value);
  return out.take();
}

template <class T>
Result<T> unpacked(base::Bytes bytes) {
  PackedIn in(bytes);
  T value{};
  fields(in, value);
  PQ_CHECK(in.finished());
  return value;
}

}  // namespace pratique::advisory
