// Feeds that are an archive of everything and a list of what changed: osv.dev's buckets, CSAF directories, the
// directories of OSV records of several vendors. The archive is fetched from time to time, between these only what the
// list says is newer. Some have no archive: then all is fetched document by document.
#include <algorithm>
#include <array>
#include <map>
#include <mutex>

#include "advisory/coverage.h"
#include "base/parallel.h"
#include "base/text.h"
#include "update/change_list.h"
#include "update/files.h"
#include "update/kind.h"

namespace pratique::update {
namespace {

constexpr std::array<std::string_view, 13> kSettings{
    "archive",   "archive_list", "index",   "form",          "list",          "id", "time", "each",
    "deletions", "whole_days",   "at_most", "each_checksum", "each_signature"};

// Archives are made from what the list knows some time later (observed: up to some hours), so what changed shortly
// before one was made is fetched besides.
constexpr std::int64_t kMargin = 6 * 3600;
constexpr std::int64_t kDay = 86'400;
constexpr unsigned kConnections = 4;
// Of single documents; the archive is cheaper beyond.
constexpr std::uint64_t kAtMost = 3000;
// Of a list, which is held: some 300 MB. The longest have hundreds of thousands.
constexpr std::size_t kMaxListed = 2'000'000;
// Records are edited in batches without a new time, and deleted without a word: the whole is taken weekly.
constexpr std::uint64_t kWholeDays = 7;

std::string change_name(const std::string& path) {
  return std::string(advisory::kChangesFolder) + "/" + path;
}
bool is_change(const FeedFile& file) {
  return file.name.starts_with(std::string(advisory::kChangesFolder) + "/");
}

class Indexed {
 public:
  explicit Indexed(Fetching& feed) : feed_(feed), row_(feed.row()) {}

  Result<void> fetch() {
    PQ_CHECK(name_archive());
    // Before the archive, so that what changes meanwhile is in neither and will be asked for.
    // At first the archive has nearly all, and the list need only say how new it is.
    const bool at_first = !archive_.empty() && old_archive() == nullptr;
    PQ_CHECK(read_list(at_first ? feed_.now() - kDay : feed_.was().cursor));
    PQ_CHECK(take_archive());
    if (archive_is_new_) PQ_CHECK(read_list(feed_.next().cursor));
    PQ_CHECK(read_deletions());
    return take_changes();
  }

 private:
  // "archive_latest.txt" names the archive of the day.
  Result<void> name_archive() {
    archive_ = row_.setting("archive");
    if (const auto& list = row_.setting("archive_list"); !list.empty()) {
      PQ_TRY(const auto text, feed_.text(below(row_.urls, list), 4096));
      archive_ = base::trim(text);
      if (!is_plain_path(archive_) || archive_.starts_with('.'))
        return base::fail(ErrorKind::kInvalid, "names no archive", Where{.file = row_.urls.front() + list});
    }
    return {};
  }

  // What is newer than that. Lists have the newest first, so the rest is not even fetched.
  Result<void> read_list(std::int64_t after) {
    changes_.clear();
    if (feed_.since() != 0 && after != 0) after = std::min(after, feed_.since());
    const auto urls = below(row_.urls, row_.setting("index"));
    if (row_.setting("form") == "json") return read_json_list(urls, after);
    if (row_.setting("form") == "cves") return read_page_of_cves(urls);
    const auto form = list_form(row_.setting("form"));
    if (!form) return base::invalid("feed \"" + row_.name + "\": no form of a list: " + row_.setting("form"));
    std::uint64_t skipped = 0;
    PQ_CHECK(feed_.lines(
        urls, [&] { changes_.clear(), skipped = 0; },
        [&](std::string_view line) {
          if (base::trim(line).empty()) return true;
          if (changes_.size() > kMaxListed) return false;
          auto change = read_change(line, *form, row_.setting("each"));
          if (!change) return ++skipped, true;
          if (change->time != 0 && change->time <= after) return false;
          changes_.push_back(*std::move(change));
          return true;
        }));
    return check_list(urls.front(), skipped);
  }

  Result<void> read_json_list(const std::vector<std::string>& urls, std::int64_t after) {
    PQ_TRY(const auto text, feed_.text(urls));
    const auto or_usual = [&](const char* key, const char* usual) {
      return row_.setting(key).empty() ? std::string(usual) : row_.setting(key);
    };
    std::uint64_t skipped = 0;
    auto read = read_json_changes(text, row_.setting("list"), or_usual("id", "id"),
                                  or_usual("time", "modified"), row_.setting("each"), skipped);
    if (!read) return tl::unexpected(std::move(read).error().in(urls.front()));
    changes_ = *std::move(read);
    std::erase_if(changes_,
                  [&](const ChangedDocument& each) { return each.time != 0 && each.time <= after; });
    return check_list(urls.front(), skipped);
  }

  // A page for people that names CVEs, and says nothing of when they changed.
  Result<void> read_page_of_cves(const std::vector<std::string>& urls) {
    PQ_TRY(const auto text, feed_.text(urls));
    for (const auto& cve : cves_on(text)) {
      if (auto change = read_change(cve, ListForm::kLines, row_.setting("each"))) changes_.push_back(*change);
    }
    if (changes_.empty()) return base::fail(ErrorKind::kInvalid, "no CVE on it", Where{.file = urls.front()});
    return check_list(urls.front(), 0);
  }

  // One document may stand in a list several times: its newest time counts.
  Result<void> check_list(const std::string& url, std::uint64_t skipped) {
    if (changes_.size() > kMaxListed)
      return base::fail(ErrorKind::kLimit, "more than 2,000,000 documents are listed", Where{.file = url});
    if (skipped > changes_.size() && (skipped > 1 || !changes_.empty()))
      return base::fail(ErrorKind::kInvalid, "no list of what changed", Where{.file = url});
    if (skipped > 0) {
      feed_.fault(
          {.what = "lines that name no document: " + std::to_string(skipped), .where = {.file = url}});
    }
    std::ranges::stable_sort(changes_, [](const auto& a, const auto& b) {
      return std::tie(a.path, b.time) < std::tie(b.path, a.time);
    });
    const auto doubles = std::ranges::unique(changes_, {}, &ChangedDocument::path);
    changes_.erase(doubles.begin(), doubles.end());
    return {};
  }

  const FeedFile* old_archive() const {
    const auto at =
        std::ranges::find_if(feed_.was().files, [](const FeedFile& file) { return !is_change(file); });
    return at == feed_.was().files.end() ? nullptr : &*at;
  }

  bool wants_archive() const {
    const auto* old = old_archive();
    if (old == nullptr || old->name != base::base_name(archive_)) return true;
    // It came before anybody looked at its signature, or by a key that counts no more.
    if (feed_.signatures().is_required() && !feed_.signatures().is_by_pinned(old->proof)) return true;
    return changes_.size() > row_.number("at_most", kAtMost) || feed_.is_whole_old(kWholeDays);
  }

  Result<void> take_archive() {
    if (archive_.empty()) return {};
    const auto* old = old_archive();
    if (!wants_archive()) return feed_.keep(*old);
    const std::string name(base::base_name(archive_));
    PQ_TRY(const auto got, feed_.get(below(row_.urls, archive_), name));
    if (got == Got::kNone) {
      feed_.fault({.kind = ErrorKind::kNotFound, .what = "no archive", .where = {.file = archive_}});
      return old == nullptr ? Result<void>() : feed_.keep(*old);
    }
    if (feed_.faulty().empty()) feed_.next().whole = feed_.now();
    // It may have come with an update that was ended before its changes were there.
    const auto* before = feed_.was().find(name);
    archive_is_new_ = before == nullptr || before->digest != feed_.next().find(name)->digest;
    if (!archive_is_new_) return {};
    feed_.next().cursor = made_at(name);
    auto file = *feed_.next().find(name);
    file.mark = time_of(feed_.next().cursor);
    feed_.next().put(std::move(file));
    return {};
  }

  // When an archive was made, some time before it was published.
  std::int64_t made_at(const std::string& name) const {
    std::int64_t made = 0;
    if (const auto* file = feed_.next().find(name)) made = seconds_of(file->modified).value_or(0);
    // "csaf_vex_2026-11-20.tar.zst".
    constexpr std::size_t kDayLength = 10;
    for (std::size_t at = 0; row_.setting("archive_list").size() && at + kDayLength <= name.size(); ++at) {
      const auto day = seconds_of(name.substr(at, kDayLength));
      if (day) made = *day;
    }
    // Nobody says: as new as the newest of the list.
    for (const auto& change : changes_) made = made == 0 ? change.time : made;
    return std::max<std::int64_t>(0, made - kMargin);
  }

  Result<void> read_deletions() {
    const auto& list = row_.setting("deletions");
    if (list.empty()) return {};
    // What went before the archive was made is not in it, and what came again is.
    const auto* archive = feed_.next().find(base::base_name(archive_));
    const auto after = archive == nullptr ? 0 : seconds_of(archive->mark).value_or(0);
    PQ_CHECK(feed_.lines(
        below(row_.urls, list), [&] { deleted_.clear(); },
        [&](std::string_view line) {
          const auto gone = read_change(line, ListForm::kPathFirst, "");
          if (gone && gone->time > after && deleted_.size() <= kMaxListed) {
            auto& last = deleted_[gone->path];
            last = std::max(last, gone->time);
          }
          return deleted_.size() <= kMaxListed && (!gone || gone->time == 0 || gone->time > after);
        }));
    if (deleted_.size() > kMaxListed)
      return base::fail(ErrorKind::kLimit, "more than 2,000,000 deletions are listed", Where{.file = list});
    auto& known = feed_.next().deleted;
    known.clear();
    for (const auto& [path, time] : deleted_) known.push_back(path);
    return {};
  }

  bool is_deleted_since(const std::string& path, std::int64_t time) const {
    const auto gone = deleted_.find(path);
    return gone != deleted_.end() && gone->second >= time;
  }

  // Lists without times do not say what changed: all is asked for again from time to time.
  bool is_as_listed(const ChangedDocument& change, const FeedFile& file) const {
    if (feed_.since() != 0 || change.mark != file.mark) return false;
    const bool is_proven = row_.setting("each_signature").empty() || !feed_.signatures().is_required() ||
                           feed_.signatures().is_by_pinned(file.proof);
    if (!is_proven) return false;
    return !change.mark.empty() || !feed_.is_whole_old(kWholeDays);
  }

  // Documents that lie there already and are not newer in the list stay.
  Result<void> keep_changes() {
    for (const auto& file : feed_.was().files) {
      if (!is_change(file) || archive_is_new_) continue;
      const auto path = file.name.substr(advisory::kChangesFolder.size() + 1);
      const auto change = std::ranges::lower_bound(changes_, path, {}, &ChangedDocument::path);
      const bool is_listed = change != changes_.end() && change->path == path;
      if (is_deleted_since(path, seconds_of(file.mark).value_or(0))) continue;
      if (!is_listed || is_as_listed(*change, file)) {
        PQ_CHECK(feed_.keep(file));
        if (is_listed) changes_.erase(change);
      }
    }
    return {};
  }

  Result<void> take_changes() {
    std::int64_t newest = feed_.next().cursor;
    for (const auto& change : changes_) newest = std::max(newest, change.time);
    std::erase_if(changes_, [&](const auto& each) { return is_deleted_since(each.path, each.time); });
    PQ_CHECK(keep_changes());
    std::mutex mutex;
    bool all = true;
    Result<void> sound;
    PQ_CHECK(base::run_parallel(kConnections, changes_.size(), [&](std::size_t i) {
      auto done = take_one(changes_[i], mutex);
      const std::lock_guard lock(mutex);
      if (!done && sound) sound = tl::unexpected(std::move(done).error());
      all = all && done && *done;
    }));
    PQ_CHECK(sound);
    // What could not be had is asked for again.
    if (all) feed_.next().cursor = newest;
    if (all && archive_.empty()) feed_.next().whole = feed_.now();
    return {};
  }

  // Whether it is as the list has it.
  Result<bool> take_one(const ChangedDocument& change, std::mutex& mutex) {
    const auto* known = feed_.was().find(change_name(change.path));
    const auto* begun = feed_.begun().find(change_name(change.path));
    if (begun != nullptr && !change.mark.empty() && begun->mark == change.mark) {
      const std::lock_guard lock(mutex);
      PQ_CHECK(feed_.keep(*begun));
      return true;
    }
    auto fetched = feed_.bring({.urls = below(row_.urls, change.path),
                                .name = change_name(change.path),
                                .known = archive_is_new_ ? nullptr : known,
                                .limit = feed_.limit(),
                                .accept = row_.setting("accept"),
                                .checksum = row_.setting("each_checksum"),
                                .signature = row_.setting("each_signature")});
    const std::lock_guard lock(mutex);
    if (!fetched) {
      feed_.fault(fetched.error());
      if (known != nullptr) PQ_CHECK(feed_.keep(*known));
      return false;
    }
    // Named, and gone since: the next whole will tell.
    if (fetched->got == Got::kNone) return true;
    if (fetched->got == Got::kSame) PQ_CHECK(feed_.keep(*known));
    feed_.put(*std::move(fetched), change.mark);
    return true;
  }

  Fetching& feed_;
  const FeedRow& row_;
  std::string archive_;
  bool archive_is_new_ = false;
  std::vector<ChangedDocument> changes_;
  // When each was deleted last.
  std::map<std::string, std::int64_t> deleted_;
};

class IndexedKind final : public FeedKind {
 public:
  std::string_view name() const override { return "indexed"; }
  std::span<const std::string_view> settings() const override { return kSettings; }
  Result<void> fetch(Fetching& feed) const override { return Indexed(feed).fetch(); }

  Result<std::vector<Address>> addresses(const FeedRow& row) const override {
    if (row.setting("index").empty()) return base::invalid("feed \"" + row.name + "\": no index");
    std::vector<Address> all;
    for (const auto* key : {"archive", "archive_list", "index", "deletions"}) {
      const auto& file = row.setting(key);
      if (!file.empty()) all.push_back({below(row.urls, file), file});
    }
    return all;
  }
};

}  // namespace

std::unique_ptr<FeedKind> make_indexed() { return std::make_unique<IndexedKind>(); }

}  // namespace pratique::update
