#include "advisory/record.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "advisory/bounds.h"
#include "advisory/compact.h"
#include "advisory/packed_cve.h"
#include "base/text.h"

namespace pratique::advisory {

namespace {

using base::ByteReader;

using compact::CompactWriter;
using compact::count;
using compact::text;
using compact::text_view;
using compact::texts;

Result<TextList> text_views(ByteReader& in, base::Arena& arena) {
  PQ_TRY(const auto size, count(in));
  const auto out = arena.make<std::string_view>(size);
  for (auto& each : out) {
    PQ_TRY(each, text_view(in));
  }
  return out;
}

// Bits of a range.
constexpr std::uint64_t kHasIntroduced = 1, kHasFixed = 2, kHasLast = 4, kAfter = 8, kBefore = 16, kOdd = 32;

void put(CompactWriter& out, const Range& range, const version::Order* order) {
  // "0" and "" both mean "from the first" and are written as the absence of a lower end.
  const bool introduced = !range.introduced.empty() && range.introduced != "0";
  out.number((introduced ? kHasIntroduced : 0) | (range.fixed.empty() ? 0 : kHasFixed) |
             (range.last_affected.empty() ? 0 : kHasLast) | (range.after_introduced ? kAfter : 0) |
             (range.before_last_affected ? kBefore : 0) | (has_odd_bound(range, order) ? kOdd : 0));
  if (introduced) out.text(range.introduced);
  if (!range.fixed.empty()) out.text(range.fixed);
  if (!range.last_affected.empty()) out.text(range.last_affected);
}

// Fields of an entry (docs/formats/database.md, "Entries"). Even: a number follows; odd: a length and so many
// bytes. What a reader does not know it passes over; 0 ends the entry.
enum Field : std::uint64_t {
  kEnd = 0,
  kId = 1,
  kOrder = 2,
  kRange = 3,
  kStatus = 4,
  kVersion = 5,
  kReason = 6,
  kReasonText = 7,
  kSeverity = 8,
  kAbout = 9,
  kArchitecture = 10,
  kModule = 11,
  kSystem = 12,
  kPlatform = 13,
  kCpe = 14,
  kVector = 15,
  kRepository = 16,
  kPart = 17,
  kChannel = 18,
  kCategory = 19,
  kSeverityWord = 20,
  kOnlyWith = 21,
  kFixedOn = 22,
  kAboutCve = 24,
  kCveId = 26,
  kSource = 28,
  kWithdrawn = 30,
};
// Fields of a part, which ends with its bytes.
enum PartField : std::uint64_t { kPath = 1, kSymbol = 3, kPartArchitecture = 4, kPartSystem = 6 };

// What an empty text or 0 says needs no field.
void put(CompactWriter& out, std::uint64_t field, std::uint64_t number) {
  if (number == 0) return;
  out.number(field);
  out.number(number);
}
void put(CompactWriter& out, std::uint64_t field, std::string_view text) {
  if (text.empty()) return;
  out.number(field);
  out.text(text);
}
void put_interned(CompactWriter& out, std::uint64_t field, std::string_view text, const NumberOf& number_of) {
  if (text.empty()) return;
  out.number(field);
  out.number(number_of(text));
}
void put_interned(CompactWriter& out, std::uint64_t field, const std::vector<std::string>& texts,
                  const NumberOf& number_of) {
  for (const auto& each : texts) put_interned(out, field, each, number_of);
}

// "2026-03-01" as 20260301; anything that is no day as 0.
std::uint64_t number_of_day(std::string_view day) {
  constexpr std::size_t kShape = 10;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < day.size(); ++i) {
    if (i == 4 || i == 7) continue;
    if (!base::is_digit(day[i])) return 0;
    number = number * 10 + static_cast<std::uint64_t>(day[i] - '0');
  }
  return day.size() == kShape ? number : 0;
}

Result<std::string> day_of(std::uint64_t number) {
  auto text = std::to_string(number);
  if (text.size() != 8) return base::invalid("advisory database: no day");
  return text.insert(6, "-").insert(4, "-");
}

std::string encode(const Part& part, const NumberOf& number_of) {
  CompactWriter out;
  put(out, kPath, part.path);
  for (const auto& each : part.symbols) put(out, kSymbol, each);
  put_interned(out, kPartArchitecture, part.architectures, number_of);
  put_interned(out, kPartSystem, part.systems, number_of);
  return out.take();
}

// An id; most are CVEs, which take four bytes.
void put_id(CompactWriter& out, std::uint64_t packed_field, std::uint64_t text_field, std::string_view id) {
  if (const auto packed = packed_cve(id)) return put(out, packed_field, *packed);
  put(out, text_field, id);
}

void put(CompactWriter& out, const EntryHead& head, const NumberOf& number_of) {
  put_id(out, kCveId, kId, head.id);
  put_interned(out, kSource, head.source, number_of);
  put(out, kWithdrawn, head.withdrawn ? 1 : 0);
  put(out, kCategory, head.category);
  const bool itself = head.ids.size() == 1 && head.ids.front() == head.id;
  if (itself) return;
  for (const auto& id : head.ids) put_id(out, kAboutCve, kAbout, id);
}

// A part without anything is one all the same, so its field is written though it is empty.
void put(CompactWriter& out, const Affected& affected, const NumberOf& number_of) {
  put_interned(out, kOrder, affected.order, number_of);
  const auto* order = version::find_order(affected.order);
  for (const auto& each : affected.ranges) {
    CompactWriter inner;
    put(inner, each, order);
    put(out, kRange, inner.take());
  }
  for (const auto& each : affected.versions) put(out, kVersion, each);
  put(out, kStatus, static_cast<std::uint64_t>(affected.status));
  put(out, kReason, static_cast<std::uint64_t>(affected.reason));
  put(out, kReasonText, affected.reason_text);
  put(out, kFixedOn, number_of_day(affected.fixed_on));
  put(out, kModule, affected.module);
  put(out, kPlatform, affected.platform);
  put_interned(out, kArchitecture, affected.architectures, number_of);
  put_interned(out, kSystem, affected.systems, number_of);
  put_interned(out, kCpe, affected.cpes, number_of);
  // Many, and each of a few records: not worth a number.
  for (const auto& each : affected.only_with) put(out, kOnlyWith, each);
  put_interned(out, kRepository, affected.repository, number_of);
  put_interned(out, kChannel, affected.channel, number_of);
  put(out, kSeverity, static_cast<std::uint64_t>(affected.severity));
  put_interned(out, kSeverityWord, affected.severity_word, number_of);
  put(out, kVector, affected.severity_vector);
  for (const auto& each : affected.parts) {
    out.number(kPart);
    out.text(encode(each, number_of));
  }
  out.number(kEnd);
}

// One field: its number, and its value as a number or as bytes.
struct Tagged {
  std::uint64_t field = kEnd, number = 0;
  base::Bytes bytes;
};
Result<Tagged> tagged(ByteReader& in) {
  Tagged out;
  PQ_TRY(out.field, in.uvarint());
  if (out.field == kEnd) return out;
  PQ_TRY(out.number, in.uvarint());
  if (out.field % 2 == 1) {
    PQ_TRY(out.bytes, in.take(out.number));
  }
  return out;
}

// A number beyond the last enumerator would reach switch statements: refused.
template <class Enum>
Result<void> take_enum(const Tagged& from, Enum last, Enum& into) {
  if (from.number > static_cast<std::uint64_t>(last))
    return base::invalid("advisory database: field " + std::to_string(from.field) + " out of range");
  into = static_cast<Enum>(from.number);
  return {};
}

Result<void> take_interned(const Tagged& from, const TextOf& text_of, std::string& into) {
  PQ_TRY(const auto text, text_of(from.number));
  into = text;
  return {};
}

// The fields that only people and searches ask for; the others are ViewReader's.
Result<void> take_rest(const Tagged& from, const TextOf& text_of, Affected& into) {
  const auto text = base::as_text(from.bytes);
  switch (from.field) {
    case kReason:
      return take_enum(from, Reason::kDeferred, into.reason);
    case kSeverity:
      return take_enum(from, Severity::kCritical, into.severity);
    case kChannel:
      return take_interned(from, text_of, into.channel);
    case kSeverityWord:
      return take_interned(from, text_of, into.severity_word);
    case kReasonText:
      into.reason_text = text;
      return {};
    case kFixedOn: {
      PQ_TRY(into.fixed_on, day_of(from.number));
      return {};
    }
    case kVector:
      into.severity_vector = text;
      return {};
    default:
      return {};  // a field of judging, or of a later version
  }
}

Result<RangeView> range_view(base::Bytes bytes) {
  ByteReader in(bytes);
  PQ_TRY(const auto bits, in.uvarint());
  RangeView out{.introduced = "0",
                .after_introduced = (bits & kAfter) != 0,
                .before_last_affected = (bits & kBefore) != 0,
                .odd_bound = (bits & kOdd) != 0};
  if ((bits & kHasIntroduced) != 0) {
    PQ_TRY(out.introduced, text_view(in));
  }
  if ((bits & kHasFixed) != 0) {
    PQ_TRY(out.fixed, text_view(in));
  }
  if ((bits & kHasLast) != 0) {
    PQ_TRY(out.last_affected, text_view(in));
  }
  return out;
}

// Reads entries as views. The lists are collected in members, so that an entry costs no allocation.
class ViewReader {
 public:
  ViewReader(const TextOf& text_of, base::Arena& arena) : text_of_(text_of), arena_(arena) {}

  Result<HitView> read(std::uint64_t record, ByteReader& in) {
    const bool first = record_ != record;
    if (first) hit_ = {};
    record_ = record;
    hit_.affected = {};
    for (auto* list : {&ids_, &versions_, &architectures_, &systems_, &cpes_, &only_with_}) list->clear();
    ranges_.clear();
    parts_.clear();
    for (;;) {
      PQ_TRY(const auto each, tagged(in));
      if (each.field == kEnd) break;
      PQ_TRY(const bool known, take(each, hit_.affected));
      if (!known && first) PQ_CHECK(take_head(each));
    }
    if (first) settle_ids();
    auto& out = hit_.affected;
    out.ranges = arena_.copy(std::span<const RangeView>(ranges_));
    out.versions = arena_.copy(TextList(versions_));
    out.architectures = arena_.copy(TextList(architectures_));
    out.systems = arena_.copy(TextList(systems_));
    out.cpes = arena_.copy(TextList(cpes_));
    out.parts = arena_.copy(std::span<const PartView>(parts_));
    out.only_with = arena_.copy(TextList(only_with_));
    return hit_;
  }

 private:
  // Whether it is a field of what judging reads of the entry.
  Result<bool> take(const Tagged& from, AffectedView& into) {
    switch (from.field) {
      case kOrder: {
        PQ_TRY(into.order, text_of_(from.number));
        return true;
      }
      case kRange: {
        PQ_TRY(const auto each, range_view(from.bytes));
        ranges_.push_back(each);
        return true;
      }
      case kStatus:
        PQ_CHECK(take_enum(from, Status::kUnderInvestigation, into.status));
        return true;
      case kReason:
        PQ_CHECK(take_enum(from, Reason::kDeferred, into.reason));
        return true;
      case kSeverity:
        PQ_CHECK(take_enum(from, Severity::kCritical, into.severity));
        return true;
      case kReasonText:
        into.reason_text = base::as_text(from.bytes);
        return true;
      case kChannel: {
        PQ_TRY(into.channel, text_of_(from.number));
        return true;
      }
      case kVersion:
        versions_.push_back(base::as_text(from.bytes));
        return true;
      case kModule:
        into.module = base::as_text(from.bytes);
        return true;
      case kPlatform:
        into.platform = base::as_text(from.bytes);
        return true;
      case kArchitecture:
        PQ_CHECK(add(from, architectures_));
        return true;
      case kSystem:
        PQ_CHECK(add(from, systems_));
        return true;
      case kCpe:
        PQ_CHECK(add(from, cpes_));
        return true;
      case kOnlyWith:
        only_with_.push_back(base::as_text(from.bytes));
        return true;
      case kRepository: {
        PQ_TRY(into.repository, text_of_(from.number));
        return true;
      }
      case kPart:
        PQ_CHECK(take_part(from.bytes));
        return true;
      default:
        return false;  // of the head, for people, or of a later version
    }
  }
  Result<void> take_part(base::Bytes bytes) {
    PartView out;
    std::vector<std::string_view> symbols, systems, architectures;
    for (ByteReader in(bytes); in.remaining() > 0;) {
      PQ_TRY(const auto each, tagged(in));
      if (each.field == kPath) out.path = base::as_text(each.bytes);
      if (each.field == kSymbol) symbols.push_back(base::as_text(each.bytes));
      if (each.field == kPartArchitecture) PQ_CHECK(add(each, architectures));
      if (each.field == kPartSystem) PQ_CHECK(add(each, systems));
    }
    out.symbols = arena_.copy(TextList(symbols));
    out.systems = arena_.copy(TextList(systems));
    out.architectures = arena_.copy(TextList(architectures));
    parts_.push_back(out);
    return {};
  }
  Result<void> take_head(const Tagged& from) {
    switch (from.field) {
      case kId:
        hit_.id = base::as_text(from.bytes);
        return {};
      case kCveId:
        hit_.id = cve_of(from.number, arena_);
        return {};
      case kSource: {
        PQ_TRY(hit_.source, text_of_(from.number));
        return {};
      }
      case kWithdrawn:
        hit_.withdrawn = from.number != 0;
        return {};
      case kCategory:
        hit_.category = base::as_text(from.bytes);
        return {};
      case kAbout:
        ids_.push_back(base::as_text(from.bytes));
        return {};
      case kAboutCve:
        ids_.push_back(cve_of(from.number, arena_));
        return {};
      default:
        return {};
    }
  }
  void settle_ids() {
    if (ids_.empty() && !hit_.id.empty()) ids_.push_back(hit_.id);
    hit_.ids = arena_.copy(TextList(ids_));
  }
  Result<void> add(const Tagged& from, std::vector<std::string_view>& into) const {
    PQ_TRY(const auto text, text_of_(from.number));
    into.push_back(text);
    return {};
  }

  const TextOf& text_of_;
  base::Arena& arena_;
  std::optional<std::uint64_t> record_;
  HitView hit_;
  std::vector<RangeView> ranges_;
  std::vector<PartView> parts_;
  std::vector<std::string_view> ids_, versions_, architectures_, systems_, cpes_, only_with_;
};

std::vector<std::string> texts_of(TextList list) { return {list.begin(), list.end()}; }

// What judging reads of the entry is in `view`; `again` stands where it begins, and it ends at `end`.
Result<Affected> affected(const AffectedView& view, ByteReader again, std::uint64_t end,
                          const TextOf& text_of) {
  Affected out{.order = std::string(view.order),
               .versions = texts_of(view.versions),
               .status = view.status,
               .module = std::string(view.module),
               .platform = std::string(view.platform),
               .architectures = texts_of(view.architectures),
               .systems = texts_of(view.systems),
               .cpes = texts_of(view.cpes),
               .only_with = texts_of(view.only_with),
               .repository = std::string(view.repository)};
  for (const auto& each : view.ranges) {
    out.ranges.push_back({.introduced = std::string(each.introduced),
                          .fixed = std::string(each.fixed),
                          .last_affected = std::string(each.last_affected),
                          .after_introduced = each.after_introduced,
                          .before_last_affected = each.before_last_affected});
  }
  for (const auto& each : view.parts) {
    out.parts.push_back({.path = std::string(each.path),
                         .symbols = texts_of(each.symbols),
                         .systems = texts_of(each.systems),
                         .architectures = texts_of(each.architectures)});
  }
  while (again.position() < end) {
    PQ_TRY(const auto each, tagged(again));
    PQ_CHECK(take_rest(each, text_of, out));
  }
  return out;
}

// Its source stands before it, or is the row's key.
void put(CompactWriter& out, const Rating& rating) {
  out.number(static_cast<std::uint64_t>(rating.severity));
  out.number(static_cast<std::uint64_t>(std::lround(rating.score * 10)));
  out.text(rating.vector);
}

// A severity or score out of range would reach switch statements and tables: refused here.
Result<RatingView> rating(ByteReader& in, std::string_view source) {
  PQ_TRY(const auto severity, in.uvarint());
  PQ_TRY(const auto tenths, in.uvarint());
  PQ_TRY(const auto vector, text_view(in));
  if (severity > static_cast<std::uint64_t>(Severity::kCritical) || tenths > 100) {
    return base::invalid_at(in.position(), "rating out of range");
  }
  return RatingView{.source = source,
                    .vector = vector,
                    .score = static_cast<double>(tenths) / 10,
                    .severity = static_cast<Severity>(severity)};
}

// As take_enum().
template <class Enum>
Result<void> read_enum(ByteReader& in, Enum last, Enum& into) {
  PQ_TRY(const auto number, in.uvarint());
  if (number > static_cast<std::uint64_t>(last)) return base::invalid_at(in.position(), "value out of range");
  into = static_cast<Enum>(number);
  return {};
}

}  // namespace

void each_interned(const Affected& affected, const std::function<void(std::string_view)>& visit) {
  const auto all = [&](const std::vector<std::string>& texts) {
    for (const auto& each : texts) visit(each);
  };
  for (const auto* text : {&affected.order, &affected.repository, &affected.channel, &affected.severity_word})
    visit(*text);
  all(affected.architectures);
  all(affected.systems);
  all(affected.cpes);
  for (const auto& part : affected.parts) {
    all(part.architectures);
    all(part.systems);
  }
}

std::string encode(const std::vector<RecordEntry>& entries, const NumberOf& number_of) {
  CompactWriter out;
  out.number(entries.size());
  std::optional<std::uint64_t> before;
  for (const auto& entry : entries) {
    out.number(entry.record);
    if (entry.head != nullptr && before != entry.record) put(out, *entry.head, number_of);
    before = entry.record;
    put(out, *entry.affected, number_of);
  }
  return out.take();
}

Result<std::uint64_t> entry_count(base::Bytes blob) {
  ByteReader in(blob);
  return count(in);
}

// As views first: what judging reads has one reader.
Result<void> decode_entries(base::Bytes blob, const TextOf& text_of, const VisitEntry& visit) {
  ByteReader in(blob);
  base::Arena arena;
  ViewReader reader(text_of, arena);
  PQ_TRY(const auto entries, count(in));
  for (std::uint64_t i = 0; i < entries; ++i) {
    PQ_TRY(const auto record, in.uvarint());
    const ByteReader again = in;
    PQ_TRY(const auto hit, reader.read(record, in));
    PQ_TRY(auto each, affected(hit.affected, again, in.position(), text_of));
    PQ_CHECK(visit(record, hit, std::move(each)));
  }
  return {};
}

Result<void> decode_views(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                          const VisitView& visit) {
  ByteReader in(blob);
  PQ_TRY(const auto entries, count(in));
  ViewReader reader(text_of, arena);
  for (std::uint64_t i = 0; i < entries; ++i) {
    PQ_TRY(const auto record, in.uvarint());
    PQ_TRY(const auto hit, reader.read(record, in));
    PQ_CHECK(visit(record, hit));
  }
  return {};
}

std::string encode(const Facts& facts, const NumberOf& number_of) {
  CompactWriter out;
  out.texts(facts.aliases);
  out.text(facts.published);
  out.text(facts.modified);
  out.number(facts.ratings.size());
  for (const auto& each : facts.ratings) {
    out.number(number_of(each.source));
    put(out, each);
  }
  out.texts(facts.cwes);
  out.number(facts.records.size());
  for (const auto record : facts.records) out.number(record);
  out.number(facts.enriched);
  return out.take();
}

Result<Vulnerability> decode_facts(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                                   std::uint64_t& enriched) {
  ByteReader in(blob);
  Vulnerability out;
  PQ_TRY(out.aliases, text_views(in, arena));
  PQ_TRY(out.published, text_view(in));
  PQ_TRY(out.modified, text_view(in));
  PQ_TRY(const auto ratings, count(in));
  const auto rated = arena.make<RatingView>(ratings);
  for (auto& each : rated) {
    PQ_TRY(const auto number, in.uvarint());
    PQ_TRY(const auto source, text_of(number));
    PQ_TRY(each, rating(in, source));
  }
  out.ratings = rated;
  PQ_TRY(out.cwes, text_views(in, arena));
  PQ_TRY(const auto records, count(in));
  const auto numbers = arena.make<std::uint64_t>(records);
  for (auto& each : numbers) {
    PQ_TRY(each, in.uvarint());
  }
  out.records = numbers;
  PQ_TRY(enriched, in.uvarint());
  out.rejected = (enriched & kIsRejected) != 0;
  enriched &= ~kIsRejected;
  return out;
}

std::string encode(const std::vector<Assessment>& assessments, const NumberOf& number_of) {
  CompactWriter out;
  out.number(assessments.size());
  for (const auto& one : assessments) {
    out.number(number_of(one.source));
    out.number(static_cast<std::uint64_t>(one.ssvc.exploitation));
    out.number(static_cast<std::uint64_t>(one.ssvc.automatable));
    out.number(static_cast<std::uint64_t>(one.ssvc.impact));
    out.number(one.ratings.size());
    for (const auto& each : one.ratings) put(out, each);
    out.texts(one.cwes);
  }
  return out.take();
}

Result<void> add_assessments(base::Bytes blob, const TextOf& text_of, base::Arena& arena,
                             Vulnerability& into) {
  ByteReader in(blob);
  std::vector<RatingView> ratings(into.ratings.begin(), into.ratings.end());
  std::vector<std::string_view> cwes(into.cwes.begin(), into.cwes.end());
  PQ_TRY(const auto assessments, count(in));
  for (std::uint64_t i = 0; i < assessments; ++i) {
    PQ_TRY(const auto number, in.uvarint());
    PQ_TRY(const auto source, text_of(number));
    Ssvc ssvc;
    PQ_CHECK(read_enum(in, Activity::kActive, ssvc.exploitation));
    PQ_CHECK(read_enum(in, Automatable::kYes, ssvc.automatable));
    PQ_CHECK(read_enum(in, Impact::kTotal, ssvc.impact));
    if (!into.ssvc.known()) into.ssvc = ssvc;
    PQ_TRY(const auto rated, count(in));
    for (std::uint64_t j = 0; j < rated; ++j) {
      PQ_TRY(const auto each, rating(in, source));
      ratings.push_back(each);
    }
    PQ_TRY(const auto weaknesses, count(in));
    for (std::uint64_t j = 0; j < weaknesses; ++j) {
      PQ_TRY(const auto each, text_view(in));
      cwes.push_back(each);
    }
  }
  // Mostly there is one, or they stand in order already.
  const auto before = [](const RatingView& a, const RatingView& b) {
    return std::tie(a.source, a.vector, a.severity) < std::tie(b.source, b.vector, b.severity);
  };
  if (!std::is_sorted(ratings.begin(), ratings.end(), before))
    std::stable_sort(ratings.begin(), ratings.end(), before);
  std::sort(cwes.begin(), cwes.end());
  cwes.erase(std::unique(cwes.begin(), cwes.end()), cwes.end());
  into.ratings = arena.copy(std::span<const RatingView>(ratings));
  into.cwes = arena.copy(TextList(cwes));
  return {};
}

std::string encode(const Texts& all) {
  CompactWriter out;
  out.text(all.summary);
  out.texts(all.references);
  for (const auto* day : {&all.published, &all.modified, &all.withdrawn}) out.text(*day);
  return out.take();
}

Result<Texts> decode_texts(base::Bytes blob) {
  ByteReader in(blob);
  Texts out;
  PQ_TRY(out.summary, text(in));
  PQ_TRY(out.references, texts(in));
  if (in.remaining() == 0) return out;  // from before days were kept
  for (auto* day : {&out.published, &out.modified, &out.withdrawn}) {
    PQ_TRY(*day, text(in));
  }
  return out;
}

}  // namespace pratique::advisory
