// Brings feeds to this machine and says which of them are not what their publishers have. The database is built by
// whoever asked, from the folder of feeds (advisory::build_database()).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "update/feed_row.h"
#include "update/feed_store.h"
#include "update/mirror.h"
#include "update/publisher.h"

namespace pratique::update {

struct UpdateOptions {
  // Names; empty: those that are not optional, and those that were fetched before, when they are due.
  std::vector<std::string> feeds;
  // Every one of the list, due or not.
  bool all = false;
  // Seconds since 1970: changes since then are asked for again. 0: since what is known.
  std::int64_t since = 0;
  // Feeds that are fetched at one time.
  unsigned jobs = 4;
  net::RetryPolicy retry = net::RetryPolicy::standard();
  // Seconds since 1970.
  std::int64_t now = 0;
  net::Environment environment = net::system_environment;
  // A mirror with a list of what is in it (mirror.h), which is asked in the place of publishers; empty: none, or a
  // mirror that the Publisher knows of.
  std::string mirror{};
  MirroredFeeds mirrored{};
  SignatureSettings signatures{};
};

// How it went with one feed.
struct FeedOutcome {
  enum class What {
    kNew,      // something changed
    kSame,     // its publisher has nothing new
    kNotDue,   // it was asked a short time ago
    kStale,    // it could not be had, and what was there before stays
    kMissing,  // it could not be had, and nothing was there before
  };
  std::string feed;
  What what = What::kSame;
  // Of kStale and kMissing: why. Of others: what is partly wrong; empty: nothing.
  std::string fault;
  // Bytes that came; files that the feed has.
  std::uint64_t bytes = 0, files = 0;
  // Seconds since 1970: when its publisher was asked last and answered; 0: never.
  std::int64_t checked = 0;
  // The publisher's clock and ours are more than a day apart: seconds that ours is ahead.
  std::int64_t ahead = 0;
  // signature_word() of what is there now.
  std::string signature{};
};

// What is told while it goes on, by one thread at a time.
struct UpdateWatcher {
  std::function<void(std::string_view feed, std::uint64_t bytes, std::uint64_t of)> progress = [](auto, auto,
                                                                                                  auto) {};
  std::function<void(const FeedOutcome&)> done = [](const auto&) {};
};

// The feeds of `list` that are meant. Errors, kUsage: a name that none has.
Result<std::vector<const FeedRow*>> chosen_feeds(const FeedList& list, const UpdateOptions& options,
                                                 const FeedStore& store);

// In the order of `list`. A feed that fails is its outcome; errors are this machine's (kIo), for no feed can be
// brought then.
Result<std::vector<FeedOutcome>> update_feeds(const FeedList& list, const UpdateOptions& options,
                                              const Publisher& publisher, const FeedStore& store,
                                              const UpdateWatcher& watcher);

// What a database is told that is built from the folder: feeds that are not as their publishers have them.
struct FeedFaults {
  // Of those that are there: by the names of their folders.
  std::vector<advisory::KeptFeed> stale;
  // Of those that were never had, a line each.
  std::vector<std::string> missing;
};
FeedFaults faults_of(const FeedList& list, const FeedStore& store, std::int64_t now);

// A word for all that a database is built from: the same word, the same database.
std::string built_word(const FeedList& list, const FeedStore& store, const FeedFaults& faults);

}  // namespace pratique::update
