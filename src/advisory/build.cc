#include <filesystem>

#include "advisory/building.h"
#include "advisory/collect.h"
#include "advisory/database.h"
#include "advisory/write.h"

namespace pratique::advisory {

namespace {

// A database of nothing would make every package look clean that a better one knows; one that lacks a feed,
// some of them.
Result<void> check(const Collection& collection, const std::string& feeds_folder, bool partial) {
  const auto& missing = collection.missing;
  const auto more =
      missing.count() > 1 ? " (and " + std::to_string(missing.count() - 1) + " more)" : std::string();
  if (collection.advisories == 0) {
    std::string what = "no advisories in it";
    if (!missing.empty()) {
      what += "; " + *missing.lines().begin() + more;
    } else if (!collection.unknown_packs.empty()) {
      what += ", and " + std::to_string(collection.unknown_packs.size()) +
              " things that no reader knows, such as " + collection.unknown_packs.front();
    }
    return base::fail(ErrorKind::kInvalid, std::move(what), Where{.file = feeds_folder},
                      "the database was left as it is");
  }
  if (missing.empty() || partial) return {};
  return base::fail(ErrorKind::kInvalid, *missing.lines().begin() + more, {},
                    "the database was left as it is; with --partial it is built from what can be read");
}

}  // namespace

Result<BuildReport> build_database(const std::string& feeds_folder, const std::string& path,
                                   const BuildOptions& options) {
  // First, so that a place that cannot be written to is told before the feeds are read.
  PQ_TRY(auto building, Building::begin(path));
  PQ_TRY(auto collection, collect(feeds_folder, building.target(), all_feeds(), options.progress));
  PQ_CHECK(check(collection, feeds_folder, options.partial));
  if (auto written = write_database(building.temporary(), collection); !written) {
    auto error = std::move(written).error();
    error.kind = ErrorKind::kIo;
    error.where = {.file = building.target()};
    error.hint = "the database was left as it is";
    return tl::unexpected(std::move(error));
  }
  PQ_CHECK(building.publish());
  BuildReport report{.sources = std::move(collection.sources),
                     .notes = collection.notes.told(),
                     .missing = collection.missing.told(),
                     .unknown_packs = std::move(collection.unknown_packs),
                     .unknown_files = std::move(collection.unknown_files),
                     .unknown_count = collection.unknown_count,
                     .left_out = std::move(collection.left_out)};
  std::error_code error;
  report.bytes = std::filesystem::file_size(building.target(), error);
  return report;
}

}  // namespace pratique::advisory
