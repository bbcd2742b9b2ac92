// A publication in a folder: what a web server may serve as it is, what is pushed to a registry, what is packed into one
// file. Layout: docs/database-distribution.md. Writers of one folder wait for each other (flock on the folder).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "publish/offers.h"
#include "trust/metadata.h"

namespace pratique::publish {

// The working copy of the targets, signed or not; the signed ones lie beside it as "3.targets.json".
inline constexpr std::string_view kTargetsFile = "targets.json";

struct ExportRequest {
  // The database, and the folder; it is made when it is not there.
  std::string database, folder;
  // How many deltas are offered, one from each publication to the next. 0: none.
  std::size_t deltas = 14;
  // For the targets' expiry.
  trust::Time now = 0;
  std::uint64_t days = 90;
};
struct Exported {
  Offers offers;
  std::uint64_t version = 0;
  // The database is the one that was published already: nothing was done, or only what was half over made anew.
  bool unchanged = false;
  // Bytes of the new delta; 0: there is none, and why, where one was to be expected.
  std::uint64_t delta_bytes = 0;
  std::string no_delta;
};
// Packs the database, makes a delta from the one that was published last, and names both in targets.json, whose version
// goes up. Nothing is signed (sign.h). Errors: those of Database::open(), kIo, kInvalid for a folder whose targets.json
// cannot be read.
Result<Exported> export_database(const ExportRequest& request);

// The names of all files that the publication consists of now: roots, signed documents, targets. Others are of earlier
// ones. Errors: kNotFound for a folder without a publication.
struct PublicationFiles {
  std::vector<std::string> documents, targets;
  Offers offers;
  bool is_signed = false;
  std::uint64_t version = 0;
  // Of targets.json: a higher one was exported, and nobody signed it yet.
  std::uint64_t exported_version = 0;
};
Result<PublicationFiles> files_of(const std::string& folder);
// Before they leave the folder. Errors: kUsage where something waits to be signed.
Result<void> check_settled(const PublicationFiles& files, const std::string& folder);

// Packs them into one file, a tar, which is replaced as a whole. Equal publications, equal bytes.
Result<std::uint64_t> write_bundle(const std::string& folder, const std::string& file);

// Removes what earlier publications left: databases, deltas and documents that nothing names any more, and what killed
// exports left. Roots stay. Says what went.
struct PruneFigures {
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};
Result<PruneFigures> prune(const std::string& folder, bool dry_run);

// Holds the folder for one writer. Errors: kIo.
class FolderLock {
 public:
  static Result<FolderLock> take(const std::string& folder);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

}  // namespace pratique::publish
