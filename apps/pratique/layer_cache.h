// The cache of layers as the user set it up: where it lies, how large it may be, whether it is used.
#pragma once

#include <memory>
#include <string>

#include "cache/folder.h"
#include "teller.h"

namespace pratique::app {

// $PRATIQUE_CACHE_DIR, else the user's cache folder (cache.h); "" when there is none.
std::string cache_place();

// --cache-limit, else $PRATIQUE_CACHE_LIMIT, else cache::kDefaultBytes. Errors: kUsage for no amount.
Result<std::uint64_t> cache_limit(const CommonOptions& options);

// For a scan: nothing under --no-cache and $PRATIQUE_NO_CACHE, and where there is no folder that may be used,
// which the teller is told. Errors: those of cache_limit().
Result<std::unique_ptr<cache::Folder>> scan_cache(const CommonOptions& options, const Teller& teller);

// For the commands of the cache: nothing when there is no such folder yet. Errors: kInvalid for one that is not
// used; kNotFound when there is no place for one.
Result<std::unique_ptr<cache::Folder>> open_cache(const CommonOptions& options);

}  // namespace pratique::app
