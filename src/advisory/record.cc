#include "advisory/record.h"

#include <cmath>

namespace pratique::advisory {

namespace {

using base::ByteReader;

// Appends; the reading functions below take the same things in the same order.
class Writer {
 public:
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>((value & 0x7f) | 0x80);
    out_ += static_cast<char>(value);
  }
  void text(std::string_view text) {
    number(text.size());
    out_ += text;
  }
  void texts(const std::vector<std::string>& texts) {
    number(texts.size());
    for (const auto& each : texts) text(each);
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

Result<std::string> text(ByteReader& in) {
  PQ_TRY(const auto size, in.uvarint());
  PQ_TRY(const auto bytes, in.take(size));
  return std::string(base::as_text(bytes));
}

// Every item takes a byte at least, so a count beyond the bytes left is damage, not a reason to reserve
// memory.
Result<std::uint64_t> count(ByteReader& in) {
  PQ_TRY(const auto count, in.uvarint());
  if (count > in.remaining()) return base::invalid_at(in.position(), "count beyond the end of the record");
  return count;
}

Result<std::vector<std::string>> texts(ByteReader& in) {
  PQ_TRY(const auto size, count(in));
  std::vector<std::string> out;
  out.reserve(size);
  for (std::uint64_t i = 0; i < size; ++i) {
    PQ_TRY(auto each, text(in));
    out.push_back(std::move(each));
  }
  return out;
}

// Bits of a range.
constexpr std::uint64_t kHasIntroduced = 1, kHasFixed = 2, kHasLast = 4, kAfter = 8;

void put(Writer& out, const Range& range) {
  // "0" and "" both mean "from the first" and are written as the absence of a lower end.
  const bool introduced = !range.introduced.empty() && range.introduced != "0";
  out.number((introduced ? kHasIntroduced : 0) | (range.fixed.empty() ? 0 : kHasFixed) |
             (range.last_affected.empty() ? 0 : kHasLast) | (range.after_introduced ? kAfter : 0));
  if (introduced) out.text(range.introduced);
  if (!range.fixed.empty()) out.text(range.fixed);
  if (!range.last_affected.empty()) out.text(range.last_affected);
}

Result<Range> range(ByteReader& in) {
  PQ_TRY(const auto bits, in.uvarint());
  Range range{.introduced = "0"};
  if ((bits & kHasIntroduced) != 0) {
    PQ_TRY(range.introduced, text(in));
  }
  if ((bits & kHasFixed) != 0) {
    PQ_TRY(range.fixed, text(in));
  }
  if ((bits & kHasLast) != 0) {
    PQ_TRY(range.last_affected, text(in));
  }
  range.after_introduced = (bits & kAfter) != 0;
  return range;
}

void put(Writer& out, const Affected& affected, const NumberOf& number_of) {
  out.number(number_of(affected.order));
  out.text(affected.module);
  out.text(affected.platform);
  out.number(affected.ranges.size());
  for (const auto& each : affected.ranges) put(out, each);
  out.texts(affected.versions);
}

Result<Affected> affected(ByteReader& in, const TextOf& text_of) {
  Affected out;
  PQ_TRY(const auto order, in.uvarint());
  PQ_TRY(out.order, text_of(order));
  PQ_TRY(out.module, text(in));
  PQ_TRY(out.platform, text(in));
  PQ_TRY(const auto ranges, count(in));
  for (std::uint64_t i = 0; i < ranges; ++i) {
    PQ_TRY(auto each, range(in));
    out.ranges.push_back(std::move(each));
  }
  PQ_TRY(out.versions, texts(in));
  return out;
}

void put(Writer& out, const Rating& rating, const NumberOf& number_of) {
  out.number(number_of(rating.source));
  out.number(static_cast<std::uint64_t>(rating.severity));
  out.number(static_cast<std::uint64_t>(std::lround(rating.score * 10)));
  out.text(rating.vector);
}

// A severity or score out of range would reach switch statements and tables: refused here.
Result<Rating> rating(ByteReader& in, const TextOf& text_of) {
  PQ_TRY(const auto source, in.uvarint());
  PQ_TRY(const auto name, text_of(source));
  PQ_TRY(const auto severity, in.uvarint());
  PQ_TRY(const auto tenths, in.uvarint());
  PQ_TRY(auto vector, text(in));
  if (severity > static_cast<std::uint64_t>(Severity::kCritical) || tenths > 100) {
    return base::invalid_at(in.position(), "rating out of range");
  }
  return Rating{.source = std::string(name),
                .vector = std::move(vector),
                .score = static_cast<double>(tenths) / 10,
                .severity = static_cast<Severity>(severity)};
}

// Bits of a head.
constexpr std::uint64_t kEnrichment = 1, kWithdrawn = 2;

// What every look-up reads of every record, so it stands first.
Result<void> read_start(ByteReader& in, Head& head) {
  PQ_TRY(const auto bits, in.uvarint());
  head.enrichment = (bits & kEnrichment) != 0;
  head.withdrawn = (bits & kWithdrawn) != 0;
  PQ_TRY(head.category, text(in));
  PQ_TRY(head.ids, texts(in));
  return {};
}

}  // namespace

std::string encode(const std::vector<Entry>& entries, const NumberOf& number_of) {
  Writer out;
  out.number(entries.size());
  for (const auto& entry : entries) {
    out.number(entry.record);
    put(out, *entry.affected, number_of);
  }
  return out.take();
}

Result<std::uint64_t> entry_count(base::Bytes blob) {
  ByteReader in(blob);
  return count(in);
}

Result<void> decode_entries(base::Bytes blob, const TextOf& text_of, const VisitEntry& visit) {
  ByteReader in(blob);
  PQ_TRY(const auto entries, count(in));
  for (std::uint64_t i = 0; i < entries; ++i) {
    PQ_TRY(const auto record, in.uvarint());
    PQ_TRY(auto each, affected(in, text_of));
    PQ_CHECK(visit(record, std::move(each)));
  }
  return {};
}

std::string encode(const Head& head) {
  Writer out;
  out.number((head.enrichment ? kEnrichment : 0) | (head.withdrawn ? kWithdrawn : 0));
  out.text(head.category);
  out.texts(head.ids);
  out.texts(head.aliases);
  return out.take();
}

Result<Head> decode_head_start(base::Bytes blob) {
  ByteReader in(blob);
  Head head;
  PQ_CHECK(read_start(in, head));
  return head;
}

Result<Head> decode_head(base::Bytes blob) {
  ByteReader in(blob);
  Head head;
  PQ_CHECK(read_start(in, head));
  PQ_TRY(head.aliases, texts(in));
  return head;
}

std::string encode(const Facts& facts, const NumberOf& number_of) {
  Writer out;
  out.texts(facts.aliases);
  out.text(facts.published);
  out.text(facts.modified);
  out.text(facts.kev_added);
  out.number(facts.ratings.size());
  for (const auto& each : facts.ratings) put(out, each, number_of);
  out.texts(facts.cwes);
  out.number(facts.records.size());
  for (const auto record : facts.records) out.number(record);
  return out.take();
}

Result<Facts> decode_facts(base::Bytes blob, const TextOf& text_of) {
  ByteReader in(blob);
  Facts facts;
  PQ_TRY(facts.aliases, texts(in));
  PQ_TRY(facts.published, text(in));
  PQ_TRY(facts.modified, text(in));
  PQ_TRY(facts.kev_added, text(in));
  PQ_TRY(const auto ratings, count(in));
  for (std::uint64_t i = 0; i < ratings; ++i) {
    PQ_TRY(auto each, rating(in, text_of));
    facts.ratings.push_back(std::move(each));
  }
  PQ_TRY(facts.cwes, texts(in));
  PQ_TRY(const auto records, count(in));
  for (std::uint64_t i = 0; i < records; ++i) {
    PQ_TRY(const auto record, in.uvarint());
    facts.records.push_back(record);
  }
  return facts;
}

std::string encode(const Texts& all) {
  Writer out;
  out.text(all.summary);
  out.texts(all.references);
  return out.take();
}

Result<Texts> decode_texts(base::Bytes blob) {
  ByteReader in(blob);
  Texts out;
  PQ_TRY(out.summary, text(in));
  PQ_TRY(out.references, texts(in));
  return out;
}

}  // namespace pratique::advisory
