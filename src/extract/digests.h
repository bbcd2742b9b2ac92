// Digests of files that language packages were read from, to tell whether a file is still the one that a
// package database lists.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_reader.h"
#include "model/component.h"

namespace pratique::extract {

// Of a file as it lies in its layer.
struct ContentDigests {
  std::array<std::byte, 16> md5{};
  std::array<std::byte, 20> sha1{};
  std::array<std::byte, 32> sha256{};
  bool operator==(const ContentDigests&) const = default;
};
ContentDigests digests_of(base::Bytes content);

// What a package database says is the digest of a file.
class ListedDigest {
 public:
  static constexpr std::size_t kMaxBytes = 32;
  // Bytes of a digest; 0 for an algorithm that databases do not use for files.
  static std::size_t length_of(model::HashAlgorithm algorithm);
  // Nothing for an algorithm that databases do not use for files (MD5, SHA-1 and SHA-256 they do), or when it
  // has another length.
  static std::optional<ListedDigest> of(model::HashAlgorithm algorithm, base::Bytes digest);
  // The same of hexadecimal digits, of either case.
  static std::optional<ListedDigest> of_hex(model::HashAlgorithm algorithm, std::string_view digits);

  model::HashAlgorithm algorithm() const { return algorithm_; }
  base::Bytes bytes() const;
  // Whether the file is the listed one.
  bool agrees(const ContentDigests& content) const;
  bool operator==(const ListedDigest&) const = default;

 private:
  model::HashAlgorithm algorithm_ = model::HashAlgorithm::kMd5;
  std::array<std::byte, kMaxBytes> bytes_{};
};
std::string to_string(const ListedDigest& digest);  // "md5:d41d…"

// The listed digests of many files by their paths. add(), then settle(), then find().
class FileDigests {
 public:
  // At most 4 GiB of paths, each at most 64 KiB; others are left out.
  void add(std::string_view path, const ListedDigest& digest);
  // Sorts; of a path that was added twice the last one counts.
  void settle();
  // Null when there is none.
  const ListedDigest* find(std::string_view path) const;

  std::size_t size() const { return items_.size(); }
  bool empty() const { return items_.empty(); }
  // After settle(): ascending.
  std::string_view path(std::size_t number) const;
  const ListedDigest& digest(std::size_t number) const { return items_[number].digest; }
  // Memory that they take.
  std::uint64_t bytes() const { return paths_.capacity() + items_.capacity() * sizeof(Item); }
  // After settle().
  bool operator==(const FileDigests& other) const;

 private:
  struct Item {
    // In paths_.
    std::uint32_t at = 0;
    std::uint16_t size = 0;
    ListedDigest digest;
  };
  std::string paths_;
  std::vector<Item> items_;
};

// Whether a language package may be read from a file of that name: databases list digests of everything, and
// only these are kept.
bool may_carry_package(std::string_view path);

// Whether a file is hashed when a package was read from it. Distributions install to usr/, and there
// everything is; elsewhere only small files outside of folders of modules, of which there may be 20,000.
bool is_worth_hashing(std::string_view path, std::uint64_t size);

}  // namespace pratique::extract
