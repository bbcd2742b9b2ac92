// Library files of official images that `db update` fetched, taken into the index of base images.
#pragma once

#include <cstdint>
#include <vector>

#include "teller.h"
#include "update/update.h"

namespace pratique::app {

// Where the feed of official images was asked for and is there: what its files say replaces what the index had of these
// repositories. False: it could not be taken (files that are none, an index that cannot be read or written), which is told and
// is the feed's fault from now on; the index stays as it was. Errors: kIo of the folder of feeds.
Result<bool> take_official_feed(const update::FeedList& list, const update::FeedStore& store,
                                const std::vector<update::FeedOutcome>& outcomes, std::int64_t now,
                                const Teller& teller);

}  // namespace pratique::app
