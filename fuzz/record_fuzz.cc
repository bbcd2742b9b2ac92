// Rows of the advisory database. The first byte chooses the kind. What is read and written again is read the
// same; views say what the copies say; a damaged row is an error.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "advisory/record.h"

namespace {

using namespace pratique;
using namespace pratique::advisory;

constexpr std::string_view kTexts[] = {"npm", "Debian:12", "dpkg", "semver", "1.0", "", "nvd", "x86_64"};

Result<std::string_view> text_of(std::uint64_t number) {
  if (number >= std::size(kTexts)) return base::invalid("no such text");
  return kTexts[number];
}

std::uint64_t number_of(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kTexts); ++i) {
    if (kTexts[i] == text) return i;
  }
  std::abort();  // all texts of what was read are from the table
}

void check(bool holds) {
  if (!holds) std::abort();
}

struct Read {
  std::vector<std::uint64_t> records;
  std::vector<EntryHead> heads;
  std::vector<Affected> affected;
};

Result<Read> copies_of(base::Bytes blob) {
  Read read;
  const auto keep = [&](std::uint64_t record, const HitView& hit, Affected&& affected) -> Result<void> {
    read.records.push_back(record);
    read.heads.push_back({.id = std::string(hit.id),
                          .source = std::string(hit.source),
                          .category = std::string(hit.category),
                          .withdrawn = hit.withdrawn,
                          .ids = {hit.ids.begin(), hit.ids.end()}});
    read.affected.push_back(std::move(affected));
    return {};
  };
  PQ_CHECK(decode_entries(blob, text_of, keep));
  return read;
}

bool same(const EntryHead& a, const EntryHead& b) {
  return a.id == b.id && a.source == b.source && a.category == b.category && a.withdrawn == b.withdrawn &&
         a.ids == b.ids;
}

void check_head(const HitView& view, const EntryHead& copy) {
  check(view.id == copy.id && view.source == copy.source && view.category == copy.category);
  check(view.withdrawn == copy.withdrawn && std::ranges::equal(view.ids, copy.ids));
}

void check_view(const AffectedView& view, const Affected& copy) {
  check(view.order == copy.order && view.module == copy.module && view.platform == copy.platform);
  check(view.status == copy.status && view.ranges.size() == copy.ranges.size());
  for (std::size_t i = 0; i < view.ranges.size(); ++i) {
    const auto& a = view.ranges[i];
    const auto& b = copy.ranges[i];
    check(a.introduced == b.introduced && a.fixed == b.fixed && a.last_affected == b.last_affected);
  }
  check(std::ranges::equal(view.versions, copy.versions));
  check(std::ranges::equal(view.systems, copy.systems));
  check(std::ranges::equal(view.architectures, copy.architectures));
}

void entries(base::Bytes blob) {
  const auto copies = copies_of(blob);
  const auto count = entry_count(blob);
  base::Arena arena;
  std::size_t seen = 0;
  const auto viewed =
      decode_views(blob, text_of, arena, [&](std::uint64_t record, const HitView& view) -> Result<void> {
        if (copies) {
          check(seen < copies->records.size() && copies->records[seen] == record);
          check_head(view, copies->heads[seen]);
          check_view(view.affected, copies->affected[seen]);
        }
        ++seen;
        return {};
      });
  if (!copies) return;
  check(viewed.has_value() && count.has_value() && *count == copies->records.size() && seen == *count);
  std::vector<RecordEntry> again;
  for (std::size_t i = 0; i < copies->records.size(); ++i)
    again.push_back({copies->records[i], &copies->affected[i], &copies->heads[i]});
  // Written anew only by who has ascending records, each of which says one thing of itself.
  for (std::size_t i = 1; i < copies->records.size(); ++i) {
    if (copies->records[i - 1] > copies->records[i]) return;
    if (copies->records[i - 1] == copies->records[i] && !same(copies->heads[i - 1], copies->heads[i])) return;
  }
  // No record is without a name.
  for (const auto& head : copies->heads) {
    if (head.id.empty() || std::ranges::any_of(head.ids, &std::string::empty)) return;
  }
  const auto written = encode(again, number_of);
  const auto reread = copies_of(base::as_bytes(written));
  check(reread.has_value() && reread->records == copies->records);
  for (std::size_t i = 0; i < reread->heads.size(); ++i) {
    check(reread->heads[i].id == copies->heads[i].id && reread->heads[i].ids == copies->heads[i].ids);
  }
  std::vector<RecordEntry> third;
  for (std::size_t i = 0; i < reread->records.size(); ++i)
    third.push_back({reread->records[i], &reread->affected[i], &reread->heads[i]});
  check(encode(third, number_of) == written);
}

template <class Decode>
void fixed_point(base::Bytes blob, const Decode& decode) {
  const auto first = decode(blob);
  if (!first) return;
  const auto written = encode(*first);
  const auto second = decode(base::as_bytes(written));
  check(second.has_value() && encode(*second) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto blob = std::as_bytes(std::span(data + 1, size - 1));
  base::Arena arena;
  switch (data[0] % 3) {
    case 0:
      entries(blob);
      break;
    case 1:
      fixed_point(blob, decode_texts);
      break;
    default: {
      std::uint64_t enriched = 0;
      (void)decode_facts(blob, text_of, arena, enriched);
      Vulnerability known;
      (void)add_assessments(blob, text_of, arena, known);
    }
  }
  return 0;
}
