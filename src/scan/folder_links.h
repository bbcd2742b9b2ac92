// Names that files have because a symbolic link leads to a folder above them.
//
//     app/node_modules -> ../opt/modules      opt/modules/a/package.json  is also
//     opt/modules/@s -> ../scope              app/node_modules/a/package.json
//
// Package managers look where a path leads, not where its bytes lie: what a program resolves as
// node_modules/a is installed, wherever the folder is. The final view of an image has no end of such names (a
// link may lead to a folder above itself), so that only few are told: those on the way through links that are
// each taken once, in the order of how few and how short they are.
#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/arena.h"
#include "base/meter.h"
#include "base/text.h"
#include "base/text_hash.h"
#include "scan/image_view.h"

namespace pratique::scan {

class FolderLinks {
 public:
  // Links one after the other on the way to a file.
  static constexpr std::size_t kMaxChain = 6;
  // Folders that are reached through several links; those through one are all kept.
  static constexpr std::size_t kMaxChained = 10'000;

  // Takes memory of the meter's account "records" and work of "reread".
  FolderLinks(const ImageView& view, base::Meter& meter);

  bool empty() const { return by_real_.empty(); }
  // More than kMaxChained: some names are not told.
  bool is_cut() const { return cut_; }
  // Calls with each name by which links lead to `path`, a path without links. The name is valid during the
  // call. False from `call` ends it.
  template <class Call>
  void each_name(std::string_view path, const Call& call) {
    std::string name;
    for (const auto way : ways_to(base::folder_of(path))) {
      const auto& real = ways_[way].real;
      name.assign(ways_[way].name);
      name += '/';
      name += path.substr(real.empty() ? 0 : real.size() + 1);
      if (!call(name)) return;
    }
  }

 private:
  // A link, or several, to a folder.
  struct Way {
    // As it is named, and as it is without links.
    std::string_view name, real;
    // The one that was extended by one link; kNone: this is one link.
    std::size_t before;
    std::size_t links;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void collect(const ImageView& view, base::Meter& meter);
  void chain(base::Meter& meter);
  bool comes_back(std::size_t way, std::string_view real) const;
  bool keep(const Way& way, base::Meter& meter);
  const std::vector<std::size_t>& ways_to(std::string_view folder);

  base::TextArena arena_;
  // Single links first, sorted by name.
  std::vector<Way> ways_;
  // Numbers of ways by the folder that they lead to; the shortest names first.
  std::unordered_map<std::string_view, std::vector<std::size_t>, base::TextHash> by_real_;
  // Lengths of these folders' paths: of most folders they tell that no link leads there.
  std::bitset<4097> lengths_;
  // The last folder that was asked for, and all ways to it and to those above it: files of one folder are asked
  // for one after the other.
  std::string last_folder_;
  std::optional<std::vector<std::size_t>> last_;
  bool cut_ = false;
};

}  // namespace pratique::scan
