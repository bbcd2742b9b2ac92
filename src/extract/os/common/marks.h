// What package managers keep beside their database on which packages somebody asked for: apt's extended_states, apk's
// world, zypper's AutoInstalled, portage's world. A record of RecordKind::kReasons names the packages that its file
// marks; what that means is the package manager's.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/text_hash.h"
#include "extract/extractor.h"
#include "extract/os/common/package_db.h"

namespace pratique::extract::os {

// Marks of one file; an image has some hundred. What comes after is left out, with a note.
inline constexpr std::size_t kMaxMarks = 100'000;

// A record with these marks, views that are copied. More than kMaxMarks of them, or longer than 1,024 bytes, are left out.
Record marks_record(std::span<const std::string_view> marked);

// The marks of all roots. Views into the records, which must outlive it.
class Marks {
 public:
  struct File {
    std::string_view path;
    std::unordered_set<std::string_view, base::TextHash> marked;
  };

  // `known`: where such a file lies in its root ("etc/apk/world"); of several the first.
  Marks(const Records& records, std::span<const std::string_view> known);

  // Of the root ("", "srv/jail/") of a database; null: nobody marked anything. Of a database that was removed, also a
  // file that was removed with it.
  const File* of(const Chosen& database) const;

 private:
  struct Candidate {
    File file;
    int rank = 0, layer = 0;
  };
  static void take(const std::vector<Found>& all, std::span<const std::string_view> known,
                   std::map<std::string, Candidate, std::less<>>& out);

  std::map<std::string, Candidate, std::less<>> present_, removed_;
};

}  // namespace pratique::extract::os
