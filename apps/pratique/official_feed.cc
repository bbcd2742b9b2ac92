#include "official_feed.h"

#include <algorithm>

#include "base_index.h"
#include "target.h"

namespace pratique::app {

using update::FeedOutcome;

namespace {

Result<void> take(const update::FeedStore& store, const std::string& feed, const Teller& teller) {
  PQ_TRY(const auto path, base_index_path());
  PQ_TRY(const auto lock, bases::IndexLock::take(path));
  PQ_TRY(auto content, read_base_index(path));
  bases::normalise(content);
  const auto before = content;
  std::size_t files = 0;
  for (const auto& file : store.state_of(feed).files) {
    PQ_TRY(const auto library, bases::read_library(store.folder_of(feed) + "/" + file.name));
    for (const auto& line : library.unread) teller.warn(line);
    replace_official(library, content);
    files += library.files;
  }
  bases::normalise(content);
  if (content == before) return {};
  PQ_CHECK(bases::write_index(path, content));
  teller.done("Supported tags of " + counted(files, "official image", "official images") +
              " taken into the index of base images");
  return {};
}

}  // namespace

Result<bool> take_official_feed(const update::FeedList& list, const update::FeedStore& store,
                                const std::vector<FeedOutcome>& outcomes, std::int64_t now,
                                const Teller& teller) {
  bool all = true;
  for (const auto& row : list) {
    const auto at = std::ranges::find(outcomes, row.name, &FeedOutcome::feed);
    const bool came =
        at != outcomes.end() && (at->what == FeedOutcome::What::kNew || at->what == FeedOutcome::What::kSame);
    if (row.has_advisories() || !came) continue;
    const auto taken = take(store, row.name, teller);
    if (taken) continue;
    all = false;
    const auto fault = base::to_line(taken.error());
    teller.loud(row.name + ": not taken into the index of base images: " + fault);
    PQ_CHECK(store.put_status(row.name, {.asked = now, .fault = fault, .since = now}));
  }
  return all;
}

}  // namespace pratique::app
