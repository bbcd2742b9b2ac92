#include "codec/tar/sparse.h"

#include <charconv>

#include "base/text.h"
#include "codec/tar/header.h"

namespace pratique::codec::tar {

namespace {

using base::Bytes;

constexpr std::size_t kMaxDigits = 20;  // of a 64-bit number in decimal

// struct sparse_header and oldgnu_header in GNU tar's manual, "Basic Tar Format".
constexpr std::size_t kNumber = 12, kPart = 2 * kNumber;
constexpr std::size_t kHeaderParts = 386, kHeaderCount = 4, kHeaderMore = 482, kRealSize = 483;
constexpr std::size_t kBlockCount = 21, kBlockMore = 504;

Result<void> too_many() { return base::over_limit("sparse file of more than 100,000 parts"); }

// No writer puts NULs before the digits, and readers do not agree on them.
Result<std::uint64_t> number(Bytes field) {
  if (has_late_digits(field)) return base::invalid("sparse map in a tar has a number behind NUL bytes");
  return parse_number(field);
}

// A part of no numbers ends the list.
Result<void> read_parts(Bytes from, std::size_t count, SparseMap& map) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto part = from.subspan(i * kPart, kPart);
    if (part.front() == std::byte{0}) return {};
    PQ_TRY(const auto offset, number(part.first(kNumber)));
    PQ_TRY(const auto size, number(part.subspan(kNumber)));
    if (map.size() >= kMaxSparseParts) return too_many();
    map.push_back({offset, size});
  }
  return {};
}

Result<std::uint64_t> decimal(std::string_view digits) {
  std::uint64_t value = 0;
  const auto end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end)
    return base::invalid("sparse map in a tar is not of numbers");
  return value;
}

// The numbers of a pax 1.0 map, each on a line of its own, across blocks.
class Lines {
 public:
  explicit Lines(const NextBlock& next) : next_(next) {}
  Result<std::uint64_t> number() {
    line_.clear();
    for (;;) {
      if (rest_.empty()) {
        PQ_TRY(const auto block, next_());
        rest_ = base::as_text(block);
        ++blocks;
      }
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '\n') return decimal(line_);
      if (line_.size() == kMaxDigits) return base::invalid("sparse map in a tar is not of numbers");
      line_ += c;
    }
  }
  std::uint64_t blocks = 0;

 private:
  const NextBlock& next_;
  std::string_view rest_;
  std::string line_;
};

}  // namespace

Result<SparseMap> read_gnu_map(Bytes header, const NextBlock& next, std::uint64_t& real_size) {
  SparseMap map;
  PQ_TRY(real_size, number(header.subspan(kRealSize, kNumber)));
  PQ_CHECK(read_parts(header.subspan(kHeaderParts), kHeaderCount, map));
  for (bool more = header[kHeaderMore] != std::byte{0}; more;) {
    PQ_TRY(const auto block, next());
    more = block[kBlockMore] != std::byte{0};
    const auto before = map.size();
    PQ_CHECK(read_parts(block, kBlockCount, map));
    if (more && map.size() == before) return base::invalid("sparse map in a tar has an empty block");
  }
  return map;
}

Result<SparseMap> read_map_in_content(const NextBlock& next, std::uint64_t& blocks) {
  Lines lines(next);
  SparseMap map;
  PQ_TRY(const auto count, lines.number());
  if (count > kMaxSparseParts) return tl::unexpected(too_many().error());
  for (std::uint64_t i = 0; i < count; ++i) {
    PQ_TRY(const auto offset, lines.number());
    PQ_TRY(const auto size, lines.number());
    map.push_back({offset, size});
  }
  blocks = lines.blocks;
  return map;
}

Result<SparseMap> parse_map(std::string_view text) {
  SparseMap map;
  if (text.empty()) return map;
  const auto numbers = base::split(text, ',');
  if (numbers.size() % 2 != 0) return base::invalid("sparse map in a tar has an odd number of numbers");
  if (numbers.size() / 2 > kMaxSparseParts) return tl::unexpected(too_many().error());
  for (std::size_t i = 0; i < numbers.size(); i += 2) {
    PQ_TRY(const auto offset, decimal(numbers[i]));
    PQ_TRY(const auto size, decimal(numbers[i + 1]));
    map.push_back({offset, size});
  }
  return map;
}

Result<void> check_map(const SparseMap& map, std::uint64_t real_size, std::uint64_t stored) {
  std::uint64_t end = 0, left = stored;
  for (const auto& part : map) {
    const bool inside =
        part.offset >= end && part.offset <= real_size && part.size <= real_size - part.offset;
    if (!inside || part.size > left) return base::invalid("sparse map in a tar does not fit its file");
    end = part.offset + part.size;
    left -= part.size;
  }
  // As Go's reader has it: bytes that no part names would be content that nobody sees.
  if (left != 0) return base::invalid("sparse map in a tar leaves out bytes of its file");
  return {};
}

}  // namespace pratique::codec::tar
