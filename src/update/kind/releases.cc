// Feeds that are attached to releases of a repository: an archive of everything, made daily, and one of what changed since
// midnight, made hourly. CVE's list is published so, and its daily archive is a zip in a zip.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "advisory/coverage.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/zip_file.h"
#include "update/files.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

// whole, changes: what the names of these assets hold. day_changes: where the changes of a day that is over lie, with
// {day}; several, separated by blanks.
constexpr std::array<std::string_view, 4> kSettings{"whole", "changes", "day_changes", "whole_days"};
constexpr std::int64_t kDay = 86'400;
constexpr std::uint64_t kWholeDays = 30;
constexpr std::uint64_t kMaxRelease = 8 << 20;
constexpr std::uint64_t kMaxUnpacked = 4ull << 30;
constexpr const char* kWhole = "all.zip";

struct Assets {
  std::string whole, changes;
};

Result<Assets> read_release(std::string_view text, const FeedRow& row) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  Assets found;
  document.root()["assets"].each([&](codec::Json asset) {
    const auto name = asset["name"].text(), url = asset["browser_download_url"].text();
    if (base::contains(name, row.setting("whole"))) found.whole = url;
    if (base::contains(name, row.setting("changes"))) found.changes = url;
  });
  if (found.whole.empty()) return base::invalid("another shape: a release without its archive");
  return found;
}

// A zip that holds nothing but a zip becomes that: so a build need not unpack it each time.
Result<void> take_inner(const std::string& path) {
  PQ_TRY(auto outer, codec::ZipFile::open(path));
  if (outer.entries().size() != 1 || !outer.entries().front().name.ends_with(".zip")) return {};
  const auto& entry = outer.entries().front();
  if (entry.size > kMaxUnpacked) return base::over_limit("zip in a zip of more than 4 GiB");
  PQ_TRY(const auto content, outer.content(entry));
  const auto aside = path + ".inner";
  const int descriptor = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return base::fail(ErrorKind::kIo, "cannot be written", Where{.file = aside});
  auto poured = pour(*content, descriptor, aside);
  ::fsync(descriptor);
  ::close(descriptor);
  PQ_CHECK(poured);
  PQ_CHECK(codec::ZipFile::open(aside));
  return rename_to(aside, path);
}

class ReleasesFetch {
 public:
  explicit ReleasesFetch(Fetching& feed) : feed_(feed), row_(feed.row()) {}

  Result<void> fetch() {
    PQ_TRY(const auto text, feed_.text(row_.urls, kMaxRelease, &reach_));
    PQ_TRY(const auto assets, read_release(text, row_));
    const auto* whole = feed_.was().find(kWhole);
    const bool old = whole == nullptr || feed_.is_whole_old(kWholeDays) || feed_.since() != 0;
    if (old || !take_days()) PQ_CHECK(take_whole(assets));
    if (assets.changes.empty()) return {};
    const auto day = day_of(feed_.now());
    PQ_TRY(const auto got, feed_.get({assets.changes}, change_name(day), day, "", take_inner, reach_));
    if (got == Got::kNone) feed_.fault({.what = "no changes of today", .where = {.file = assets.changes}});
    if (feed_.faulty().empty()) feed_.next().cursor = midnight(feed_.now());
    return {};
  }

 private:
  static std::int64_t midnight(std::int64_t seconds) { return seconds - seconds % kDay; }
  static std::string change_name(const std::string& day) {
    return std::string(advisory::kChangesFolder) + "/" + day + ".zip";
  }

  // The days since the last time, each with all of its changes. False: one could not be had, and the whole is needed.
  bool take_days() {
    const auto& patterns = row_.setting("day_changes");
    for (auto day = feed_.was().cursor; day < midnight(feed_.now()); day += kDay) {
      std::vector<std::string> urls;
      for (const auto word : base::words(patterns))
        urls.push_back(base::replace_all(word, "{day}", day_of(day)));
      if (urls.empty()) return false;
      auto fetched = feed_.bring({.urls = urls, .name = change_name(day_of(day)), .limit = feed_.limit()});
      if (!fetched || fetched->got != Got::kNew || !take_inner(feed_.path_of(fetched->file.name)))
        return false;
      feed_.put(*std::move(fetched), day_of(day));
    }
    for (const auto& file : feed_.was().files) {
      if (feed_.next().find(file.name) == nullptr && !feed_.keep(file)) return false;
    }
    return true;
  }

  // With the archive of last midnight, changes of days before are in it.
  Result<void> take_whole(const Assets& assets) {
    feed_.next().files.clear();
    PQ_CHECK(remove_all(feed_.path_of(std::string(advisory::kChangesFolder))));
    PQ_TRY(const auto got, feed_.get({assets.whole}, kWhole, "", "", take_inner, reach_));
    if (got == Got::kNone) return base::fail(ErrorKind::kNotFound, "no archive", Where{.file = assets.whole});
    if (feed_.faulty().empty()) {
      feed_.next().whole = feed_.now();
      return {};
    }
    for (const auto& file : feed_.was().files) {
      if (file.name != kWhole) PQ_CHECK(feed_.keep(file));
    }
    return {};
  }

  Fetching& feed_;
  const FeedRow& row_;
  // Of what the release names.
  net::Reach reach_ = net::Reach::kAnywhere;
};

class Releases final : public FeedKind {
 public:
  std::string_view name() const override { return "releases"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return ReleasesFetch(feed).fetch(); }
  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    return std::vector<Address>{{row.urls, "release.json"}};
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_releases() { return std::make_unique<Releases>(); }

}  // namespace pratique::update
