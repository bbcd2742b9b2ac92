#include "binary/go_old_functions.h"

#include <algorithm>

namespace pratique::binary {
namespace {

using base::ByteReader;
using base::Bytes;

constexpr std::uint32_t kInlineIndex = 2;  // PCDATA_InlTreeIndex
constexpr std::uint32_t kInlineTree = 4;   // FUNCDATA_InlTree
constexpr std::uint64_t kInlinedCall = 20, kInlinedName = 12;
// Of the counters of one function; a long one has some thousand.
constexpr std::size_t kMaxSteps = 1'000'000;
constexpr std::size_t kFieldsBefore = 5;  // between the name and the counts: args to pcln

tl::unexpected<Error> damaged(std::uint64_t offset) {
  return base::invalid_at(offset, "damaged table of Go's functions");
}

// Calls of one function that were inlined.
struct Tree {
  std::uint64_t address = 0, count = 0;
};

class OldTable {
 public:
  OldTable(Bytes table, bool wide, base::Endian order) : table_(table), wide_(wide), order_(order) {}

  Result<void> functions(std::uint64_t count) {
    const auto word = wide_ ? 8U : 4U;
    for (std::uint64_t i = 0; i < count; ++i) {
      // Its program counter, and where its record is.
      PQ_TRY(auto entry, at(8 + word + (2 * i + 1) * word));
      PQ_TRY(const auto record, pointer(entry));
      PQ_CHECK(function(record));
    }
    return {};
  }

  // The trees lie near each other, so that one read brings them.
  Result<void> inlined(const std::vector<ElfSegment>& loaded, const Read& read) {
    if (trees_.empty()) return {};
    std::uint64_t first = UINT64_MAX, last = 0;
    for (const auto& tree : trees_) {
      PQ_TRY(const auto end, base::checked_add(tree.address, tree.count * kInlinedCall));
      first = std::min(first, tree.address);
      last = std::max(last, end);
    }
    const auto place = offset_of(loaded, first);
    if (!place || last - first > std::min(place->available, kMaxGoOldTable)) return damaged(first);
    PQ_TRY(const auto bytes, read(place->offset, last - first));
    const ByteReader in(bytes, order_);
    for (const auto& tree : trees_) {
      for (std::uint64_t i = 0; i < tree.count; ++i) {
        PQ_TRY(auto call, in.sub(tree.address - first + i * kInlinedCall, kInlinedCall));
        PQ_CHECK(call.seek(kInlinedName));
        PQ_TRY(const auto name_at, call.u32());
        PQ_TRY(const auto text, name(name_at));
        found_.add(text, false);
      }
    }
    return {};
  }

  GoFunctions take() && { return std::move(found_); }

 private:
  Result<ByteReader> at(std::uint64_t offset) const {
    ByteReader in(table_, order_);
    PQ_CHECK(in.seek(offset));
    return in;
  }
  Result<std::uint64_t> pointer(ByteReader& in) const {
    if (wide_) return in.u64();
    PQ_TRY(const auto value, in.u32());
    return value;
  }
  Result<std::string_view> name(std::uint64_t offset) {
    if (offset >= table_.size()) return damaged(offset);
    const auto rest =
        base::as_text(table_.subspan(offset, std::min<std::uint64_t>(table_.size() - offset, kMaxGoName)));
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) return damaged(offset);
    named_ += end;
    if (named_ > kMaxGoOldNames) return base::over_limit("names of Go's functions of over 64 MiB");
    return rest.substr(0, end);
  }

  Result<void> function(std::uint64_t record) {
    PQ_TRY(auto in, at(record));
    PQ_CHECK(pointer(in));
    PQ_TRY(const auto name_at, in.u32());
    PQ_TRY(const auto text, name(name_at));
    found_.add(text, false);
    PQ_CHECK(in.skip(4 * kFieldsBefore));
    PQ_TRY(const auto counters, in.u32());
    PQ_CHECK(in.skip(3));  // kind, two bytes to fill up
    PQ_TRY(const auto trees, in.u8());
    if (trees <= kInlineTree) return {};
    auto place = in.position();
    const auto start = place;
    place += std::uint64_t{counters} * 4;
    if (wide_ && place % 8 != 0) place += 4;
    PQ_TRY(auto tree_at, at(place + std::uint64_t{kInlineTree} * (wide_ ? 8 : 4)));
    PQ_TRY(const auto address, pointer(tree_at));
    if (address == 0) return {};
    if (counters <= kInlineIndex) return damaged(record);
    PQ_TRY(auto index_at, at(start + std::uint64_t{kInlineIndex} * 4));
    PQ_TRY(const auto index, index_at.u32());
    PQ_TRY(const auto count, highest(index));
    if (count == 0) return {};
    inlined_ += count;
    if (inlined_ > kMaxGoInlined) return base::over_limit("more inlined Go functions than are read");
    trees_.push_back({address, count});
    return {};
  }

  // One more than the highest value of a table of program counters: pairs of a signed step of the value and one of the
  // counter, up to a step of nought; the value begins with -1.
  Result<std::uint64_t> highest(std::uint64_t offset) {
    PQ_TRY(auto in, at(offset));
    std::int64_t value = -1, most = -1;
    for (bool first = true;; first = false) {
      if (++steps_ > kMaxSteps + 4 * table_.size())
        return base::over_limit("program counters of Go's functions");
      PQ_TRY(const auto step, in.uvarint());
      if (step == 0 && !first) break;
      if (step > UINT32_MAX) return damaged(offset);
      value +=
          (step & 1) != 0 ? -static_cast<std::int64_t>(step >> 1) - 1 : static_cast<std::int64_t>(step >> 1);
      PQ_CHECK(in.uvarint());
      most = std::max(most, value);
    }
    if (most >= static_cast<std::int64_t>(kMaxGoInlined)) return damaged(offset);
    return static_cast<std::uint64_t>(most + 1);
  }

  Bytes table_;
  bool wide_;
  base::Endian order_;
  GoFunctions found_;
  std::vector<Tree> trees_;
  std::uint64_t inlined_ = 0, named_ = 0;
  std::size_t steps_ = 0;
};

}  // namespace

// Behind the list of functions stands where the list of files begins, and that one is the last.
Result<GoFunctions> read_old_functions(std::uint64_t offset, const std::vector<ElfSegment>& loaded,
                                       const Read& read) {
  PQ_TRY(const auto head, read(offset, 16));
  const auto text = base::as_text(head);
  const auto order = text[1] == '\xff' && text[2] == '\xff' && text[3] == '\xff' ? base::Endian::kLittle
                                                                                 : base::Endian::kBig;
  const bool wide = text[7] == 8;
  const std::uint64_t word = wide ? 8 : 4;
  ByteReader in(head, order);
  PQ_CHECK(in.seek(8));
  std::uint64_t count = 0;
  if (wide) {
    PQ_TRY(count, in.u64());
  } else {
    PQ_TRY(count, in.u32());
  }
  if (count > kMaxGoFunctions) return base::over_limit("more Go functions than are read");
  const auto files_at = 8 + word + (2 * count + 1) * word;
  PQ_TRY(const auto files, read(offset + files_at, 4));
  ByteReader files_in(files, order);
  PQ_TRY(const auto size, files_in.u32());
  if (size > kMaxGoOldTable) return base::over_limit("table of Go's functions over 48 MiB");
  if (size < files_at) return damaged(offset);
  PQ_TRY(const auto bytes, read(offset, size));
  OldTable table(bytes, wide, order);
  PQ_CHECK(table.functions(count));
  PQ_CHECK(table.inlined(loaded, read));
  return std::move(table).take();
}

}  // namespace pratique::binary
