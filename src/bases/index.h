// The index of base images: which images have which layers, under which names. One SQLite file, sealed page by page like the
// advisory database (advisory/seal.h); it is written anew as a whole and put in the place of the old one, so that readers see
// either and never a half.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/subject.h"

namespace pratique::bases {

inline constexpr std::size_t kMaxImages = 200'000;
inline constexpr std::size_t kMaxOfficial = 200'000;
inline constexpr std::uint64_t kMaxIndexBytes = 256ull << 20;

// An image by one of its names. The same digest under two names is two of these.
struct IndexedImage {
  // "docker.io/library/alpine:3.18"; of an image without a name its digest's repository, or the path it came from.
  std::string name;
  // "linux/amd64".
  std::string platform;
  // Of the manifest, of an index that names it (may be empty), and the image ID.
  std::string digest, index_digest, config_digest;
  // RFC 3339, of the config.
  std::string created;
  // ChainID of all its layers (image-spec config.md, "Layer ChainID"), and how many these are.
  std::string chain;
  std::uint64_t layers = 0;
  // When its name was found to mean it: the first and the last time (RFC 3339, UTC, to the second).
  std::string first_seen, last_seen;
  bool operator==(const IndexedImage&) const = default;
  auto operator<=>(const IndexedImage&) const = default;
};

// What an official image's library file says of one of its images.
struct OfficialImage {
  // "docker.io/library/golang".
  std::string repository;
  // Names of the same image, the fullest first: "1.22.3-bookworm", "1.22-bookworm", "1-bookworm", "bookworm". None: the
  // repository is given up.
  std::vector<std::string> tags;
  // "amd64", "arm64v8".
  std::vector<std::string> architectures;
  std::string commit, directory;
  bool operator==(const OfficialImage&) const = default;
  auto operator<=>(const OfficialImage&) const = default;
};

// All of an index, for who changes it. Sorted by normalise().
struct IndexContent {
  std::vector<IndexedImage> images;
  std::vector<OfficialImage> official;
  // Where the library files were fetched from ("https://…"); empty: they were read from files, or there are none.
  std::string official_from;
  bool operator==(const IndexContent&) const = default;
};
void normalise(IndexContent& content);

// ChainIDs of the layers from the lowest up to each one (image-spec config.md).
std::vector<std::string> chain_ids(const std::vector<std::string>& diff_ids);

// Adds an image that was found at this time, or says that it was found again. `content` must be normalised, and is so
// afterwards. False: it was there.
bool add(IndexContent& content, IndexedImage image, const std::string& time);
// Takes in what another index knows, but not where its library files are from: that is what this machine asks. How many
// images are new.
std::size_t join(IndexContent& content, const IndexContent& other);
// Which names mean another image by now.
class MovedNames {
 public:
  explicit MovedNames(const IndexContent& content);
  bool has_moved(const IndexedImage& image) const;

 private:
  // Of name and platform, when any image was last seen under it.
  std::map<std::pair<std::string, std::string>, std::string> last_;
};

// For looking things up. Not thread-safe.
class Index {
 public:
  // Errors: kNotFound, kInvalid (damaged, or no index), kUnsupported (of another version), kIo.
  static Result<Index> open(const std::string& path);
  Index(Index&&) noexcept;
  ~Index();

  Result<std::vector<IndexedImage>> with_chain(std::string_view chain) const;
  // By the digest of a manifest or index.
  Result<std::vector<IndexedImage>> with_digest(std::string_view digest) const;
  // By name and platform, the one that was seen last at the end.
  Result<std::vector<IndexedImage>> named(std::string_view name, std::string_view platform) const;
  // Names of a repository: "docker.io/library/alpine".
  Result<std::vector<IndexedImage>> of_repository(std::string_view repository) const;
  Result<std::vector<OfficialImage>> official(std::string_view repository) const;
  Result<IndexContent> all() const;

 private:
  struct State;
  explicit Index(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Replaces the file. `content` must be normalised. Errors: kIo, kLimit.
Result<void> write_index(const std::string& path, const IndexContent& content);

// One writer at a time: held while an index is read, changed and written.
class IndexLock {
 public:
  // Waits. kIo.
  static Result<IndexLock> take(const std::string& path);
  IndexLock(IndexLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  IndexLock& operator=(IndexLock&&) = delete;
  ~IndexLock();

 private:
  explicit IndexLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

// The repository of a name: "docker.io/library/alpine" of "docker.io/library/alpine:3.18"; and the tag.
std::string_view repository_in_name(std::string_view name);
std::string_view tag_in_name(std::string_view name);

}  // namespace pratique::bases
