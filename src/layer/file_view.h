// A file of a layer, as an extractor sees it: its name and those of its bytes that were kept. Never touches a
// disk.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "base/meter.h"

namespace pratique::layer {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  bool operator==(const ByteRange&) const = default;
};

// What is known of a regular file before its content is read.
struct Candidate {
  // No leading slash, no "." or ".." segment: "var/lib/dpkg/status".
  std::string_view path;
  std::uint64_t size = 0;
  // Permission bits.
  std::uint32_t mode = 0;
  // Its first min(size, 512) bytes; enough for magic numbers and an ELF header.
  base::Bytes head;
};

// An extractor's answer. kWhole: files up to the core's memory budget come complete; larger ones come with no
// bytes at first, and the ranges that parse() asks for are brought in a second pass. kRanges: just these
// ranges (clipped to the file), whatever the file's size. Besides, `streamed`: ranges whose bytes the visitor is
// fed with while they pass, whatever their size; nothing of them is kept.
struct Wish {
  enum class Kind { kNo, kWhole, kRanges };
  Kind kind = Kind::kNo;
  std::vector<ByteRange> ranges;
  std::vector<ByteRange> streamed = {};

  static Wish no() { return {}; }
  static Wish whole() { return {Kind::kWhole, {}}; }
  static Wish parts(std::vector<ByteRange> ranges) { return {Kind::kRanges, std::move(ranges)}; }
  static Wish stream(std::vector<ByteRange> streamed = {{0, UINT64_MAX}}) {
    return {Kind::kRanges, {}, std::move(streamed)};
  }
};

// The kept bytes of one file. A view: lives only during parse().
class FileView {
 public:
  struct Piece {
    std::uint64_t offset;
    base::Bytes bytes;
  };

  FileView(std::string_view path, std::uint64_t size, std::uint32_t mode, std::vector<Piece> pieces);
  // A complete file.
  FileView(std::string_view path, base::Bytes whole, std::uint32_t mode = 0644);

  std::string_view path() const { return path_; }
  std::uint64_t size() const { return size_; }
  std::uint32_t mode() const { return mode_; }

  // The whole content; an error kNeedBytes when only parts were kept (text formats just return it: the core
  // then brings the file, or notes that it is over the limit).
  Result<base::Bytes> whole() const;
  // The same as text.
  Result<std::string_view> text() const;

  // `count` bytes at `offset`. Beyond the file's end: kInvalid. Inside the file but not kept: kNeedBytes with
  // where.offset = offset and needed() telling the range; when parse() returns that error, the core fetches
  // the range in a second pass and calls parse() again with all that is known so far (at most kMaxPasses
  // times).
  Result<base::Bytes> read(std::uint64_t offset, std::uint64_t count) const;
  // The ranges that read() could not serve since construction; the core looks here after parse().
  const std::vector<ByteRange>& needed() const { return needed_; }
  void forget_needed() const { needed_.clear(); }
  // The same file, whose spend() is charged to the account "reread" of the meter, which must outlive the view.
  FileView charging(base::Meter& meter) const {
    FileView other = *this;
    other.meter_ = &meter;
    return other;
  }
  // To be asked before work that is not bounded by the file's own bytes, such as inflating what lies in it, with
  // the bytes that it takes. Errors: kMetered, when the scan has no more; parse() returns that error, and the
  // file counts as left out. Without a meter all is allowed.
  Result<void> spend(std::uint64_t bytes) const;
  // What `make()` derives from the bytes (tables, a directory): made for whoever asks first, and the same object
  // for all others, of every copy of this view. T tells what it is; it may look into the bytes, but must keep
  // no reader of this view. Ranges that were missing when it was made are missed by each who asks.
  template <class T, class Make>
  const T& once(Make&& make) const {
    const auto before = needed_.size();
    if (const auto* made = derived_->find(&kKindOf<T>)) {
      needed_.insert(needed_.end(), made->needed.begin(), made->needed.end());
      return *static_cast<const T*>(made->value.get());
    }
    auto value = std::make_shared<const T>(make());
    derived_->all.push_back(
        {&kKindOf<T>, value, {needed_.begin() + static_cast<std::ptrdiff_t>(before), needed_.end()}});
    return *value;
  }
  // How many things were derived.
  std::size_t derived() const { return derived_->all.size(); }
  // The same bytes under the name of a link that leads to them; `path` must outlive the view.
  FileView under_name(std::string_view path) const {
    FileView other = *this;
    other.path_ = path;
    return other;
  }

 private:
  // A place of its own in memory for each T.
  template <class T>
  static constexpr char kKindOf = 0;
  struct Derived {
    struct One {
      const void* kind;
      std::shared_ptr<const void> value;
      std::vector<ByteRange> needed;
    };
    std::vector<One> all;
    const One* find(const void* kind) const {
      const auto one = std::ranges::find(all, kind, &One::kind);
      return one == all.end() ? nullptr : &*one;
    }
  };

  std::string_view path_;
  std::uint64_t size_;
  std::uint32_t mode_;
  // Sorted by offset, not overlapping.
  std::vector<Piece> pieces_;
  mutable std::vector<ByteRange> needed_;
  // Shared by all copies.
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  base::Meter* meter_ = nullptr;
};

inline constexpr int kMaxPasses = 4;

}  // namespace pratique::layer
