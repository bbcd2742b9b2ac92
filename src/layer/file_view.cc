#include "layer/file_view.h"

#include <algorithm>

namespace pratique::layer {

FileView::FileView(std::string_view path, std::uint64_t size, std::uint32_t mode, std::vector<Piece> pieces)
    : path_(path), size_(size), mode_(mode), pieces_(std::move(pieces)) {
  std::sort(pieces_.begin(), pieces_.end(),
            [](const Piece& a, const Piece& b) { return a.offset < b.offset; });
}

FileView::FileView(std::string_view path, base::Bytes whole, std::uint32_t mode)
    : FileView(path, whole.size(), mode, {Piece{0, whole}}) {}

Result<base::Bytes> FileView::whole() const { return read(0, size_); }

Result<std::string_view> FileView::text() const {
  PQ_TRY(const auto bytes, whole());
  return base::as_text(bytes);
}

Result<base::Bytes> FileView::read(std::uint64_t offset, std::uint64_t count) const {
  if (offset > size_ || count > size_ - offset) return base::invalid_at(offset, "bytes end too early");
  if (count == 0) return base::Bytes();
  auto after = std::upper_bound(pieces_.begin(), pieces_.end(), offset,
                                [](std::uint64_t at, const Piece& piece) { return at < piece.offset; });
  if (after != pieces_.begin()) {
    const Piece& piece = *std::prev(after);
    const auto from = offset - piece.offset;
    if (from <= piece.bytes.size() && count <= piece.bytes.size() - from)
      return piece.bytes.subspan(from, count);
  }
  needed_.push_back({offset, count});
  return base::fail(ErrorKind::kNeedBytes, "bytes were not kept", Where{.offset = offset});
}

Result<void> FileView::spend(std::uint64_t bytes) const {
  constexpr auto kAccount = base::Account::kReread;
  if (meter_ == nullptr || meter_->charge(kAccount, bytes)) return {};
  return base::fail(ErrorKind::kMetered, base::to_words(kAccount, meter_->limit(kAccount)));
}

}  // namespace pratique::layer
