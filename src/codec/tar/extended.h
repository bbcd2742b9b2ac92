// What extended headers say of the member behind them: pax records (POSIX.1-2017, pax, "pax Extended Header")
// and GNU tar's long names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "codec/tar/sparse.h"

namespace pratique::codec::tar {

// "LENGTH KEY=VALUE\n" records, one after the other.
struct PaxRecord {
  std::string_view key, value;
};

class PaxRecords {
 public:
  explicit PaxRecords(std::string_view text) : rest_(text) {}
  // The next record; nothing at the end, or when what follows is no record (then malformed()).
  std::optional<PaxRecord> next();
  bool malformed() const { return malformed_; }

 private:
  std::string_view rest_;
  bool malformed_ = false;
};

// Replaces the fields of a header. Kept from member to member, so that names need no new memory.
class Extended {
 public:
  // Reads the records of an 'x' or 'g' header. kInvalid, kLimit: a size or a sparse map is no number; the
  // archive cannot be followed any further then. Records that are broken otherwise are left out, see
  // `defect`.
  Result<void> add_records(std::string_view text);
  // The content of an 'L' or 'K' header: a name that ends with a NUL. It goes before that of a record, as in
  // Go.
  void set_path(std::string_view text) { set(long_path_, has_long_path_, text); }
  void set_target(std::string_view text) { set(long_target_, has_long_target_, text); }
  void clear();
  // Of an 'x' header: the next one takes its place, as in Go.
  void clear_records();
  // Whether records say what a member is called or how long it is.
  bool names_or_sizes() const { return has_long_path_ || has_long_target_ || names_or_sizes_of_records(); }
  bool names_or_sizes_of_records() const {
    return has_path_ || has_target_ || has_real_path_ || size || map || map_in_content;
  }

  // Nothing where the header's own field counts.
  std::optional<std::string_view> path() const;
  std::optional<std::string_view> target() const;
  // A long name and one of a record: which counts depends on the reader.
  bool has_two_names() const {
    return (has_long_path_ && has_path_ && long_path_ != path_) ||
           (has_long_target_ && has_target_ && long_target_ != target_);
  }
  // Of the content as stored.
  std::optional<std::uint64_t> size;
  // Of a sparse file, unpacked.
  std::optional<std::uint64_t> real_size;
  // Pax 1.0.
  bool map_in_content = false;
  // Pax 0.0 and 0.1.
  std::optional<SparseMap> map;
  // How many there must be, where the records say so.
  std::optional<std::uint64_t> map_parts;
  // Of whose the member is, and its attribute "security.capability" (TarEntry).
  std::optional<std::uint32_t> uid, gid;
  std::string capability;
  // What is wrong with the records; empty: nothing.
  std::string_view defect;

 private:
  void set(std::string& name, bool& has, std::string_view text);
  Result<void> add(const PaxRecord& record);
  void add_capability(std::string_view prefix, std::string_view value);
  Result<void> add_sparse(std::string_view key, std::string_view value);

  std::string path_, target_, real_path_, long_path_, long_target_;
  bool has_path_ = false, has_target_ = false, has_real_path_ = false;
  bool has_long_path_ = false, has_long_target_ = false;
  // Pax 0.0: waits for its size.
  std::optional<std::uint64_t> part_offset_;
};

}  // namespace pratique::codec::tar
