// A place where a database is published, as a set of files: documents of src/trust, and targets by their digests
// (docs/database-distribution.md). A folder, one file (a tar of such a folder), a web server, a repository of a registry.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "codec/stream.h"
#include "oci/registry/repository.h"

namespace pratique::publish {

// Not thread-safe.
class Depot {
 public:
  virtual ~Depot() = default;
  // Nothing: it is not there. Errors: kLimit beyond `limit` bytes; kIo and others of the place.
  virtual Result<std::optional<std::string>> document(const std::string& name, std::uint64_t limit) = 0;
  // Goes on after a cut where the place allows it. Whoever reads it verifies it.
  virtual Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name, std::uint64_t size) = 0;
};

// What the word means: "https://", "http://" (loopback, or --insecure), "file://", "oci://REF"; else a folder or file
// that is there; else a reference of a registry. Errors: kUsage for a word that is none of them; kNotFound; those of
// the place.
Result<std::unique_ptr<Depot>> open_depot(const std::string& from, const oci::registry::Settings& settings);

// Inside publish only.
std::unique_ptr<Depot> open_folder_depot(const std::string& folder);
Result<std::unique_ptr<Depot>> open_tar_depot(const std::string& file);
Result<std::unique_ptr<Depot>> open_web_depot(const std::string& address,
                                              const oci::registry::Settings& settings);
Result<std::unique_ptr<Depot>> open_registry_depot(const std::string& reference,
                                                   const oci::registry::Settings& settings);

}  // namespace pratique::publish
