// Errata in repositories of rpm packages: repodata/repomd.xml names the file of each kind, with its checksum; what is
// wanted is "updateinfo". Shared by the kinds whose feeds lie in such repositories.
#pragma once

#include <string>

#include "update/fetching.h"

namespace pratique::update {

// What a repository that is not there is.
enum class Absent { kFault, kNone };

// The updateinfo (or what the row's `data` names) of one repository, which is the address of a folder, or of a list of
// mirrors where `by_list`. It stays as it was where anything on the way to it fails, which is a fault of the feed.
Result<void> take_repository(Fetching& feed, const std::string& address, bool by_list,
                             Absent absent = Absent::kFault);

}  // namespace pratique::update
