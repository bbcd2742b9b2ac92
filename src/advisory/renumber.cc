#include "advisory/renumber.h"

#include "advisory/compact.h"
#include "base/byte_reader.h"

namespace pratique::advisory {

namespace {

using base::ByteReader;
using compact::CompactWriter;

// Fields of entries and of their parts whose number is that of a string. One that is not named here makes deltas
// larger on the day that strings move, and nothing else.
constexpr bool is_string_field(std::uint64_t field) {
  switch (field) {
    case 2:   // order
    case 10:  // architecture
    case 12:  // system
    case 14:  // CPE
    case 16:  // repository
    case 18:  // channel
    case 20:  // severity in its own word
    case 28:  // source
      return true;
    default:
      return false;
  }
}
constexpr bool is_string_field_of_part(std::uint64_t field) { return field == 4 || field == 6; }
constexpr std::uint64_t kPart = 17;

Result<void> copy_number(ByteReader& in, CompactWriter& out) {
  PQ_TRY(const auto number, in.uvarint());
  out.number(number);
  return {};
}
Result<void> copy_text(ByteReader& in, CompactWriter& out) {
  PQ_TRY(const auto text, compact::text_view(in));
  out.text(text);
  return {};
}
Result<void> copy_texts(ByteReader& in, CompactWriter& out) {
  PQ_TRY(const auto count, compact::count(in));
  out.number(count);
  for (std::uint64_t i = 0; i < count; ++i) PQ_CHECK(copy_text(in, out));
  return {};
}
Result<void> map_number(ByteReader& in, CompactWriter& out, const NumberMap& map) {
  PQ_TRY(const auto number, in.uvarint());
  out.number(map.of(number));
  return {};
}
// Severity, tenths, vector.
Result<void> copy_rating(ByteReader& in, CompactWriter& out) {
  PQ_CHECK(copy_number(in, out));
  PQ_CHECK(copy_number(in, out));
  return copy_text(in, out);
}

Result<void> part(ByteReader in, CompactWriter& out, const Renumbering& map) {
  while (in.remaining() > 0) {
    PQ_TRY(const auto field, in.uvarint());
    out.number(field);
    if (field % 2 == 1) {
      PQ_CHECK(copy_text(in, out));
    } else if (is_string_field_of_part(field)) {
      PQ_CHECK(map_number(in, out, map.strings));
    } else {
      PQ_CHECK(copy_number(in, out));
    }
  }
  return {};
}

Result<void> entry(ByteReader& in, CompactWriter& out, const Renumbering& map) {
  PQ_CHECK(map_number(in, out, map.records));
  for (;;) {
    PQ_TRY(const auto field, in.uvarint());
    out.number(field);
    if (field == 0) return {};
    if (field == kPart) {
      PQ_TRY(const auto bytes, compact::text_view(in));
      CompactWriter inner;
      PQ_CHECK(part(ByteReader(base::as_bytes(bytes)), inner, map));
      out.text(inner.take());
    } else if (field % 2 == 1) {
      PQ_CHECK(copy_text(in, out));
    } else if (is_string_field(field)) {
      PQ_CHECK(map_number(in, out, map.strings));
    } else {
      PQ_CHECK(copy_number(in, out));
    }
  }
}

Result<void> entries(ByteReader& in, CompactWriter& out, const Renumbering& map) {
  PQ_TRY(const auto count, compact::count(in));
  out.number(count);
  for (std::uint64_t i = 0; i < count; ++i) PQ_CHECK(entry(in, out, map));
  return {};
}

Result<void> facts(ByteReader& in, CompactWriter& out, const Renumbering& map) {
  PQ_CHECK(copy_texts(in, out));  // aliases
  PQ_CHECK(copy_text(in, out));   // published
  PQ_CHECK(copy_text(in, out));   // modified
  PQ_TRY(const auto ratings, compact::count(in));
  out.number(ratings);
  for (std::uint64_t i = 0; i < ratings; ++i) {
    PQ_CHECK(map_number(in, out, map.strings));
    PQ_CHECK(copy_rating(in, out));
  }
  PQ_CHECK(copy_texts(in, out));  // weaknesses
  PQ_TRY(const auto records, compact::count(in));
  out.number(records);
  for (std::uint64_t i = 0; i < records; ++i) PQ_CHECK(map_number(in, out, map.records));
  return {};
}

Result<void> assessments(ByteReader& in, CompactWriter& out, const Renumbering& map) {
  PQ_TRY(const auto count, compact::count(in));
  out.number(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    PQ_CHECK(map_number(in, out, map.strings));
    for (int words = 0; words < 3; ++words) PQ_CHECK(copy_number(in, out));
    PQ_TRY(const auto ratings, compact::count(in));
    out.number(ratings);
    for (std::uint64_t j = 0; j < ratings; ++j) PQ_CHECK(copy_rating(in, out));
    PQ_CHECK(copy_texts(in, out));
  }
  return {};
}

// What stands behind the last item that is known is copied; what is no such blob stays as it is.
template <class Walk>
std::string walked(std::string_view blob, const Renumbering& map, Walk walk) {
  ByteReader in(base::as_bytes(blob));
  CompactWriter out;
  if (!walk(in, out, map)) return std::string(blob);
  return out.take() + std::string(blob.substr(in.position()));
}

}  // namespace

std::string renumber_entries(std::string_view blob, const Renumbering& map) {
  return walked(blob, map, entries);
}
std::string renumber_facts(std::string_view blob, const Renumbering& map) { return walked(blob, map, facts); }
std::string renumber_assessments(std::string_view blob, const Renumbering& map) {
  return walked(blob, map, assessments);
}

}  // namespace pratique::advisory
