// Patterns of paths: the end of a path, segment by segment.
//
//   "lib/apk/db/installed"    that file, under whatever folder
//   "/etc/os-release"         a leading "/" ties the pattern to the root
//   "conda-meta/*.json"       "*" is any text inside one segment, "?" one byte
//   "opt/**/module.json"      "**" as a segment is any number of folders, also none
//
// Bytes compare exactly. Fitting takes at most (bytes of the path) x (bytes of the pattern) steps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::extract {

class PathPattern {
 public:
  explicit PathPattern(std::string_view text);

  // `path` as a Candidate has it, without a leading slash.
  bool fits(std::string_view path) const;

  // From the first to the last; not empty. "**" stands for folders.
  const std::vector<std::string>& segments() const { return segments_; }
  bool is_rooted() const { return rooted_; }

 private:
  bool fits_end(std::string_view path) const;
  bool fits_all(std::string_view path) const;

  std::vector<std::string> segments_;
  bool rooted_ = false;
  // One of the segments is "**".
  bool deep_ = false;
};

// Whether "*" or "?" stands in it.
bool has_wildcard(std::string_view segment);
// Whether a name is one that the segment of a pattern means.
bool segment_fits(std::string_view name, std::string_view segment);

}  // namespace pratique::extract
