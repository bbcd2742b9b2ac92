#include "codec/tar/header.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "codec/tar.h"

namespace pratique::codec::tar {

namespace {

using base::Bytes;

struct Field {
  std::size_t at, size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kOwner{108, 16}, kSize{124, 12}, kChecksum{148, 8},
    kTarget{157, 100}, kMagic{257, 8}, kPrefix{345, 155}, kStarPrefix{345, 131}, kStarMagic{508, 4};
constexpr std::size_t kType = 156;
// GNU has the time of last access where ustar has the prefix.
constexpr Field kGnuAccessTime{345, 12};

Bytes bytes_of(Bytes block, Field field) { return block.subspan(field.at, field.size); }

std::string_view text_of(Bytes block, Field field) {
  const auto text = base::as_text(bytes_of(block, field));
  return text.substr(0, text.find('\0'));
}

bool is_blank(char c) { return c == ' ' || c == '\0'; }

Result<std::uint64_t> base_256(Bytes field) {
  const auto first = std::to_integer<std::uint8_t>(field.front());
  if (first & 0x40) return base::invalid("negative number in a tar header");
  std::uint64_t value = first & 0x3f;
  for (const auto byte : field.subspan(1)) {
    if (value > std::numeric_limits<std::uint64_t>::max() >> 8)
      return base::invalid("number in a tar header is too large");
    value = value << 8 | std::to_integer<std::uint8_t>(byte);
  }
  return value;
}

std::uint32_t owner_of(Bytes field) {
  const auto number = parse_number(field);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number.value_or(kUnknownOwner), kUnknownOwner));
}

// The sum of a block's bytes, eight at a time: every member's header is summed. Lanes of 16 bits suffice, for
// each is given two bytes of every word.
unsigned sum_of(Bytes block) {
  static_assert(kBlock / 8 * 2 * 255 <= 0xffff);
  constexpr std::uint64_t kLanes = 0x00ff00ff00ff00ff;
  std::uint64_t lanes = 0;
  for (std::size_t at = 0; at < kBlock; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, block.data() + at, sizeof word);
    lanes += (word & kLanes) + (word >> 8 & kLanes);
  }
  return static_cast<unsigned>((lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) +
                               (lanes >> 48));
}

// Before version 1.8, Go's writer put a ustar prefix into headers with GNU's magic (its issue 12594). It
// shows: the field is no time then.
bool is_prefix_of_old_go(Bytes block) {
  const auto text = text_of(block, kPrefix);
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return !text.empty() && printable && !parse_number(bytes_of(block, kGnuAccessTime));
}

}  // namespace

Result<std::uint64_t> parse_number(Bytes field) {
  if (!field.empty() && (std::to_integer<std::uint8_t>(field.front()) & 0x80)) return base_256(field);
  const auto text = base::as_text(field);
  std::size_t at = 0;
  while (at < text.size() && is_blank(text[at])) ++at;
  std::uint64_t value = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '7'; ++at) {
    if (value > std::numeric_limits<std::uint64_t>::max() >> 3)
      return base::invalid("number in a tar header is too large");
    value = value << 3 | static_cast<std::uint64_t>(text[at] - '0');
  }
  if (at < text.size() && !is_blank(text[at])) return base::invalid("number in a tar header is not octal");
  return value;
}

bool has_late_digits(Bytes field) {
  auto text = base::as_text(field);
  const auto digits = text.find_first_not_of(std::string_view(" \0", 2));
  if (digits == std::string_view::npos || text[digits] < '0' || text[digits] > '7') return false;
  return text.substr(0, digits).find('\0') != std::string_view::npos;
}

OwnerNumbers parse_owner(Bytes fields) {
  return {owner_of(fields.first(kOwner.size / 2)), owner_of(fields.subspan(kOwner.size / 2))};
}

bool is_zero(Bytes block) {
  return block.front() == std::byte{0} && std::memcmp(block.data(), block.data() + 1, block.size() - 1) == 0;
}

bool has_checksum(Bytes block) {
  const auto promised = parse_number(bytes_of(block, kChecksum));
  if (!promised) return false;
  const auto* bytes = reinterpret_cast<const unsigned char*>(block.data());
  const auto* field = bytes + kChecksum.at;
  constexpr unsigned kBlanks = ' ' * kChecksum.size;
  const unsigned sum = kBlanks + sum_of(block) - std::accumulate(field, field + kChecksum.size, 0u);
  if (sum == *promised) return true;
  // As signed bytes: each above 127 counts 256 less.
  const auto above = [](unsigned char c) { return c > 127; };
  const auto high =
      std::count_if(bytes, field, above) + std::count_if(field + kChecksum.size, bytes + block.size(), above);
  return sum - 256u * static_cast<unsigned>(high) == *promised;
}

Result<Header> parse_header(Bytes block) {
  if (!has_checksum(block)) return base::invalid("tar header with a wrong checksum");
  Header header{.type = static_cast<char>(block[kType])};
  const auto magic = base::as_text(bytes_of(block, kMagic));
  header.gnu = magic == std::string_view("ustar  \0", 8);
  const bool ustar = magic.starts_with(std::string_view("ustar\0", 6));
  const bool star = base::as_text(bytes_of(block, kStarMagic)) == std::string_view("tar\0", 4);
  header.name = text_of(block, kName);
  header.target = text_of(block, kTarget);
  if (ustar) header.prefix = text_of(block, star ? kStarPrefix : kPrefix);
  if (header.gnu && header.type != 'S' && is_prefix_of_old_go(block)) header.prefix = text_of(block, kPrefix);
  PQ_TRY(header.size, parse_number(bytes_of(block, kSize)));
  header.late_size = has_late_digits(bytes_of(block, kSize));
  header.mode = static_cast<std::uint32_t>(parse_number(bytes_of(block, kMode)).value_or(0) & 07777);
  header.owner = bytes_of(block, kOwner);
  return header;
}

}  // namespace pratique::codec::tar
