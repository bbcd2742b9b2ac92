// What one layer holds: every name with its kind, and what it takes away from the layers below.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "base/text.h"
#include "base/text_hash.h"
#include "codec/tar.h"

namespace pratique::layer {

using EntryType = codec::TarEntry::Type;

// Whose a file is, by number.
struct Owner {
  std::uint32_t uid = 0, gid = 0;
  bool operator==(const Owner&) const = default;
};
inline constexpr Owner kUnknownOwner{codec::kUnknownOwner, codec::kUnknownOwner};

struct Entry {
  // Clean, without leading slash.
  std::string_view path;
  // Of a link, as written.
  std::string_view target;
  std::uint64_t size = 0;
  std::uint32_t mode = 0;
  EntryType type = EntryType::kFile;
  // Number of its owner in the layer's index (LayerIndex::owner_number); 0: root, of group 0. Small, so that it takes
  // no room of its own.
  std::uint16_t owner = 0;
  bool operator==(const Entry&) const = default;
};

// Of an attribute "security.capability": the longest there is has 24 (linux/capability.h, XATTR_CAPS_SZ_3), and what
// is longer is none.
inline constexpr std::size_t kMaxCapability = 32;

// Filled by one thread, then read by many.
class LayerIndex {
 public:
  // The last entry of a name wins, as unpacking would have it. Gives the entry's number, counted from 0 in
  // stream order.
  std::size_t add(const Entry& entry);
  // For Entry::owner, before the entry is added. A layer of more than 65,534 owners has kUnknownOwner for the rest.
  std::uint16_t owner_number(const Owner& owner);
  const std::vector<Owner>& owners() const { return owners_; }
  const Owner& owner_of(const Entry& entry) const { return owners_[entry.owner]; }
  // Value of the attribute "security.capability" of the entry that was added last, as it was written; at most
  // kMaxCapability bytes of it are kept.
  void add_capability(std::string_view value);
  struct Capability {
    // Of the entry.
    std::uint32_t number = 0;
    std::string_view value;
    bool operator==(const Capability&) const = default;
  };
  // Ascending by number.
  const std::vector<Capability>& capabilities() const { return capabilities_; }
  // Of an entry; empty: there is none.
  std::string_view capability_of(std::size_t number) const;

  // image-spec layer.md, "Whiteouts": the name itself, and whatever lower layers have below it.
  void add_whiteout(std::string_view path) { whiteouts_.insert(arena_.copy(path)); }
  // "Opaque whiteout": what lower layers have in that folder, but not the folder.
  void add_opaque(std::string_view folder) { opaques_.insert(arena_.copy(folder)); }

  const Entry* find(std::string_view path) const;
  std::size_t number_of(const Entry* entry) const {
    return static_cast<std::size_t>(entry - entries_.data());
  }
  const std::vector<Entry>& entries() const { return entries_; }
  // Numbers of the symbolic and hard links, ascending.
  const std::vector<std::uint32_t>& links() const { return links_; }

  // What keeps lower layers' entry at `path` from showing where this layer has none: a whiteout of the path
  // itself…
  bool removes(std::string_view path) const { return whiteouts_.contains(path); }
  // …or a folder above it that this layer covers: a whiteout of it, an opaque folder, or something else in
  // its place.
  bool covers(std::string_view folder) const;
  // True when `path` is a folder because this layer has names below it, though it has no entry of its own.
  // Such a folder hides a file of that name below, but neither a folder nor a link to one, which unpackers
  // follow.
  bool implies_folder(std::string_view path) const { return !implied_.empty() && implied_.contains(path); }
  // What was added, sorted.
  std::vector<std::string_view> whiteouts() const { return sorted(whiteouts_); }
  std::vector<std::string_view> opaques() const { return sorted(opaques_); }
  // By what was added: names in their order, whiteouts and opaque folders in any.
  bool operator==(const LayerIndex& other) const;

  std::size_t implied_folders() const { return implied_.size(); }

  // What a hard link is a second name of. link(2) binds a name to a file when it is called, so that is settled
  // when the link comes by: whatever has the first name later, in this layer or above, is another file.
  struct Bound {
    // Of this layer, never a hard link itself.
    std::optional<std::size_t> entry;
    // Else: the name that lower layers may have, clean; "" for none.
    std::string_view below;
  };
  // Of entry `number`, which must be a hard link.
  Bound bound(std::size_t number) const;

 private:
  // A place in the table of names: small, so that the table of a large layer stays in the processor's caches,
  // and with its hash, so that growing reads no names.
  struct Slot {
    std::uint32_t hash;
    // Of the last entry of that name.
    mutable std::uint32_t number;
  };
  struct Asked {
    std::string_view path;
    std::uint32_t hash;
    const std::vector<Entry>& entries;
  };
  struct SlotHash {
    using is_transparent = void;
    std::size_t operator()(const Slot& slot) const { return slot.hash; }
    std::size_t operator()(const Asked& asked) const { return asked.hash; }
  };
  struct SlotEqual {
    using is_transparent = void;
    bool operator()(const Slot& a, const Slot& b) const { return a.number == b.number; }
    bool operator()(const Asked& asked, const Slot& slot) const {
      return asked.hash == slot.hash && asked.path == asked.entries[slot.number].path;
    }
    bool operator()(const Slot& slot, const Asked& asked) const { return (*this)(asked, slot); }
  };
  using Names = boost::unordered_flat_set<Slot, SlotHash, SlotEqual>;

  Asked asked(std::string_view path) const;
  void bind(std::size_t number, std::string_view target);
  void imply_folders(std::string_view folder);

  base::TextArena arena_;
  std::vector<Entry> entries_;
  std::vector<Owner> owners_{Owner{}};
  // Of owners_, by uid and gid.
  boost::unordered_flat_map<std::uint64_t, std::uint16_t> owner_numbers_;
  std::vector<Capability> capabilities_;
  std::vector<std::uint32_t> links_;
  Names by_path_;
  using Paths = boost::unordered_flat_set<std::string_view, base::TextHash>;
  static std::vector<std::string_view> sorted(const Paths& paths);
  Paths whiteouts_, opaques_, implied_;
  // Of hard links, by number.
  boost::unordered_flat_map<std::size_t, Bound> bound_;
  // In which the last entry lies.
  std::string_view last_folder_;
};

}  // namespace pratique::layer
