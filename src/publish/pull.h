// Getting a published database: by its signed metadata, as a whole or by deltas from the one that is there
// (docs/database-distribution.md). What `db pull` and `db import` do, and `db update` where PRATIQUE_DB_URL is set.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "oci/registry/repository.h"
#include "trust/metadata.h"

namespace pratique::publish {

struct PullRequest {
  // An OCI reference ("registry.example/pratique/db:1"), "https://mirror/db", "file:///mirror/db", a folder, or a file
  // that `db export` wrote.
  std::string from;
  // The database's place; what is there stays until the new one is whole and verified, and is replaced at one moment.
  std::string database;
  // The text of the root that the user trusts; empty: the one that is remembered beside the database.
  std::string root;
  // No signature is looked at, only digests: whoever can write the place decides what is in the database.
  bool unsigned_too = false;
  // The whole database, though deltas would do.
  bool whole = false;
  trust::Time now = 0;
  oci::registry::Settings settings;
  // Bytes of what is being fetched.
  std::function<void(const std::string& what, std::uint64_t done, std::uint64_t of)> progress;
};

struct Pulled {
  // What it says of itself: of the new database.
  std::string digest, newest, fingerprint;
  std::uint64_t advisories = 0;
  // Of the metadata.
  std::uint64_t version = 0;
  bool is_signed = false;
  trust::Time expires = 0;
  // The database that was there is the one that is published.
  bool unchanged = false;
  // How many deltas; 0: it came as a whole.
  std::size_t deltas = 0;
  // What came over the wire, without metadata.
  std::uint64_t bytes = 0;
  // A line each: why it did not come by deltas.
  std::vector<std::string> notes;
};

// Errors: those of open_depot() and trust::refresh(); kMismatch when what comes is not what was named; kUnsupported for a
// database of another format version, with what to do; kNotFound where nothing is published; kIo. What was there stays.
Result<Pulled> pull(const PullRequest& request);

// Where signed metadata of a database's publisher are remembered: a folder beside it.
std::string memory_of(const std::string& database);

}  // namespace pratique::publish
