#include "extract/analysis_codec.h"

#include <algorithm>
#include <map>

#include "extract/record/reader.h"
#include "extract/record/writer.h"
#include "layer/path.h"

namespace pratique::extract {

namespace {

constexpr std::string_view kMagic = "PRATIQUE-LAYER\n";
constexpr std::uint64_t kEntryTypes = 5;
// Beside the type of an entry that has one.
constexpr std::uint64_t kHasCapability = 8;

// Extractors by name: the order in which the catalogue has them is no matter of the format.
std::map<std::string_view, std::size_t> by_name(const Catalogue& catalogue) {
  std::map<std::string_view, std::size_t> numbers;
  for (std::size_t i = 0; i < catalogue.size(); ++i) numbers.emplace(catalogue[i].info().name, i);
  return numbers;
}

class Encoder {
 public:
  Encoder(const Catalogue& catalogue, base::ByteWriter& out)
      : catalogue_(catalogue), out_(out), values_(out), numbers_(catalogue.size()) {}

  void analysis(const LayerAnalysis& analysis) {
    out_.bytes(base::as_bytes(kMagic));
    out_.uvarint(kAnalysisVersion);
    extractors();
    index(*analysis.content.index);
    values_.put(analysis.content.notes);
    out_.uvarint(analysis.items.size());
    for (const auto& item : analysis.items) {
      made(item.entry, item.extractor);
      values_.put(item.record);
      values_.put(item.digests);
    }
    out_.uvarint(analysis.failures.size());
    for (const auto& failure : analysis.failures) {
      made(failure.entry, failure.extractor);
      values_.put(failure.note);
    }
    out_.uvarint(analysis.pending.size());
    for (const auto& [entry, pending] : analysis.pending) {
      out_.uvarint(entry);
      out_.uvarint(pending.extractors.size());
      for (const auto extractor : pending.extractors) out_.uvarint(numbers_[extractor]);
      values_.put(pending.ranges);
    }
  }

 private:
  void extractors() {
    const auto all = by_name(catalogue_);
    out_.uvarint(all.size());
    std::size_t next = 0;
    for (const auto& [name, number] : all) {
      values_.put(name);
      out_.uvarint(static_cast<std::uint64_t>(catalogue_[number].info().version));
      numbers_[number] = next++;
    }
  }

  void index(const layer::LayerIndex& index) {
    out_.uvarint(index.entries().size());
    std::size_t owners = 1;  // told already; root is known
    for (std::size_t number = 0; number < index.entries().size(); ++number) {
      const auto& entry = index.entries()[number];
      const auto capability = index.capability_of(number);
      values_.put(entry.path);
      values_.put(entry.target);
      out_.uvarint(entry.size);
      out_.uvarint(entry.mode);
      out_.uvarint(entry.owner);
      if (entry.owner == owners) {
        out_.uvarint(index.owner_of(entry).uid);
        out_.uvarint(index.owner_of(entry).gid);
        ++owners;
      }
      const auto type = static_cast<std::uint8_t>(entry.type);
      out_.u8(capability.empty() ? type : static_cast<std::uint8_t>(type | kHasCapability));
      if (!capability.empty()) values_.put(capability);
    }
    for (const auto& names : {index.whiteouts(), index.opaques()}) {
      out_.uvarint(names.size());
      for (const auto name : names) values_.put(name);
    }
  }

  void made(std::size_t entry, std::size_t extractor) {
    out_.uvarint(entry);
    out_.uvarint(numbers_[extractor]);
  }

  const Catalogue& catalogue_;
  base::ByteWriter& out_;
  record::RecordWriter values_;
  // By number in the catalogue: that in the table of the bytes.
  std::vector<std::size_t> numbers_;
};

class Decoder {
 public:
  Decoder(const Catalogue& catalogue, base::Bytes bytes, std::uint64_t memory)
      : catalogue_(catalogue), in_(bytes), values_(in_, memory) {}

  Result<LayerAnalysis> run() {
    PQ_CHECK(head());
    LayerAnalysis analysis;
    index(*analysis.content.index);
    index_ = analysis.content.index.get();
    values_.get(analysis.content.notes);
    each(kLeastItem, [&] { item(analysis.items); });
    each(kLeastFailure, [&] { failure(analysis.failures); });
    each(kLeastPending, [&] { pending(analysis.pending); });
    PQ_CHECK(values_.finish());
    if (in_.remaining() > 0) return base::invalid_at(in_.position(), "bytes after the end of the analysis");
    return analysis;
  }

 private:
  // Bytes: two numbers, a record's nine members, a note's five, ….
  static constexpr std::uint64_t kLeastItem = 2 + 9 + 1, kLeastFailure = 2 + 5, kLeastPending = 3,
                                 kLeastEntry = 6;
  // What an entry, and a folder without one, take in the index.
  static constexpr std::uint64_t kPendingBytes = 160;
  static constexpr std::uint64_t kEntryBytes = 2 * sizeof(layer::Entry), kFolderBytes = 32;

  template <class Read>
  void each(std::uint64_t least, const Read& read) {
    const auto count = values_.count(least);
    for (std::uint64_t i = 0; i < count && !values_.failed(); ++i) read();
  }

  Result<void> head() {
    const auto magic = in_.take(kMagic.size());
    if (!magic || base::as_text(*magic) != kMagic) return base::invalid_at(0, "no analysis of a layer");
    const auto offset = in_.position();
    const auto version = values_.number();
    PQ_CHECK(values_.finish());
    if (version != kAnalysisVersion)
      return other(offset, "version " + std::to_string(version) + " of the format, not " +
                               std::to_string(kAnalysisVersion));
    return extractors();
  }

  Result<void> extractors() {
    const auto known = by_name(catalogue_);
    const auto start = in_.position();
    const auto count = values_.count(2);
    for (std::uint64_t i = 0; i < count && !values_.failed(); ++i) {
      const auto offset = in_.position();
      const auto name = values_.text();
      const auto version = values_.number();
      PQ_CHECK(values_.finish());
      const auto found = known.find(name);
      if (found == known.end() ||
          static_cast<std::uint64_t>(catalogue_[found->second].info().version) != version)
        return other(offset, "made by " + std::string(name) + " " + std::to_string(version) +
                                 ", which is not in this program");
      if (!numbers_.empty() && catalogue_[numbers_.back()].info().name >= name)
        return base::invalid_at(offset, "extractors out of order");
      numbers_.push_back(found->second);
    }
    PQ_CHECK(values_.finish());
    if (numbers_.size() != known.size())
      return other(start, "made by fewer extractors than this program has");
    return {};
  }

  static tl::unexpected<Error> other(std::uint64_t offset, std::string what) {
    return base::fail(ErrorKind::kUnsupported, std::move(what), {.offset = offset}, "read the layer anew");
  }

  void index(layer::LayerIndex& index) {
    each(kLeastEntry, [&] {
      layer::Entry entry;
      entry.path = name(1);
      entry.target = values_.text();
      values_.get(entry.size);
      values_.get(entry.mode);
      entry.owner = owner(index);
      const auto offset = in_.position();
      const auto type = values_.number(kHasCapability + kEntryTypes - 1);
      if (type % kHasCapability >= kEntryTypes) values_.refuse(offset, "no type of an entry");
      entry.type = static_cast<layer::EntryType>(type % kHasCapability);
      const auto capability = type >= kHasCapability ? values_.text(layer::kMaxCapability) : "";
      if (type >= kHasCapability && capability.empty()) values_.refuse(offset, "a part that says nothing");
      const auto folders = index.implied_folders();
      if (!values_.failed()) {
        index.add(entry);
        index.add_capability(capability);
      }
      values_.hold(kEntryBytes + entry.path.size() + entry.target.size() + capability.size() +
                   (index.implied_folders() - folders) * kFolderBytes);
    });
    std::string_view before;
    const auto ascending = [&](std::string_view name, std::uint64_t offset, bool first) {
      if (!first && name <= before) values_.refuse(offset, "names out of order");
      before = name;
    };
    bool first = true;
    each(2, [&] {
      const auto offset = in_.position();
      const auto path = name(1);
      ascending(path, offset, std::exchange(first, false));
      if (!values_.failed()) index.add_whiteout(path);
    });
    first = true;
    each(1, [&] {
      const auto offset = in_.position();
      const auto path = name(0);
      ascending(path, offset, std::exchange(first, false));
      if (!values_.failed()) index.add_opaque(path);
    });
  }

  // One that was not met before follows its number.
  std::uint16_t owner(layer::LayerIndex& index) {
    const auto offset = in_.position();
    const auto known = index.owners().size();
    const auto number = values_.number(known);
    if (number < known || values_.failed()) return static_cast<std::uint16_t>(number);
    layer::Owner owner;
    values_.get(owner.uid);
    values_.get(owner.gid);
    if (values_.failed() || index.owner_number(owner) != number)
      values_.refuse(offset, "an owner told twice");
    return static_cast<std::uint16_t>(number);
  }

  // A clean path of at least so many bytes.
  std::string_view name(std::size_t least) {
    const auto offset = in_.position();
    const auto path = values_.text(layer::kMaxPath);
    std::string memory;
    const auto clean = layer::clean_path(path, memory);
    if (path.size() < least || !clean || *clean != path) values_.refuse(offset, "a name that is not clean");
    return path;
  }

  std::size_t entry() {
    const auto offset = in_.position();
    const auto number = values_.number();
    const auto& entries = index_->entries();
    if (number >= entries.size() || entries[number].type != layer::EntryType::kFile)
      values_.refuse(offset, "no file of the layer");
    return number;
  }

  std::size_t extractor() {
    const auto offset = in_.position();
    const auto number = values_.number();
    if (number < numbers_.size()) return numbers_[number];
    values_.refuse(offset, "an extractor that is not in the table");
    return 0;
  }

  void item(std::vector<Item>& items) {
    const auto number = entry();
    const auto by = extractor();
    values_.hold(sizeof(Item));
    auto& item = items.emplace_back(Item{number, by, {}});
    values_.get(item.record);
    values_.get(item.digests);
  }

  void failure(std::vector<Failure>& failures) {
    const auto number = entry();
    const auto by = extractor();
    values_.hold(sizeof(Failure));
    values_.get(failures.emplace_back(Failure{number, by, {}}).note);
  }

  void pending(std::map<std::size_t, LayerAnalysis::Pending>& all) {
    const auto offset = in_.position();
    const auto number = entry();
    if (!all.empty() && std::prev(all.end())->first >= number)
      return values_.refuse(offset, "files out of order");
    values_.hold(kPendingBytes);
    auto& pending = all[number];
    each(1, [&] { pending.extractors.push_back(extractor()); });
    values_.get(pending.ranges);
  }

  const Catalogue& catalogue_;
  base::ByteReader in_;
  record::RecordReader values_;
  // By number in the table of the bytes: that in the catalogue.
  std::vector<std::size_t> numbers_;
  const layer::LayerIndex* index_ = nullptr;
};

}  // namespace

Result<std::string> encode(const LayerAnalysis& analysis, const Catalogue& catalogue) {
  if (analysis.metered || analysis.content.reached)
    return base::fail(ErrorKind::kMetered, "the scan's limits left something of the layer out");
  base::ByteWriter out(kMaxAnalysisBytes);
  encode_as_it_is(analysis, catalogue, out);
  return std::move(out).finish();
}

void encode_as_it_is(const LayerAnalysis& analysis, const Catalogue& catalogue, base::ByteWriter& out) {
  Encoder(catalogue, out).analysis(analysis);
}

Result<LayerAnalysis> decode(base::Bytes bytes, const Catalogue& catalogue, std::uint64_t memory) {
  return Decoder(catalogue, bytes, memory).run();
}

}  // namespace pratique::extract
