// From a target to its inventory: the stages source → layer → extract → inventory joined.
#pragma once

#include <functional>
#include <string>

#include "base/meter.h"
#include "model/inventory.h"
#include "oci/image.h"
#include "oci/registry/repository.h"
#include "scan/origin.h"
#include "scan/spooled_store.h"
#include "scan/target.h"

namespace pratique::cache {
class Folder;
}
namespace pratique::sandbox {
class Cage;
}

namespace pratique::scan {

// How an image is got that does not lie in a file or folder.
struct PullOptions {
  oci::registry::Settings registry;
  // Blobs that are read at one time.
  unsigned jobs = 4;
  // Where layers are kept for a second look, and how much of them (SpooledStore).
  std::string spool_folder;
  std::uint64_t spool_limit = kSpooledBytes;
  // No layer is fetched: an image whose attested SBOM or whose kept analyses do not suffice is an error
  // (kUnsupported).
  bool only_known = false;
  // Called from several threads, maybe at the same time.
  std::function<void(const Transfer&)> progress;
};

struct ScanOptions {
  // Reads the layers; null: this process does.
  sandbox::Cage* cage = nullptr;
  // Why there is no cage: then the inventory has a note that says so. Empty: nobody asked for one.
  std::string unconfined;
  oci::Selection selection;
  base::Limits limits;
  // Whether an SBOM that is attached to the image stands for its layers (attested.h).
  bool prefer_attestation = false;
  OriginOptions origin;
  PullOptions pull;
  // Called from several threads, never at the same time: `done` of `of` layers are read.
  std::function<void(std::size_t done, std::size_t of)> progress;
  // An SBOM that its schema does not take is an error (kInvalid, with line and reason) instead of a note.
  bool refuse_invalid = false;
  // Where analyses of layers are kept from scan to scan; none: every layer is read. It must outlive the scan.
  // The answer is the same with and without it.
  cache::Folder* cache = nullptr;
};

struct Statistics {
  // Read, each once however often it occurs.
  std::size_t layers = 0;
  // Taken from the cache instead.
  std::size_t cached = 0;
  // Second and later passes over a layer.
  std::size_t further_passes = 0;
  // Bytes of tar that were read in first passes.
  std::uint64_t unpacked = 0;
};

// What attestations about the image were used, or found on the way.
struct Attestations {
  // The components are those of an attested SBOM; no layer was read.
  bool sbom = false;
  std::size_t provenances = 0, vex = 0;
};

struct Scan {
  model::Inventory inventory;
  Statistics statistics;
  Attestations attestations;
  // SBOMs of build stages that were found and not yet added, where they were asked for.
  std::vector<attest::AttachedSbom> stages{};
  // Digests of the indexes that name the image, nearest first.
  std::vector<std::string> indexes{};
};

// Errors are those that leave no true document: a missing or wrong blob, manifest, config or digest; a target
// that cannot be opened. Damage inside a layer or file is a note of the inventory, and so is a selection where
// the target is no image ("nothing-to-choose").
Result<Scan> scan(const Target& target, const ScanOptions& options);

}  // namespace pratique::scan
