#include "extract/os/rpm/header.h"

#include <algorithm>
#include <array>
#include <string>

namespace pratique::extract::os {

namespace {

using base::ByteReader;
using base::Bytes;
using base::Endian;

constexpr std::uint32_t kMaxEntries = 65'536;   // rpm's own limit for a header in a database
constexpr std::uint32_t kMaxFiles = 1'000'000;  // kernel-devel has some 20,000
constexpr std::uint64_t kMaxString =
    64 << 10;  // rpm states none; licences of linux-firmware have some 2,000 bytes
constexpr std::uint64_t kIntro = 8, kEntry = 16;

// Tags and types: rpm's include/rpm/rpmtag.h. The number is the contract; the names are ours for the few that
// we read.
enum Tag : std::uint32_t {
  kName = 1000,
  kVersion = 1001,
  kRelease = 1002,
  kEpoch = 1003,
  kSummary = 1004,
  kVendor = 1011,
  kLicense = 1014,
  kPackager = 1015,
  kUrl = 1020,
  kArch = 1022,
  kFileStates = 1029,
  kFileModes = 1030,
  kFileDigests = 1035,
  kSourceRpm = 1044,
  kProvideName = 1047,
  kRequireFlags = 1048,
  kRequireName = 1049,
  kRequireVersion = 1050,
  kProvideFlags = 1112,
  kProvideVersion = 1113,
  kDirIndexes = 1116,
  kBaseNames = 1117,
  kDirNames = 1118,
  kFileDigestAlgorithm = 5011,
  kModularityLabel = 5096,
};
enum Type : std::uint32_t {
  kChar = 1,
  kInt8 = 2,
  kInt16 = 3,
  kInt32 = 4,
  kString = 6,
  kStringArray = 8,
  kI18nString = 9
};

struct Entry {
  std::uint32_t type = 0, offset = 0, count = 0;
};

class HeaderReader {
 public:
  explicit HeaderReader(Bytes blob) : blob_(blob, Endian::kBig) {}

  // Entries are not sorted by us, and may overlap in the data: a header that does so costs nothing and fools
  // nobody.
  Result<RpmHeader> run() {
    PQ_TRY(const auto entries, blob_.u32());
    PQ_TRY(const auto data_size, blob_.u32());
    if (entries > kMaxEntries) return base::over_limit("rpm header with more than 65536 entries");
    const auto data_start = kIntro + entries * kEntry;
    PQ_TRY(data_, blob_.sub(data_start, data_size));
    data_start_ = data_start;
    for (std::uint32_t i = 0; i < entries; ++i) {
      PQ_TRY(const auto tag, blob_.u32());
      Entry entry;
      PQ_TRY(entry.type, blob_.u32());
      PQ_TRY(entry.offset, blob_.u32());
      PQ_TRY(entry.count, blob_.u32());
      PQ_CHECK(take(tag, entry));
    }
    return finish();
  }

 private:
  Result<void> take(std::uint32_t tag, const Entry& entry) {
    switch (tag) {
      case kName:
        return text(entry, header_.name);
      case kVersion:
        return text(entry, header_.version);
      case kRelease:
        return text(entry, header_.release);
      case kArch:
        return text(entry, header_.architecture);
      case kVendor:
        return text(entry, header_.vendor);
      case kLicense:
        return text(entry, header_.license);
      case kUrl:
        return text(entry, header_.url);
      case kPackager:
        return text(entry, header_.packager);
      case kSourceRpm:
        return text(entry, header_.source_rpm);
      case kModularityLabel:
        return text(entry, header_.module_label);
      case kEpoch:
        return epoch(entry);
      case kDirNames:
        return texts(entry, header_.directories);
      case kBaseNames:
        return texts(entry, header_.names);
      case kDirIndexes:
        return numbers(entry, header_.directory_of);
      case kSummary:
        return text(entry, header_.summary);
      case kRequireName:
      case kRequireVersion:
      case kRequireFlags:
        return relation(tag, entry, header_.needs), Result<void>();
      case kProvideName:
      case kProvideVersion:
      case kProvideFlags:
        return relation(tag, entry, header_.offers), Result<void>();
      case kFileModes:
        return modes(entry);
      case kFileDigests:
        return texts(entry, header_.digests);
      case kFileDigestAlgorithm:
        return algorithm(entry);
      case kFileStates:
        return states(entry);
      default:
        return {};
    }
  }

  // From the entry's offset to the end of the data: the type tells how far to read, the entry has no length.
  Result<ByteReader> at(const Entry& entry) const {
    if (entry.offset > data_.size())
      return base::invalid_at(data_start_ + entry.offset, "rpm header entry outside its data");
    return data_.sub(entry.offset, data_.size() - entry.offset);
  }

  // The first of several equal tags counts, as for rpm. An I18N string is an array, one text a language; the
  // first is "C".
  Result<void> text(const Entry& entry, std::string_view& value) const {
    if (!value.empty()) return {};
    if (entry.type != kString && entry.type != kI18nString && entry.type != kStringArray)
      return wrong_type(entry);
    PQ_TRY(auto reader, at(entry));
    PQ_TRY(value, reader.c_string(kMaxString));
    return {};
  }

  // `count` texts, each ended by NUL. What they can hold is bounded by the data, whatever the count says.
  Result<void> texts(const Entry& entry, std::vector<std::string_view>& values) const {
    if (!values.empty()) return {};
    if (entry.type != kStringArray) return wrong_type(entry);
    if (entry.count > kMaxFiles) return base::over_limit("rpm header with more than a million files");
    PQ_TRY(auto reader, at(entry));
    for (std::uint32_t i = 0; i < entry.count; ++i) {
      PQ_TRY(const auto value, reader.c_string(kMaxString));
      values.push_back(value);
    }
    return {};
  }

  Result<void> epoch(const Entry& entry) {
    if (entry.type != kInt32) return wrong_type(entry);
    PQ_TRY(auto reader, at(entry));
    PQ_TRY(const auto value, reader.u32());
    if (!header_.epoch) header_.epoch = value;
    return {};
  }

  Result<void> numbers(const Entry& entry, std::vector<std::uint32_t>& values) const {
    if (!values.empty()) return {};
    if (entry.type != kInt32) return wrong_type(entry);
    if (entry.count > kMaxFiles) return base::over_limit("rpm header with more than a million files");
    PQ_TRY(auto reader, at(entry));
    for (std::uint32_t i = 0; i < entry.count; ++i) {
      PQ_TRY(const auto value, reader.u32());
      values.push_back(value);
    }
    return {};
  }

  // A package is listed whatever is wrong with its relations: then they do not fit together, and none is told.
  void relation(std::uint32_t tag, const Entry& entry, RpmHeader::Relations& list) {
    const bool names = tag == kRequireName || tag == kProvideName;
    const bool versions = tag == kRequireVersion || tag == kProvideVersion;
    const auto read = names      ? texts(entry, list.names)
                      : versions ? texts(entry, list.versions)
                                 : numbers(entry, list.flags);
    relations_are_whole_ = relations_are_whole_ && read.has_value();
  }

  Result<void> modes(const Entry& entry) {
    if (!header_.modes.empty()) return {};
    if (entry.type != kInt16) return wrong_type(entry);
    if (entry.count > kMaxFiles) return base::over_limit("rpm header with more than a million files");
    PQ_TRY(auto reader, at(entry));
    for (std::uint32_t i = 0; i < entry.count; ++i) {
      PQ_TRY(const auto value, reader.u16());
      header_.modes.push_back(value);
    }
    return {};
  }

  Result<void> algorithm(const Entry& entry) {
    if (entry.type != kInt32) return wrong_type(entry);
    PQ_TRY(auto reader, at(entry));
    PQ_TRY(header_.digest_algorithm, reader.u32());
    return {};
  }

  Result<void> states(const Entry& entry) {
    if (!header_.states.empty()) return {};
    if (entry.type != kChar && entry.type != kInt8) return wrong_type(entry);
    if (entry.count > kMaxFiles) return base::over_limit("rpm header with more than a million files");
    PQ_TRY(auto reader, at(entry));
    for (std::uint32_t i = 0; i < entry.count; ++i) {
      PQ_TRY(const auto value, reader.u8());
      header_.states.push_back(value);
    }
    return {};
  }

  Result<void> wrong_type(const Entry& entry) const {
    return base::invalid_at(data_start_ + entry.offset,
                            "rpm header entry of type " + std::to_string(entry.type));
  }

  // Packages without files have none of the three lists. Modes only help to leave folders out, so they are
  // optional.
  Result<RpmHeader> finish() {
    if (header_.name.empty() || header_.version.empty())
      return base::invalid_at(0, "rpm header without name or version");
    const auto& directories = header_.directories;
    const bool inside = std::all_of(header_.directory_of.begin(), header_.directory_of.end(),
                                    [&](std::uint32_t index) { return index < directories.size(); });
    if (header_.directory_of.size() != header_.names.size() || !inside) {
      return base::invalid_at(data_start_, "rpm header whose file lists do not fit together");
    }
    if (header_.modes.size() != header_.names.size()) header_.modes.clear();
    if (header_.digests.size() != header_.names.size()) header_.digests.clear();
    if (header_.states.size() != header_.names.size()) header_.states.clear();
    for (auto* list : {&header_.needs, &header_.offers}) {
      const bool fit =
          list->versions.size() == list->names.size() && list->flags.size() == list->names.size();
      if (!fit || !relations_are_whole_) *list = {};
    }
    return std::move(header_);
  }

  ByteReader blob_;
  ByteReader data_{Bytes()};
  std::uint64_t data_start_ = 0;
  bool relations_are_whole_ = true;
  RpmHeader header_;
};

}  // namespace

Result<RpmHeader> parse_header(Bytes blob) { return HeaderReader(blob).run(); }

}  // namespace pratique::extract::os
