#include "extract/os/deb/file_list.h"

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxPaths = 200'000;  // linux-headers and texlive packages have some 20,000
constexpr std::size_t kMaxPath = 4096;

class ListBuilder {
 public:
  void add(std::string_view path) {
    if (path.size() > kMaxPath) return;
    if (paths_.size() == kMaxPaths) {
      over_ = true;
      return;
    }
    paths_.push_back(path);
  }

  // A folder is a path in which another one lies. Empty folders stay: harmless, and rare.
  Result<Record> finish(bool empty_file) {
    if (paths_.empty() && !empty_file) return base::invalid("file list without a path");
    std::unordered_set<std::string_view> folders;
    for (const auto path : paths_) folders.insert(base::folder_of(path));
    Record record{.kind = "files"};
    for (const auto path : paths_) {
      if (!folders.contains(path)) record.paths.push_back(path);
    }
    record.paths.shrink();
    if (over_) {
      record.notes.push_back({.code = "limit",
                              .message = "more than 200000 paths in one file list: the rest was not read",
                              .incomplete = true});
    }
    return record;
  }

 private:
  std::vector<std::string_view> paths_;
  bool over_ = false;
};

template <class Take>
Result<Record> each_line(std::string_view text, Take take) {
  ListBuilder builder;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    take(builder, text.substr(at, end - at));
    at = end + 1;
  }
  return builder.finish(base::trim(text).empty());
}

}  // namespace

Result<Record> parse_list(std::string_view text) {
  bool is_list = base::trim(text).empty();
  auto record = each_line(text, [&](ListBuilder& builder, std::string_view line) {
    if (!line.starts_with('/')) return;
    is_list = true;
    line.remove_prefix(1);
    if (line != ".") builder.add(line);
  });
  // Metapackages own nothing but "/.".
  if (!record && is_list) return Record{.kind = "files"};
  return record;
}

Result<Record> parse_md5sums(std::string_view text) {
  constexpr std::size_t kDigits = 32;
  return each_line(text, [](ListBuilder& builder, std::string_view line) {
    if (line.size() < kDigits + 3 || !std::all_of(line.begin(), line.begin() + kDigits, base::is_hex)) return;
    line.remove_prefix(kDigits);
    if (line[0] != ' ') return;
    line.remove_prefix(2);  // the second is a blank, or "*" for binary mode
    if (line.starts_with("./")) line.remove_prefix(2);
    if (line.starts_with('/')) line.remove_prefix(1);
    if (!line.empty()) builder.add(line);
  });
}

}  // namespace pratique::extract::os
