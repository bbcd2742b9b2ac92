#include "extract/record/reader.h"

#include <algorithm>

#include "extract/unread/table/kinds.h"

namespace pratique::extract::record {

// What one more of its kind takes beside its texts: a node of a map, a path in a list, a file's digest.
static constexpr std::uint64_t kNodeBytes = 112, kPathBytes = 12, kDigestBytes = 40;
static constexpr std::uint64_t kMaxPart = std::numeric_limits<std::uint16_t>::max();

std::uint64_t RecordReader::number(std::uint64_t most) {
  if (failed()) return 0;
  const auto offset = position();
  const auto value = in_.shortest_uvarint();
  if (!value) {
    error_ = value.error();
    return 0;
  }
  if (*value <= most) return *value;
  refuse(offset, "a number over " + std::to_string(most));
  return 0;
}

std::uint64_t RecordReader::count(std::uint64_t least) {
  if (failed()) return 0;
  const auto value = in_.count(least);
  if (!value) error_ = value.error();
  return value.value_or(0);
}

std::string_view RecordReader::text(std::uint64_t most) {
  if (failed()) return {};
  const auto offset = position();
  const auto value = in_.text();
  if (!value) error_ = value.error();
  if (value && value->size() > most) refuse(offset, "a text of more than " + std::to_string(most) + " bytes");
  return failed() ? std::string_view() : *value;
}

base::Bytes RecordReader::bytes(std::uint64_t size) {
  if (failed()) return {};
  const auto value = in_.take(size);
  if (!value) error_ = value.error();
  return value.value_or(base::Bytes());
}

void RecordReader::get(TextMap& map) {
  const auto size = count(2);
  for (std::uint64_t i = 0; i < size && !failed(); ++i) {
    const auto offset = position();
    hold(kNodeBytes);
    const auto key = kept(text());
    const auto value = kept(text());
    if (!map.empty() && std::prev(map.end())->first >= key) return refuse(offset, "keys out of order");
    map.emplace_hint(map.end(), key, value);
  }
}

void RecordReader::get(PathList& paths) {
  const auto size = count(2);
  std::string_view folder;
  for (std::uint64_t i = 0; i < size && !failed(); ++i) {
    const auto offset = position();
    if (const auto length = number(kMaxPart + 1); length > 0) {
      const auto other = base::as_text(bytes(length - 1));
      if (other == folder) return refuse(offset, "a folder named twice");
      folder = other;
    }
    hold(kPathBytes);
    const auto name = kept(text(kMaxPart));
    if (!failed()) paths.add(folder, name);
  }
  paths.shrink();
}

void RecordReader::get(FileDigests& digests) {
  const auto size = count(1 + 1 + 16);  // the shortest digest is MD5's
  std::string_view before;
  for (std::uint64_t i = 0; i < size && !failed(); ++i) {
    const auto offset = position();
    hold(kDigestBytes);
    const auto path = kept(text(kMaxPart));
    if (i > 0 && path <= before) return refuse(offset, "paths out of order");
    before = path;
    model::HashAlgorithm algorithm{};
    get(algorithm);
    const auto digest = ListedDigest::of(algorithm, bytes(ListedDigest::length_of(algorithm)));
    if (!digest) return refuse(offset, "a digest of a kind that databases do not have");
    digests.add(path, *digest);
  }
  digests.settle();
}

void RecordReader::get(Record& record) {
  const auto offset = position();
  fields(record, [this](auto& member) { get(member); });
  if (failed()) return;
  const auto packages = record.components.size();
  if (record == Record{}) refuse(offset, "a record that says nothing");
  if (record.edges.size() > model::kMaxEdges) refuse(offset, "too many edges");
  for (const auto& edge : record.edges) {
    if (edge.from >= packages || edge.to >= packages) refuse(offset, "an edge to no package");
  }
  if (record.unread.is_there() && record.unread->kind >= unread::kinds().size())
    refuse(offset, "a kind of file that is not in the table");
  if (record.database.is_there()) check_database(record, offset);
}

void RecordReader::check_database(const Record& record, std::uint64_t offset) {
  const auto packages = record.components.size();
  const auto& database = *record.database;
  const auto& ends = database.list_ends;
  const auto& foreign = database.foreign;
  if (ends.size() > packages || !std::ranges::is_sorted(ends) ||
      (!ends.empty() && ends.back() > database.paths.size()))
    refuse(offset, "file lists that do not fit the packages");
  if (std::ranges::adjacent_find(foreign, std::greater_equal()) != foreign.end() ||
      (!foreign.empty() && foreign.back() >= packages))
    refuse(offset, "foreign packages that are not there");
}

}  // namespace pratique::extract::record
