#include "layer_cache.h"

#include <cstdlib>

#include "base/meter.h"
#include "cache.h"

namespace pratique::app {

static std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::string cache_place() {
  auto named = setting("PRATIQUE_CACHE_DIR");
  return named.empty() ? cache_folder() : named;
}

Result<std::uint64_t> cache_limit(const CommonOptions& options) {
  const auto text = options.cache_limit.empty() ? setting("PRATIQUE_CACHE_LIMIT") : options.cache_limit;
  if (text.empty()) return cache::kDefaultBytes;
  if (const auto amount = base::parse_amount(text)) return *amount;
  return base::fail(ErrorKind::kUsage, "the limit of the cache is no amount: \"" + text + "\"", {},
                    "write a number, with K, M, G or T for powers of 1024: 2G");
}

Result<std::unique_ptr<cache::Folder>> scan_cache(const CommonOptions& options, const Teller& teller) {
  PQ_TRY(const auto limit, cache_limit(options));
  if (options.no_cache || !setting("PRATIQUE_NO_CACHE").empty() || limit == 0) return nullptr;
  const auto place = cache_place();
  if (place.empty()) {
    teller.detail("No cache of layers: there is no home folder (PRATIQUE_CACHE_DIR names a place)");
    return nullptr;
  }
  auto folder = cache::Folder::open(place, limit, cache::Folder::Making::kMake);
  if (folder) return folder;
  const auto line = "The cache of layers is not used: " + base::to_line(folder.error());
  if (folder.error().kind == ErrorKind::kInvalid) {
    teller.warn(line);
  } else {
    teller.detail(line);
  }
  return nullptr;
}

Result<std::unique_ptr<cache::Folder>> open_cache(const CommonOptions& options) {
  PQ_TRY(const auto limit, cache_limit(options));
  const auto place = cache_place();
  if (place.empty()) {
    return base::fail(ErrorKind::kNotFound, "there is no cache of layers: no home folder", {},
                      "set PRATIQUE_CACHE_DIR to a folder of yours");
  }
  auto folder = cache::Folder::open(place, limit, cache::Folder::Making::kOnlyIfThere);
  if (!folder && folder.error().kind == ErrorKind::kNotFound) return nullptr;
  return folder;
}

}  // namespace pratique::app
