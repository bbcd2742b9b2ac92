#include "extract/digests.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/hex.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::extract {

namespace {

constexpr std::uint64_t kSmall = 64 << 10;

constexpr std::array<std::string_view, 5> kNames = {"METADATA", "PKG-INFO", "package.json", "installed.json",
                                                    "requirements.txt"};
constexpr std::array<std::string_view, 9> kEndings = {".egg-info", ".gemspec", ".jar",  ".war",      ".ear",
                                                      ".lock",     ".par",     ".jmod", "-lock.json"};

std::optional<unsigned> hex_value(char digit) {
  if (!base::is_hex(digit)) return std::nullopt;
  const auto lower = static_cast<unsigned>(static_cast<unsigned char>(digit) | 0x20u);
  return lower >= 'a' ? lower - 'a' + 10 : lower & 0xfu;
}

// Gives how many bytes there were; nothing when they are no hexadecimal digits, or more than fit.
std::optional<std::size_t> from_hex(std::string_view digits, std::span<std::byte> into) {
  if (digits.size() % 2 != 0 || digits.size() / 2 > into.size()) return std::nullopt;
  for (std::size_t i = 0; i < digits.size() / 2; ++i) {
    const auto high = hex_value(digits[2 * i]), low = hex_value(digits[2 * i + 1]);
    if (!high || !low) return std::nullopt;
    into[i] = static_cast<std::byte>(*high << 4 | *low);
  }
  return digits.size() / 2;
}

}  // namespace

ContentDigests digests_of(base::Bytes content) {
  ContentDigests digests;
  const auto sha256 = crypto::sha256(content);
  from_hex(crypto::md5_hex(content), digests.md5);
  from_hex(crypto::sha1_hex(content), digests.sha1);
  from_hex(std::string_view(sha256).substr(sha256.find(':') + 1), digests.sha256);
  return digests;
}

std::size_t ListedDigest::length_of(model::HashAlgorithm algorithm) {
  switch (algorithm) {
    case model::HashAlgorithm::kMd5:
      return 16;
    case model::HashAlgorithm::kSha1:
      return 20;
    case model::HashAlgorithm::kSha256:
      return 32;
    default:
      return 0;
  }
}

std::optional<ListedDigest> ListedDigest::of(model::HashAlgorithm algorithm, base::Bytes digest) {
  if (digest.empty() || digest.size() != length_of(algorithm)) return std::nullopt;
  ListedDigest listed;
  listed.algorithm_ = algorithm;
  std::ranges::copy(digest, listed.bytes_.begin());
  return listed;
}

std::optional<ListedDigest> ListedDigest::of_hex(model::HashAlgorithm algorithm, std::string_view digits) {
  std::array<std::byte, kMaxBytes> bytes;
  const auto length = from_hex(digits, bytes);
  return length ? of(algorithm, base::Bytes(bytes).first(*length)) : std::nullopt;
}

base::Bytes ListedDigest::bytes() const { return base::Bytes(bytes_).first(length_of(algorithm_)); }

bool ListedDigest::agrees(const ContentDigests& content) const {
  switch (algorithm_) {
    case model::HashAlgorithm::kMd5:
      return std::ranges::equal(bytes(), content.md5);
    case model::HashAlgorithm::kSha1:
      return std::ranges::equal(bytes(), content.sha1);
    default:
      return std::ranges::equal(bytes(), content.sha256);
  }
}

std::string to_string(const ListedDigest& digest) {
  return std::string(model::to_string(digest.algorithm())) + ":" + base::to_hex(digest.bytes());
}

void FileDigests::add(std::string_view path, const ListedDigest& digest) {
  constexpr std::size_t kMaxPath = std::numeric_limits<std::uint16_t>::max();
  constexpr std::size_t kMaxText = std::numeric_limits<std::uint32_t>::max();
  if (path.size() > kMaxPath || paths_.size() + path.size() > kMaxText) return;
  items_.push_back(
      {static_cast<std::uint32_t>(paths_.size()), static_cast<std::uint16_t>(path.size()), digest});
  paths_ += path;
}

std::string_view FileDigests::path(std::size_t number) const {
  return std::string_view(paths_).substr(items_[number].at, items_[number].size);
}

void FileDigests::settle() {
  const auto path_of = [&](const Item& item) { return std::string_view(paths_).substr(item.at, item.size); };
  std::ranges::stable_sort(items_, {}, path_of);
  std::vector<Item> last;
  last.reserve(items_.size());
  for (const auto& item : items_) {
    if (!last.empty() && path_of(last.back()) == path_of(item)) last.pop_back();
    last.push_back(item);
  }
  items_ = std::move(last);
  items_.shrink_to_fit();
  paths_.shrink_to_fit();
}

const ListedDigest* FileDigests::find(std::string_view path) const {
  const auto path_of = [&](const Item& item) { return std::string_view(paths_).substr(item.at, item.size); };
  const auto found = std::ranges::lower_bound(items_, path, {}, path_of);
  return found == items_.end() || path_of(*found) != path ? nullptr : &found->digest;
}

bool FileDigests::operator==(const FileDigests& other) const {
  if (size() != other.size()) return false;
  for (std::size_t i = 0; i < size(); ++i) {
    if (path(i) != other.path(i) || digest(i) != other.digest(i)) return false;
  }
  return true;
}

bool may_carry_package(std::string_view path) {
  const auto name = base::base_name(path);
  return std::ranges::find(kNames, name) != kNames.end() ||
         std::ranges::any_of(kEndings, [&](std::string_view ending) { return name.ends_with(ending); });
}

bool is_worth_hashing(std::string_view path, std::uint64_t size) {
  if (path.starts_with("usr/") && !path.starts_with("usr/local/")) return true;
  return size <= kSmall && !base::contains(path, "node_modules/") && !base::contains(path, "site-packages/");
}

}  // namespace pratique::extract
