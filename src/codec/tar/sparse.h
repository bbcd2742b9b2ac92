// Sparse members of tar archives: which parts of the file are stored. GNU tar's manual, "Storing Sparse
// Files": the old GNU form, and the pax forms 0.0, 0.1 and 1.0.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"

namespace pratique::codec::tar {

// More parts than this are refused: files of that many holes are not found in images.
inline constexpr std::size_t kMaxSparseParts = 100'000;

// One stretch of the file that the archive holds; between the parts there are holes (zero bytes).
struct SparsePart {
  std::uint64_t offset = 0, size = 0;
};
using SparseMap = std::vector<SparsePart>;

// The next kBlock bytes of the archive, valid until the next call; an error at its end.
using NextBlock = std::function<Result<base::Bytes>()>;

// Old GNU form (type 'S'): the map begins in the header and goes on in the blocks behind it. `real_size`
// becomes the file's unpacked size.
Result<SparseMap> read_gnu_map(base::Bytes header, const NextBlock& next, std::uint64_t& real_size);
// pax 1.0: the map is text in the first blocks of the content; `blocks` becomes their number.
Result<SparseMap> read_map_in_content(const NextBlock& next, std::uint64_t& blocks);
// pax 0.1: "offset,size,offset,size", the value of GNU.sparse.map.
Result<SparseMap> parse_map(std::string_view text);

// Whether the parts lie in order inside a file of `real_size`, and their bytes are just the `stored` ones.
Result<void> check_map(const SparseMap& map, std::uint64_t real_size, std::uint64_t stored);

}  // namespace pratique::codec::tar
