// By whom the feeds are signed that a database was built from, as whoever fetched them has found.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace pratique::advisory {

// The feed's folder; "signed by 77E7…", "unsigned (no pinned key)".
using FeedSignature = std::pair<std::string, std::string>;

// Of the database at `path`; sorted. Feeds of which nothing is told are not in it. Errors: those of Database::open().
Result<std::vector<FeedSignature>> feed_signatures(const std::string& path);

}  // namespace pratique::advisory
