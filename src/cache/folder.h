// A folder of entries (entry.h), each a file by itself, for all processes of one user.
//
// Right under fire, because nothing is ever changed in place: an entry is written to a file of its own and
// renamed, so that whoever reads sees all of it or nothing, at whatever point another process dies. What a
// reader cannot make sense of is a miss, and goes away. Writers take turns (flock, which ends with its
// process), so that the limit holds for all of them together.
//
// The folder is this user's alone (0700, files 0600), or it is not used: what is in it is believed. Files are
// reached through the folder's descriptor only, under names that are made here, and links are not followed.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cache/entry.h"

namespace pratique::cache {

inline constexpr std::uint64_t kDefaultBytes = 2ull << 30;
// So that whoever looks for room, which a look at every file is needed for, finds it in some milliseconds.
inline constexpr std::size_t kMaxEntries = 16'384;

// What entries are of: the beginning of their names.
enum class EntryKind : std::uint8_t {
  kLayer,     // an analysis
  kPasses,    // what further passes over a layer brought
  kBlob,      // that some stored bytes were read and have their digest; no content
  kDocument,  // a manifest or config of a registry
  kImage,     // what the layers of an image are together
};

struct Usage {
  std::size_t entries = 0;
  // Of these, analyses of layers.
  std::size_t layers = 0;
  // In whole blocks of 4 KiB.
  std::uint64_t bytes = 0;
  // When the entries were last used; nothing when there are none.
  std::optional<std::chrono::system_clock::time_point> oldest, newest;
};

// Which entries go. Where nothing is asked for: those that this program cannot use. Always: those for which the
// limit leaves no room.
struct Pruning {
  bool all = false;
  // Those that were not used for so long…
  std::optional<std::chrono::seconds> age;
  // …and the least recently used ones beyond so many bytes.
  std::optional<std::uint64_t> bytes;
  // What this program calls itself as a maker (EntryKey): entries of others go, where neither of the two is asked for.
  std::vector<std::string> makers;
};

// The folder of entries in the user's cache folder.
std::string folder_in(const std::string& place);

// Thread-safe.
class Folder {
 public:
  enum class Making { kMake, kOnlyIfThere };
  // "layers" in `place`, which is made with what is above it. Errors: kInvalid when either belongs to somebody
  // else, may be written by others, or is a link; kNotFound when it is not there; kIo when it cannot be made.
  static Result<std::unique_ptr<Folder>> open(const std::string& place, std::uint64_t limit, Making making);
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t limit() const { return limit_; }

  // It counts as used now.
  std::optional<CacheEntry> get(EntryKind kind, const EntryKey& key);
  // Makes room first: the least recently used go. False when it is not kept: too large, no room on the disk, not
  // allowed, or others take too long.
  bool put(EntryKind kind, const EntryKey& key, const CacheEntry& entry);

  Usage usage() const;
  // What went. Errors: kIo when the folder cannot be changed.
  Result<Usage> prune(const Pruning& pruning);

 private:
  struct File {
    std::string name;
    std::uint64_t bytes;
    std::chrono::system_clock::time_point used;
  };
  class Turn;
  struct Sum;

  Folder(int descriptor, std::string path, std::uint64_t limit)
      : descriptor_(descriptor), path_(std::move(path)), limit_(limit) {}
  std::vector<File> files() const;
  std::string read(const std::string& name) const;
  bool write(const std::string& name, std::string_view bytes) const;
  std::optional<Sum> make_room(std::uint64_t bytes) const;
  bool is_of(const File& file, const std::vector<std::string>& makers) const;
  bool remove(const File& file) const;

  const int descriptor_;
  const std::string path_;
  const std::uint64_t limit_;
  // One writer of this process; and whether waiting for others took too long once.
  std::mutex mutex_;
  bool gave_up_ = false;
};

}  // namespace pratique::cache
