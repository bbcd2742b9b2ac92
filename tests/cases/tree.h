// The files of a case: a folder, a tar, or one text that holds several files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace pratique::cases {

struct Member {
  enum class Kind { kFile, kSymlink, kHardLink, kDirectory };
  // Without a leading slash.
  std::string path;
  // Of a link: where it leads.
  std::string content;
  Kind kind = Kind::kFile;
};
using Tree = std::vector<Member>;

// A text of several files, each below a line of its own; what stands before the first is a word to the reader.
//   -- etc/os-release --             the lines up to the next such line
//   -- usr/bin/tool hex --           the same in hexadecimal digits, blanks left out
//   -- app/lock -> ../data/lock --   a symbolic link
//   -- app/lock => data/lock --      another name of an earlier file
//   -- app/ --                       a folder
// kInvalid, with the line: a path that is empty or climbs out, digits that are none.
Result<Tree> parse_tree(std::string_view text);
// The layers of an image, the lowest first: such trees, each below a line "== layer ==". What a layer deletes is a
// file as OCI has it: "-- app/.wh.lock --", "-- app/.wh..wh..opq --".
Result<std::vector<Tree>> parse_layers(std::string_view text);
// A folder or a tar of this machine.
Result<Tree> read_tree(const std::string& path);

// A folder that is filled for as long as this lives.
class LaidOut {
 public:
  explicit LaidOut(const Tree& tree);
  LaidOut(const LaidOut&) = delete;
  LaidOut& operator=(const LaidOut&) = delete;
  ~LaidOut();
  const std::string& folder() const { return folder_; }

 private:
  std::string folder_;
};

}  // namespace pratique::cases
