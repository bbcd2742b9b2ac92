// Numbers of records and strings differ between two databases, though the rows say the same: a record that came
// moves all behind it. Here a row of the one becomes the row that the other would have.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pratique::advisory {

// By the old number, the new one; kGone where there is none.
class NumberMap {
 public:
  static constexpr std::uint64_t kGone = UINT64_MAX;
  // Old numbers come one after the other, from `first`.
  explicit NumberMap(std::uint64_t first) : first_(first) {}
  void add(std::uint64_t now) { now_.push_back(now); }
  std::uint64_t of(std::uint64_t old) const {
    return old >= first_ && old - first_ < now_.size() ? now_[old - first_] : kGone;
  }

 private:
  std::uint64_t first_;
  std::vector<std::uint64_t> now_;
};

struct Renumbering {
  NumberMap strings{0}, records{1};
};

// The blobs of docs/formats/database.md, "Blobs", with new numbers; all else stays byte for byte. What is gone
// becomes kGone. Pure functions of their arguments: bytes that are no such blob give *some* bytes, the same
// everywhere, since both ends of a delta call them and only equality counts.
std::string renumber_entries(std::string_view blob, const Renumbering& map);
std::string renumber_facts(std::string_view blob, const Renumbering& map);
std::string renumber_assessments(std::string_view blob, const Renumbering& map);

}  // namespace pratique::advisory
