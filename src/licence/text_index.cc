#include "licence/text_index.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/byte_reader.h"
#include "base/text.h"
#include "licence/data.h"
#include "licence/list.h"
#include "licence/text_words.h"

namespace pratique::licence {

namespace {

constexpr std::string_view kMagic = "PQLT";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kWide = sizeof(std::uint32_t), kNarrow = sizeof(std::uint16_t);
constexpr int kBucketShift = 20;  // 2^12 buckets

std::uint32_t bucket_of(std::uint32_t hash) { return hash >> kBucketShift; }

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < size; ++i)
    out |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return out;
}

void append_little(std::string& out, std::size_t number, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

Result<void> check(bool holds, std::string_view what) {
  if (holds) return {};
  return base::invalid("index of licence texts: " + std::string(what));
}

}  // namespace

std::uint32_t TextIndex::number(std::string_view column, std::size_t at) {
  return little(column, at * kWide, kWide);
}

std::uint16_t TextIndex::posting(std::size_t at) const {
  return static_cast<std::uint16_t>(little(postings_, at * kNarrow, kNarrow));
}

Result<TextIndex> TextIndex::over(std::string_view bytes) {
  base::ByteReader reader(base::as_bytes(bytes));
  PQ_TRY(const auto magic, reader.take(kMagic.size()));
  PQ_TRY(const auto version, reader.u32());
  PQ_CHECK(check(base::as_text(magic) == kMagic && version == kVersion, "not of this version"));
  PQ_TRY(const auto licences, reader.u32());
  PQ_TRY(const auto pairs, reader.u32());
  PQ_TRY(const auto postings, reader.u32());
  PQ_TRY(const auto name_bytes, reader.u32());
  TextIndex out;
  out.count_ = pairs;
  const auto column = [&](std::uint64_t count, std::size_t size) -> Result<std::string_view> {
    PQ_TRY(const auto part, reader.take(count * size));
    return base::as_text(part);
  };
  PQ_TRY(const auto sizes, column(licences, kWide));
  for (std::size_t i = 0; i < licences; ++i) out.sizes_.push_back(number(sizes, i));
  PQ_TRY(out.buckets_, column(kBuckets + 1, kWide));
  PQ_TRY(out.hashes_, column(pairs, kWide));
  PQ_TRY(out.starts_, column(std::uint64_t{pairs} + 1, kWide));
  PQ_TRY(out.postings_, column(postings, kNarrow));
  PQ_TRY(const auto names, column(name_bytes, 1));
  PQ_CHECK(check(reader.remaining() == 0, "bytes behind its end"));
  for (const auto line : base::lines(names)) out.names_.push_back(base::words(line));
  PQ_CHECK(check(out.names_.size() == licences, "names do not fit its licences"));
  const auto rises = [](std::string_view numbers, std::size_t count, std::uint32_t last) {
    for (std::size_t i = 0; i + 1 < count; ++i) {
      if (number(numbers, i) > number(numbers, i + 1)) return false;
    }
    return count == 0 || number(numbers, count - 1) <= last;
  };
  PQ_CHECK(check(rises(out.buckets_, kBuckets + 1, pairs) && rises(out.hashes_, pairs, UINT32_MAX) &&
                     rises(out.starts_, std::size_t{pairs} + 1, postings),
                 "a column that does not rise"));
  for (std::size_t i = 0; i < postings; ++i)
    PQ_CHECK(check(out.posting(i) < licences, "a licence that is not there"));
  return out;
}

std::int64_t TextIndex::find(std::uint32_t hash) const {
  auto low = number(buckets_, bucket_of(hash));
  const auto end = number(buckets_, bucket_of(hash) + 1);
  for (auto high = end; low < high;) {
    const auto middle = low + (high - low) / 2;
    if (number(hashes_, middle) < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return low < end && number(hashes_, low) == hash ? std::int64_t{low} : -1;
}

const TextIndex& text_index() {
  static const auto index = TextIndex::over(texts_bytes());
  // A test reads the file as it is compiled in.
  static const TextIndex empty;
  return index ? *index : empty;
}

std::string encode_index(std::vector<IndexedText> texts) {
  // Licences by their pairs: those of one text fall together.
  std::map<std::set<std::uint32_t>, std::set<std::tuple<std::size_t, std::string>>> by_pairs;
  for (const auto& text : texts) {
    std::set<std::uint32_t> pairs;
    for (const auto& pair : word_pairs(text.text, std::numeric_limits<std::uint32_t>::max()))
      pairs.insert(pair.hash);
    if (pairs.empty()) continue;
    for (const auto& name : text.names) by_pairs[pairs].emplace(name.size(), name);
  }
  std::vector<std::pair<std::string, const std::set<std::uint32_t>*>> licences;
  for (const auto& [pairs, names] : by_pairs) {
    std::string line;
    for (const auto& [size, name] : names) line += (line.empty() ? "" : " ") + name;
    licences.emplace_back(std::move(line), &pairs);
  }
  std::sort(licences.begin(), licences.end());
  licences.resize(std::min<std::size_t>(licences.size(), std::numeric_limits<std::uint16_t>::max()));

  std::map<std::uint32_t, std::vector<std::uint16_t>> postings;
  std::size_t count = 0;
  for (std::size_t i = 0; i < licences.size(); ++i) {
    for (const auto hash : *licences[i].second)
      postings[hash].push_back(static_cast<std::uint16_t>(i)), ++count;
  }
  std::string names;
  for (const auto& licence : licences) names += licence.first + "\n";

  std::string out(kMagic);
  const auto wide = [&](std::size_t number) { append_little(out, number, kWide); };
  for (const std::size_t number :
       {std::size_t{kVersion}, licences.size(), postings.size(), count, names.size()})
    wide(number);
  for (const auto& licence : licences) wide(licence.second->size());
  auto at = postings.begin();
  std::size_t before = 0;
  for (std::uint32_t bucket = 0; bucket <= kBuckets; ++bucket) {
    while (at != postings.end() && bucket_of(at->first) < bucket) ++at, ++before;
    wide(before);
  }
  for (const auto& pair : postings) wide(pair.first);
  std::size_t start = 0;
  for (const auto& pair : postings) wide(std::exchange(start, start + pair.second.size()));
  wide(start);
  for (const auto& pair : postings) {
    for (const auto licence : pair.second) append_little(out, licence, kNarrow);
  }
  return out + names;
}

}  // namespace pratique::licence
