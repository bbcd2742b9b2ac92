// Records out of bytes (docs/formats/analysis.md, "Values"). writer.h is the other half; both go over
// fields.h.
#pragma once

#include <limits>
#include <optional>

#include "base/byte_writer.h"
#include "extract/record/fields.h"
#include "extract/record/writer.h"

namespace pratique::extract::record {

// Takes nothing that RecordWriter would have written otherwise: one value, one form. The first error stays, and
// nothing is read after it, so that a caller may look once at the end. Nothing is allocated by a number that
// the bytes claim but by as much as what is left of them can hold.
class RecordReader {
 public:
  // What is read takes at most about `memory` bytes.
  explicit RecordReader(base::ByteReader& in, std::uint64_t memory = UINT64_MAX) : in_(in), memory_(memory) {}

  bool failed() const { return error_.has_value(); }
  // The first error, with its offset: kInvalid.
  Result<void> finish() const {
    if (error_) return tl::unexpected(*error_);
    return {};
  }
  // What was just read, which began at `offset`, is not what it must be.
  void refuse(std::uint64_t offset, std::string what) {
    if (!error_)
      error_ = Error{.kind = ErrorKind::kInvalid, .what = std::move(what), .where = {.offset = offset}};
  }
  std::uint64_t position() const { return in_.position(); }
  // Something that takes so much memory comes next.
  void hold(std::uint64_t bytes) {
    if (bytes > memory_) return refuse(position(), "takes more memory than it may");
    memory_ -= bytes;
  }

  // At most `most`; 0 after an error.
  std::uint64_t number(std::uint64_t most = UINT64_MAX);
  // Of things that take at least `least` bytes each.
  std::uint64_t count(std::uint64_t least);
  // A view of the bytes that are read.
  std::string_view text(std::uint64_t most = UINT64_MAX);
  base::Bytes bytes(std::uint64_t size);

  template <class T>
  void get(T& value) {
    if (failed()) return;
    if constexpr (std::is_enum_v<T>) {
      static_assert(kCount<T> > 0, "how many values it has stands in fields.h");
      value = static_cast<T>(number(kCount<T> - 1));
    } else if constexpr (std::is_same_v<T, bool>) {
      value = number(1) == 1;
    } else if constexpr (std::is_integral_v<T>) {
      static_assert(std::is_unsigned_v<T>);
      value = static_cast<T>(number(std::numeric_limits<T>::max()));
    } else if constexpr (kIsVector<T>) {
      get_vector(value);
    } else if constexpr (kIsBox<T>) {
      get_box(value);
    } else if constexpr (kIsArray<T>) {
      std::ranges::copy(bytes(value.size()), value.begin());
    } else {
      fields(value, [this](auto& member) { this->get(member); });
    }
  }
  void get(std::string& value) { value = kept(text()); }
  void get(TextMap& map);
  void get(PathList& paths);
  void get(FileDigests& digests);
  // Also that its parts fit each other.
  void get(Record& record);

 private:
  // Bytes that a T takes at least: every member has its shortest form in a new one.
  template <class T>
  static std::uint64_t least() {
    static const std::uint64_t bytes = [] {
      base::ByteWriter out(1 << 10);
      RecordWriter(out).put(T{});
      return out.size();
    }();
    return bytes;
  }

  template <class T>
  void get_vector(std::vector<T>& values) {
    const auto size = count(least<T>());
    hold(size * sizeof(T));
    if (failed()) return;
    values.reserve(size);
    for (std::uint64_t i = 0; i < size && !failed(); ++i) get(values.emplace_back());
  }

  template <class T>
  void get_box(base::Box<T>& box) {
    const auto offset = position();
    if (number(1) == 0) return;
    hold(sizeof(T));
    get(box.edit());
    box.settle();
    if (!box.is_there()) refuse(offset, "a part that says nothing");
  }

  std::string_view kept(std::string_view text) {
    hold(text.size());
    return text;
  }
  void check_database(const Record& record, std::uint64_t offset);

  base::ByteReader& in_;
  // That is left.
  std::uint64_t memory_;
  std::optional<Error> error_;
};

}  // namespace pratique::extract::record
