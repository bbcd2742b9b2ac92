#include "pull.h"

#include <fmt/format.h>

#include <filesystem>

#include "cache.h"

namespace pratique::app {

Result<scan::PullOptions> pulling(const CommonOptions& options, const scan::Target& target, Teller& teller) {
  scan::PullOptions pull;
  pull.registry.mirrors = options.mirrors;
  pull.registry.authorities = options.authorities;
  pull.registry.insecure = options.insecure;
  pull.registry.own_registry = target.reference.domain;
  pull.jobs = options.jobs;
  pull.only_known = options.hasty;
  pull.registry.hasty = options.hasty;
  if (!options.spool_limit.empty()) {
    const auto limit = base::parse_amount(options.spool_limit);
    if (!limit)
      return base::fail(ErrorKind::kUsage, fmt::format("\"{}\" is no size", options.spool_limit), {},
                        "write a number, with K, M, G or T for powers of 1024: --spool-limit 512M");
    pull.spool_limit = *limit;
  }
  pull.spool_folder = cache_folder();
  if (!pull.spool_folder.empty()) {
    // Where it cannot be made the spool looks for another place.
    std::error_code none;
    std::filesystem::create_directories(pull.spool_folder, none);
  }
  pull.progress = [&teller, name = target.name](const scan::Transfer& transfer) {
    teller.transfer(name, transfer.bytes, transfer.of);
  };
  return pull;
}

}  // namespace pratique::app
