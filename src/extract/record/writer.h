// Records as bytes (docs/formats/analysis.md, "Values"). reader.h is the other half; both go over fields.h.
#pragma once

#include "base/byte_writer.h"
#include "extract/record/fields.h"

namespace pratique::extract::record {

// Equal values give equal bytes.
class RecordWriter {
 public:
  explicit RecordWriter(base::ByteWriter& out) : out_(out) {}

  template <class T>
  void put(const T& value) {
    if constexpr (std::is_enum_v<T>) {
      out_.u8(static_cast<std::uint8_t>(value));
    } else if constexpr (std::is_integral_v<T>) {
      out_.uvarint(value);
    } else if constexpr (kIsVector<T>) {
      out_.uvarint(value.size());
      for (const auto& each : value) put(each);
    } else if constexpr (kIsBox<T>) {
      // Compared by content: a part that is as a new one is none.
      const bool is_there = !(value == T{});
      put(is_there);
      if (is_there) put(*value);
    } else if constexpr (kIsArray<T>) {
      out_.bytes(value);
    } else {
      fields(value, [this](const auto& member) { this->put(member); });
    }
  }
  void put(std::string_view text) { out_.text(text); }
  void put(const std::string& text) { out_.text(text); }
  void put(const TextMap& map);
  void put(const PathList& paths);
  void put(const FileDigests& digests);

 private:
  base::ByteWriter& out_;
};

}  // namespace pratique::extract::record
