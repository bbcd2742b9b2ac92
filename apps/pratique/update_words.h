// What `db update --list` and `--check` write, for people and for programs, and what an update or a mirror did.
#pragma once

#include <string>
#include <vector>

#include "report/deed.h"
#include "update/check.h"
#include "update/feed_store.h"
#include "update/update.h"

namespace pratique::app {

std::string list_of(const std::vector<const update::FeedRow*>& feeds, const update::FeedStore& store);
std::string list_of(const std::vector<update::AddressAnswer>& answers);

std::vector<report::FactRow> rows_of(const std::vector<const update::FeedRow*>& feeds,
                                     const update::FeedStore& store);
std::vector<report::FactRow> rows_of(const std::vector<update::AddressAnswer>& answers);
std::vector<report::FactRow> rows_of(const std::vector<update::FeedOutcome>& outcomes);

}  // namespace pratique::app
