#include "extract/os/deb/file_list.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/digests.h"

namespace pratique::extract::os {

namespace {

constexpr std::size_t kMaxPaths = 200'000;  // linux-headers and texlive packages have some 20,000
constexpr std::size_t kMaxPath = 4096;

Record record_of(RecordKind kind, DatabaseFacts facts) {
  Record record{.kind = kind};
  record.database.edit() = std::move(facts);
  record.database.settle();
  return record;
}

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
    std::unordered_set<std::string_view, base::TextHash> folders;
    for (const auto path : paths_) folders.insert(base::folder_of(path));
    DatabaseFacts facts;
    for (const auto path : paths_) {
      if (!folders.contains(path)) facts.paths.push_back(path);
    }
    facts.paths.shrink();
    auto record = record_of(RecordKind::kFileList, std::move(facts));
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
  if (!record && is_list) return Record{.kind = RecordKind::kFileList};
  return record;
}

namespace {

struct Sum {
  std::string_view digest, path;
};

// "<32 hex digits>  path": the second blank may be "*", for binary mode.
std::optional<Sum> sum_of(std::string_view line) {
  constexpr std::size_t kDigits = 32;
  if (line.size() < kDigits + 3 || !std::all_of(line.begin(), line.begin() + kDigits, base::is_hex))
    return {};
  if (line[kDigits] != ' ') return {};
  Sum sum{line.substr(0, kDigits), line.substr(kDigits + 2)};
  if (sum.path.starts_with("./")) sum.path.remove_prefix(2);
  if (sum.path.starts_with('/')) sum.path.remove_prefix(1);
  if (sum.path.empty() || sum.path.size() > kMaxPath) return {};
  return sum;
}

void keep(FileDigests& digests, const Sum& sum) {
  if (!may_carry_package(sum.path) || digests.size() == kMaxPaths) return;
  if (const auto digest = ListedDigest::of_hex(model::HashAlgorithm::kMd5, sum.digest))
    digests.add(sum.path, *digest);
}

}  // namespace

Result<Record> parse_md5sums(std::string_view text) {
  FileDigests digests;
  auto record = each_line(text, [&](ListBuilder& builder, std::string_view line) {
    const auto sum = sum_of(line);
    if (!sum) return;
    builder.add(sum->path);
    keep(digests, *sum);
  });
  digests.settle();
  if (record && !digests.empty()) record->database.edit().digests = std::move(digests);
  return record;
}

Record parse_digests(std::string_view text) {
  DatabaseFacts facts;
  for (const auto line : base::lines(text)) {
    if (const auto sum = sum_of(line)) keep(facts.digests, *sum);
  }
  if (facts.digests.empty()) return {};
  facts.digests.settle();
  return record_of(RecordKind::kFileDigests, std::move(facts));
}

}  // namespace pratique::extract::os
