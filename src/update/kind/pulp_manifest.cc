// Folders of files with a PULP_MANIFEST, which names each with its SHA-256 and size: Red Hat's OVAL v2. What has the
// checksum that is known is not asked for.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "update/checksum.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// manifest: its name; files: which of its files are wanted, with "*" and "?" for what is no "/", separated by blanks.
constexpr std::array<std::string_view, 2> kSettings{"manifest", "files"};
constexpr std::uint64_t kMaxManifest = 16 << 20;
constexpr std::size_t kMaxFiles = 5000;

bool fits(std::string_view pattern, std::string_view name) {
  std::size_t at = 0, star = std::string_view::npos, from = 0;
  std::size_t p = 0;
  while (at < name.size()) {
    if (p < pattern.size() && (pattern[p] == name[at] || (pattern[p] == '?' && name[at] != '/'))) {
      ++p, ++at;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = at;
    } else if (star != std::string_view::npos && name[from] != '/') {
      // The last star takes one more.
      p = star + 1;
      at = ++from;
    } else {
      return false;
    }
  }
  return std::ranges::all_of(pattern.substr(p), [](char c) { return c == '*'; });
}

std::string manifest_of(const FeedRow& row) {
  const auto& given = row.setting("manifest");
  return given.empty() ? "PULP_MANIFEST" : given;
}

Result<std::vector<Checksum>> wanted_files(Fetching& feed, Proof& proof) {
  const auto place = below(feed.row().urls, manifest_of(feed.row()));
  PQ_TRY(auto text, feed.text(place, kMaxManifest));
  PQ_TRY(auto list, feed.proven(std::move(text), place));
  proof = std::move(list.proof);
  std::uint64_t skipped = 0;
  auto files = read_pulp_manifest(list.text, skipped);
  const Where where{.file = place.front()};
  if (files.empty() || skipped > files.size())
    return base::fail(ErrorKind::kInvalid, "no list of files with their checksums", where);
  if (skipped > 0)
    feed.fault({.what = "lines that name no file: " + std::to_string(skipped), .where = where});
  const auto patterns = base::words(feed.row().setting("files"));
  std::erase_if(files, [&](const Checksum& file) {
    return !patterns.empty() &&
           std::ranges::none_of(patterns, [&](auto pattern) { return fits(pattern, file.name); });
  });
  if (files.empty()) return base::fail(ErrorKind::kInvalid, "none of its files is wanted", where);
  if (files.size() > kMaxFiles)
    return base::fail(ErrorKind::kLimit, "more than 5,000 of its files are wanted", where);
  return files;
}

class PulpManifest final : public FeedKind {
 public:
  std::string_view name() const override { return "pulp-manifest"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  std::string checks(const FeedRow& row) const override { return "SHA-256 in " + manifest_of(row); }

  Result<void> fetch(Fetching& feed) const override {
    Proof proof;
    PQ_TRY(const auto files, wanted_files(feed, proof));
    for (const auto& file : files) {
      if (file.name.front() == '.') continue;
      const auto* known = feed.known(file.name);
      if (known != nullptr && known->digest == file.digest) {
        PQ_CHECK(feed.keep(*known));
        feed.sign(file.name, proof, file.digest);
        continue;
      }
      const auto urls = below(feed.row().urls, file.name);
      PQ_TRY(const auto got, feed.get(urls, file.name, "", file.digest));
      feed.sign(file.name, proof, file.digest);
      if (got == Got::kNone && feed.next().find(file.name) == nullptr)
        feed.fault({.kind = ErrorKind::kNotFound,
                    .what = "named by " + manifest_of(feed.row()) + " and not there",
                    .where = {.file = urls.front()}});
    }
    return {};
  }

  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    return std::vector<Address>{{below(row.urls, manifest_of(row)), "PULP_MANIFEST"}};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_pulp_manifest() { return std::make_unique<PulpManifest>(); }

}  // namespace pratique::update
