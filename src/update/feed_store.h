// The folder of feeds as an update keeps it: a folder for each feed, as `db build --feeds` reads it, and hidden ones for
// what is under way.
//
//   NAME/…                    what was fetched, with pratique-feed.json and the update's state
//   .work/NAME, .parts/NAME   what is being fetched; parts outlive a program that was killed
//   .begun/NAME               what an update had brought that was ended before all was there
//   .before/NAME              what NAME was, until a database was built from what it is now
//   .status/NAME.json         when its publisher was asked last, and what was wrong
//
// A feed's folder is exchanged whole, by renaming: killed at any point, each is what it was or what it shall be. One
// update at a time has the lock; builds from the same folder have it together.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "update/feed_row.h"
#include "update/feed_state.h"

namespace pratique::update {

// How the last time went that a feed's publisher was asked.
struct FeedStatus {
  std::int64_t asked = 0;
  // Why the feed is not what its publisher has; empty: it is. `since`: when that began.
  std::string fault;
  std::int64_t since = 0;
};

class FeedStore {
 public:
  // Waits for whoever has the lock, after calling `waiting`. Mends what a killed update left. Errors: kIo.
  static Result<FeedStore> lock(const std::string& root, const std::function<void()>& waiting);
  // To look at what is there, whoever is at work: changes nothing, and makes nothing.
  static FeedStore look(const std::string& root) { return {root, -1}; }
  FeedStore(FeedStore&& other) noexcept;
  FeedStore& operator=(FeedStore&&) = delete;
  ~FeedStore();

  const std::string& root() const { return root_; }
  std::string folder_of(const std::string& feed) const { return root_ + "/" + feed; }
  // Where the feed's next folder is made, and what is fetched for it.
  std::string work_of(const std::string& feed) const { return root_ + "/.work/" + feed; }
  std::string part_of(const std::string& feed, const std::string& file) const;

  // Nothing known: empty ones.
  FeedState state_of(const std::string& feed) const;
  // What lies in begun_of(): files that need not be asked for again where they are what is wanted.
  std::string begun_of(const std::string& feed) const { return root_ + "/.begun/" + feed; }
  FeedState begun_state_of(const std::string& feed) const;
  FeedStatus status_of(const std::string& feed) const;
  bool has(const std::string& feed) const;
  // Feeds that were fetched, by their folders; sorted.
  std::vector<std::string> feeds() const;

  Result<void> put_status(const std::string& feed, const FeedStatus& status) const;
  // What lies in work_of() by now is worth keeping, should the update be ended.
  Result<void> keep_work(const std::string& feed, const FeedState& state) const;
  // The feed's folder becomes what lies in work_of(); what it was is kept until settle().
  Result<void> exchange(const FeedRow& row, const FeedState& state) const;
  // Nothing but what is known of it changed.
  Result<void> touch(const FeedRow& row, const FeedState& state) const;
  // A database was built: what feeds were is forgotten; those of `refused` become that again (or, if they were
  // nothing, are asked for anew).
  Result<void> settle(const std::vector<std::string>& refused) const;
  // Whether a build is owed: an update was ended between the two.
  bool unsettled() const;

  // What the last build was made from (Update's own word); "" when there was none.
  std::string built() const;
  Result<void> put_built(const std::string& word) const;

 private:
  FeedStore(std::string root, int lock) : root_(std::move(root)), lock_(lock) {}
  Result<void> mend() const;
  Result<void> save_work() const;
  Result<void> forget(const std::string& feed) const;

  std::string root_;
  int lock_ = -1;
};

// Held while a database is built from a folder of feeds that an update may keep; waits for updates. Nothing where
// there is no lock file, which is: no update ever ran there.
class FeedsLock {
 public:
  explicit FeedsLock(const std::string& root);
  FeedsLock(const FeedsLock&) = delete;
  FeedsLock& operator=(const FeedsLock&) = delete;
  ~FeedsLock();

 private:
  int lock_ = -1;
};

}  // namespace pratique::update
