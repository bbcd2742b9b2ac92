// For tests: a file of which only those bytes are there that an extractor asked for.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract::testing {

// The view that the core would make of the ranges that wants() asks for, and what it would be fed with.
inline FileView kept(const Extractor& extractor, std::string_view file,
                     std::string_view path = "usr/bin/tool") {
  const auto wish = extractor.wants({path, file.size(), 0755, base::as_bytes(file.substr(0, 512))});
  auto ranges = wish.ranges;
  for (const auto& [offset, size] : wish.streamed) {
    if (offset < file.size()) ranges.push_back({offset, std::min<std::uint64_t>(size, file.size() - offset)});
  }
  std::ranges::sort(ranges, {}, &layer::ByteRange::offset);
  std::vector<FileView::Piece> pieces;
  for (const auto& [offset, size] : ranges) {
    if (pieces.empty() || offset > pieces.back().offset + pieces.back().bytes.size())
      pieces.push_back({offset, {}});
    auto& last = pieces.back();
    const auto end = std::max<std::uint64_t>(last.offset + last.bytes.size(), offset + size);
    last.bytes = base::as_bytes(file.substr(last.offset, end - last.offset));
  }
  return {path, file.size(), 0755, std::move(pieces)};
}

}  // namespace pratique::extract::testing
