#include "codec/tar/extended.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/tar.h"

namespace pratique::codec::tar {

namespace {

Result<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec == std::errc::result_out_of_range) return base::invalid("size in a pax record is too large");
  if (parsed.ec != std::errc() || parsed.ptr != end)
    return base::invalid("size in a pax record is no number");
  return value;
}

// Whom a record names hinders nobody from reading the archive, whatever it says.
std::optional<std::uint32_t> owner(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto number = base::to_uint(text);
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(number.value_or(kUnknownOwner), kUnknownOwner));
}

constexpr std::string_view kStarAttribute = "SCHILY.xattr.", kLibarchiveAttribute = "LIBARCHIVE.xattr.",
                           kCapability = "security.capability";

}  // namespace

std::optional<PaxRecord> PaxRecords::next() {
  if (rest_.empty()) return std::nullopt;
  malformed_ = true;  // until shown otherwise
  std::size_t length = 0;
  const auto digits = std::from_chars(rest_.data(), rest_.data() + rest_.size(), length);
  const auto key_at = static_cast<std::size_t>(digits.ptr - rest_.data()) + 1;
  if (digits.ec != std::errc() || length <= key_at || length > rest_.size()) return std::nullopt;
  if (rest_[key_at - 1] != ' ' || rest_[length - 1] != '\n') return std::nullopt;
  const auto text = rest_.substr(key_at, length - key_at - 1);
  const auto equals = text.find('=');
  if (equals == 0 || equals == std::string_view::npos) return std::nullopt;
  malformed_ = false;
  rest_.remove_prefix(length);
  return PaxRecord{text.substr(0, equals), text.substr(equals + 1)};
}

Result<void> Extended::add_records(std::string_view text) {
  PaxRecords records(text);
  while (const auto record = records.next()) PQ_CHECK(add(*record));
  if (records.malformed()) defect = "malformed pax record";
  return {};
}

void Extended::clear() {
  has_long_path_ = has_long_target_ = false;
  clear_records();
}

void Extended::clear_records() {
  has_path_ = has_target_ = has_real_path_ = map_in_content = false;
  size.reset();
  real_size.reset();
  map.reset();
  map_parts.reset();
  part_offset_.reset();
  uid.reset();
  gid.reset();
  capability.clear();
  defect = {};
}

std::optional<std::string_view> Extended::path() const {
  if (has_real_path_) return real_path_;
  if (has_long_path_) return long_path_;
  return has_path_ ? std::optional<std::string_view>(path_) : std::nullopt;
}

std::optional<std::string_view> Extended::target() const {
  if (has_long_target_) return long_target_;
  return has_target_ ? std::optional<std::string_view>(target_) : std::nullopt;
}

// No file has a name with a NUL byte in it; one at the end is GNU's.
void Extended::set(std::string& name, bool& has, std::string_view text) {
  const auto end = text.find('\0');
  if (end != std::string_view::npos && text.find_first_not_of('\0', end) != std::string_view::npos)
    defect = "NUL byte in its name";
  name = text.substr(0, end);
  has = true;
}

Result<void> Extended::add(const PaxRecord& record) {
  const auto& [key, value] = record;
  // A record without a value takes back what an earlier one said (POSIX.1-2017).
  if (key == "path") {
    set(path_, has_path_, value);
    has_path_ = !value.empty();
  } else if (key == "linkpath") {
    set(target_, has_target_, value);
    has_target_ = !value.empty();
  } else if (key == "size") {
    size.reset();
    if (value.empty()) return {};
    PQ_TRY(size, number(value));
  } else if (key == "uid") {
    uid = owner(value);
  } else if (key == "gid") {
    gid = owner(value);
  } else if (key.ends_with(kCapability)) {
    add_capability(key.substr(0, key.size() - kCapability.size()), value);
  } else if (key == "SUN.holesdata") {
    defect = "sparse file of Solaris: its holes are left out";
  } else if (key.starts_with("GNU.sparse.")) {
    return add_sparse(key.substr(std::string_view("GNU.sparse.").size()), value);
  }
  return {};
}

// libarchive writes an attribute both ways, in base 64 the one of its own.
void Extended::add_capability(std::string_view prefix, std::string_view value) {
  if (prefix == kStarAttribute) {
    capability = value;
  } else if (prefix == kLibarchiveAttribute) {
    auto bytes = from_base64(value);
    capability = bytes ? *std::move(bytes) : std::string(value);
  }
}

Result<void> Extended::add_sparse(std::string_view key, std::string_view value) {
  if (key == "name") {
    set(real_path_, has_real_path_, value);
  } else if (key == "size" || key == "realsize") {
    PQ_TRY(real_size, number(value));
  } else if (key == "major") {
    map_in_content = value == "1";
  } else if (key == "numblocks") {
    if (!map) map.emplace();
    PQ_TRY(map_parts, number(value));
  } else if (key == "map") {
    PQ_TRY(map, parse_map(value));
  } else if (key == "offset") {
    PQ_TRY(part_offset_, number(value));
  } else if (key == "numbytes" && part_offset_) {
    if (!map) map.emplace();
    if (map->size() >= kMaxSparseParts) return base::over_limit("sparse file of more than 100,000 parts");
    PQ_TRY(const auto bytes, number(value));
    map->push_back({*part_offset_, bytes});
    part_offset_.reset();
  }
  return {};
}

}  // namespace pratique::codec::tar
