// What `db update --list` and `--check` write.
#pragma once

#include <string>
#include <vector>

#include "update/check.h"
#include "update/feed_store.h"

namespace pratique::app {

std::string list_of(const std::vector<const update::FeedRow*>& feeds, const update::FeedStore& store);
std::string list_of(const std::vector<update::AddressAnswer>& answers);

}  // namespace pratique::app
