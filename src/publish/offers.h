// What a publication offers, as its targets say: one whole database, and deltas that lead to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "trust/metadata.h"

namespace pratique::publish {

inline constexpr std::string_view kWholeName = "advisories.db.zst";

// What is said of a database.
struct DatabaseFigures {
  // Schema version.
  std::uint64_t format = 0;
  // Of the file: "sha256:…".
  std::string digest;
  std::uint64_t bytes = 0;
  // advisory::Database.
  std::string fingerprint, newest;
  std::uint64_t advisories = 0, packages = 0;
};
// Reads and checks the whole file. Errors as Database::open().
Result<DatabaseFigures> figures_of(const std::string& database);

struct DeltaOffer {
  std::string name;
  trust::TargetFile target;
  // Digests of databases; the libraries that made both (advisory::library_versions()).
  std::string from, to, made_with;
};

struct Offers {
  std::string name;
  trust::TargetFile whole;
  DatabaseFigures database;
  std::vector<DeltaOffer> deltas;
};
// Errors: kInvalid for targets without a database. Deltas that cannot be understood are none; targets of other kinds
// may stand beside.
Result<Offers> read_offers(const trust::Metadata& targets);
// The other way.
std::map<std::string, trust::TargetFile> targets_of(const Offers& offers);

// The deltas that lead from one database to the one that is offered, in order, with the fewest bytes; empty: none do,
// or together they are not less than the whole.
std::vector<DeltaOffer> path_of(const Offers& offers, const std::string& from);

}  // namespace pratique::publish
