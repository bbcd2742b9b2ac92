// The advisory database of a command, and judging with it.
#pragma once

#include <optional>
#include <string>

#include "advisory/database.h"
#include "cache.h"
#include "cli.h"
#include "match/judgement.h"
#include "scan/scan.h"
#include "teller.h"
#include "vex/deliberation.h"

namespace pratique::app {

// The day of --now: "" when it was not given, today's for "today". kUsage for what is no day.
Result<std::string> parse_now(const std::string& word);

// Judges with the advisory database, has heard what people say of the findings, and tells what came of it; builds the
// database first from $PRATIQUE_FEEDS when there is none. Without feeds the judgement says that nothing was matched.
// `opened` takes the database that was used, for texts.
Result<match::Judgement> judge(const scan::Scan& scanned, vex::Testimony testimony,
                               const CommonOptions& options, Teller& teller,
                               std::optional<advisory::Database>* opened = nullptr);
// What the database, if there is one already, says of the ends of life of the image's distribution, base images and programs:
// for who lists and does not judge.
std::vector<model::Note> ends_by_database(const model::Inventory& inventory, const CommonOptions& options);
// The same database, for what does without a judgement. `named`: --db. kNotFound when there is none and no feeds to build
// it from.
Result<advisory::Database> open_database(Teller& teller, const std::string& named = {});
// How a database is built.
struct HowToBuild {
  // advisory::BuildOptions.
  bool partial = false;
  bool accept_shrunk = false;
  // The same; empty: in the user's cache folder (shards_place()).
  std::string shards{};
  // What an update knows of its feeds.
  std::vector<advisory::KeptFeed> stale{};
  std::vector<std::string> never{};
};
// The day of the build. SOURCE_DATE_EPOCH stands for the clock where it is set, as in other documents.
std::string today();
// The same in seconds since 1970.
std::int64_t now_in_seconds();
Result<advisory::BuildReport> build_database(const std::string& feeds, const DatabasePath& place,
                                             Teller& teller, const HowToBuild& how = {});

}  // namespace pratique::app
