#include "update/update.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "base/nearest.h"
#include "base/parallel.h"
#include "base/program.h"
#include "crypto/digest.h"
#include "update/files.h"
#include "update/kind.h"

namespace pratique::update {

namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
// A publisher's files may be this old and the feed is of today all the same: nothing happened.
constexpr std::int64_t kQuiet = 45 * kDay;
// Who asks at the same time each day is not told that it is too early.
constexpr std::int64_t kEarly = kHour / 2;

bool is_due(const FeedRow& row, const FeedStore& store, std::int64_t now) {
  if (!store.has(row.name) || !store.status_of(row.name).fault.empty()) return true;
  const auto since = now - store.state_of(row.name).checked;
  // From the future: this machine's clock was wrong.
  return since < 0 || since + kEarly >= static_cast<std::int64_t>(row.every_hours) * kHour;
}

// The day up to which the data are known to be what its publisher has: today, unless the publisher makes nothing new
// any more, or this machine's clock runs ahead of its own.
std::string declared_day(const Fetching& feed, const FeedState& next) {
  auto day = feed.now();
  if (feed.publisher_clock() != 0) day = std::min(day, feed.publisher_clock());
  std::int64_t newest = next.cursor;
  for (const auto& file : next.files) newest = std::max(newest, seconds_of(file.modified).value_or(0));
  return day_of(newest != 0 && day - newest > kQuiet ? newest : day);
}

std::int64_t ahead_of(const Fetching& feed) {
  const auto ahead = feed.publisher_clock() == 0 ? 0 : feed.now() - feed.publisher_clock();
  return ahead > kDay || ahead < -kDay ? ahead : 0;
}

// Everything of one feed, from asking to its new folder.
class FeedUpdate {
 public:
  FeedUpdate(const FeedRow& row, const FetchPlan& plan, const UpdateOptions& options,
             Fetch::Progress progress)
      : row_(row), plan_(plan), options_(options), feed_(row, plan, std::move(progress)) {}

  Result<FeedOutcome> run() {
    const bool had = plan_.store.has(row_.name);
    PQ_CHECK(remove_all(plan_.store.work_of(row_.name)));
    if (auto fetched = fetch(); !fetched) {
      // The disk is everybody's; what a publisher does is the feed's own.
      feed_.fault(fetched.error());
      return end(had ? FeedOutcome::What::kStale : FeedOutcome::What::kMissing);
    }
    auto& next = feed_.next();
    next.keys = feed_.signatures().keys();
    look_for_unsigned(next);
    if (next.files.empty()) {
      feed_.fault({.what = "no files"});
      return end(had ? FeedOutcome::What::kStale : FeedOutcome::What::kMissing);
    }
    const bool whole = feed_.faulty().empty();
    const bool changed = feed_.changed();
    set_day(next, whole);
    if (whole) next.begun = 0;
    PQ_CHECK(changed || !had ? plan_.store.exchange(row_, next) : plan_.store.touch(row_, next));
    if (!whole) return end(FeedOutcome::What::kStale);
    return end(changed ? FeedOutcome::What::kNew : FeedOutcome::What::kSame);
  }

 private:
  const MirroredFeed* mirrored() const {
    const auto at = options_.mirrored.find(row_.name);
    return at == options_.mirrored.end() ? nullptr : &at->second;
  }

  Result<void> fetch() {
    if (feed_.signatures().is_required() && !feed_.signatures().is_wanted())
      return base::fail(ErrorKind::kMismatch,
                        row_.setting("signature").empty()
                            ? "require_signatures, and no signature of it is known"
                            : "require_signatures, and no key of its publisher is pinned");
    if (options_.mirror.empty()) return kind_of(row_)->fetch(feed_);
    if (mirrored() == nullptr) return base::fail(ErrorKind::kNotFound, "not in the mirror");
    return fetch_from_mirror(feed_, *mirrored(), options_.mirror);
  }

  // What lay there before anybody required a signature counts no more.
  void look_for_unsigned(const FeedState& next) {
    if (!feed_.signatures().is_required()) return;
    const auto at = std::ranges::find_if(
        next.files, [&](const FeedFile& file) { return !feed_.signatures().is_by_pinned(file.proof); });
    if (at != next.files.end())
      feed_.fault({.kind = ErrorKind::kMismatch,
                   .what = "it is not signed, which require_signatures wants",
                   .where = {.file = at->name}});
  }

  // What comes from a mirror is as old as it was there.
  void set_day(FeedState& next, bool whole) const {
    const auto* from = mirrored();
    next.checked = from != nullptr ? from->state.checked : whole ? feed_.now() : feed_.was().checked;
    next.day = from != nullptr ? from->state.day : whole ? declared_day(feed_, next) : feed_.was().day;
  }

  Result<FeedOutcome> end(FeedOutcome::What what) {
    auto status = plan_.store.status_of(row_.name);
    const auto& fault = feed_.faulty();
    status.asked = feed_.now();
    if (fault.empty() || status.fault.empty()) status.since = fault.empty() ? 0 : feed_.now();
    status.fault = fault;
    PQ_CHECK(plan_.store.put_status(row_.name, status));
    const auto state = plan_.store.state_of(row_.name);
    return FeedOutcome{.feed = row_.name,
                       .what = what,
                       .fault = fault,
                       .bytes = feed_.bytes(),
                       .files = state.files.size(),
                       .checked = state.checked,
                       .ahead = ahead_of(feed_),
                       .signature = signature_word(row_, state)};
  }

  const FeedRow& row_;
  const FetchPlan& plan_;
  const UpdateOptions& options_;
  Fetching feed_;
};

}  // namespace

Result<std::vector<const FeedRow*>> chosen_feeds(const FeedList& list, const UpdateOptions& options,
                                                 const FeedStore& store) {
  std::vector<const FeedRow*> chosen;
  for (const auto& name : options.feeds) {
    if (std::ranges::find(list, name, &FeedRow::name) != list.end()) continue;
    std::vector<std::string> names;
    for (const auto& row : list) names.push_back(row.name);
    const auto near = base::nearest(name, names);
    return base::fail(ErrorKind::kUsage, "no feed \"" + name + "\"", {},
                      near.empty()
                          ? "`pratique db update --list` shows them"
                          : "did you mean " + std::string(near) + "? `pratique db update --list` shows all");
  }
  for (const auto& row : list) {
    const bool named = std::ranges::find(options.feeds, row.name) != options.feeds.end();
    const bool usual = options.feeds.empty() && !row.off && (!row.optional || store.has(row.name));
    if (named || usual || (options.all && !row.off)) chosen.push_back(&row);
  }
  return chosen;
}

Result<std::vector<FeedOutcome>> update_feeds(const FeedList& list, const UpdateOptions& options,
                                              const Publisher& publisher, const FeedStore& store,
                                              const UpdateWatcher& watcher) {
  PQ_TRY(const auto chosen, chosen_feeds(list, options, store));
  for (const auto* row : chosen) PQ_CHECK(check_settings(*row));
  const FetchPlan plan{
      publisher, store, options.retry, options.now, options.since, options.environment, options.signatures};
  const bool asked_for =
      options.all || !options.feeds.empty() || options.since != 0 || !options.mirror.empty();
  std::vector<FeedOutcome> outcomes(chosen.size());
  std::mutex mutex;
  Result<void> sound;
  PQ_CHECK(base::run_parallel(options.jobs, chosen.size(), [&](std::size_t i) {
    const auto& row = *chosen[i];
    Result<FeedOutcome> outcome = FeedOutcome{.feed = row.name, .what = FeedOutcome::What::kNotDue};
    if (asked_for || is_due(row, store, options.now)) {
      FeedUpdate one(row, plan, options, [&](std::uint64_t bytes, std::uint64_t of) {
        const std::lock_guard lock(mutex);
        watcher.progress(row.name, bytes, of);
      });
      outcome = one.run();
    } else {
      outcome->checked = store.state_of(row.name).checked;
    }
    const std::lock_guard lock(mutex);
    if (!outcome) {
      if (sound) sound = tl::unexpected(std::move(outcome).error());
      return;
    }
    outcomes[i] = *std::move(outcome);
    watcher.done(outcomes[i]);
  }));
  PQ_CHECK(sound);
  return outcomes;
}

FeedFaults faults_of(const FeedList& list, const FeedStore& store, std::int64_t now) {
  FeedFaults faults;
  for (const auto& row : list) {
    const auto status = store.status_of(row.name);
    // The database lacks nothing where a feed has no advisories.
    if (status.fault.empty() || !row.has_advisories()) continue;
    if (!store.has(row.name)) {
      faults.missing.push_back(row.name + ": never fetched: " + status.fault);
      continue;
    }
    const auto state = store.state_of(row.name);
    advisory::KeptFeed stale{.input = row.name, .read_on = state.day, .fault = status.fault};
    if (stale.read_on.empty()) stale.read_on = day_of(status.since);
    if (const auto then = seconds_of(stale.read_on))
      stale.days = static_cast<std::uint64_t>(std::max<std::int64_t>(0, (now - *then) / kDay));
    faults.stale.push_back(std::move(stale));
  }
  return faults;
}

std::string built_word(const FeedList& list, const FeedStore& store, const FeedFaults& faults) {
  crypto::Sha256 sum;
  const auto add = [&](std::string_view text) { sum.update(base::as_bytes(std::string(text) + "\n")); };
  add(base::program_version());
  for (const auto& feed : store.feeds()) {
    const auto state = store.state_of(feed);
    add(feed + " " + state.day);
    for (const auto& file : state.files) add(file.name + " " + file.digest + " " + file.proof.signer);
    for (const auto& path : state.deleted) add(path);
  }
  for (const auto& row : list) add(row.name + " " + row.reader);
  for (const auto& one : faults.stale) {
    // Reports say more of it from then on (match/fold.cc).
    constexpr std::uint64_t kWeek = 7;
    add(one.input + " " + one.read_on + " " + one.fault + (one.days > kWeek ? " old" : ""));
  }
  for (const auto& line : faults.missing) add(line);
  return sum.finish();
}

}  // namespace pratique::update
