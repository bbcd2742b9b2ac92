// Analyses of layers, kept by what was read: the stored bytes and the tar inside.
//
// Problem: an entry decides what later scans of other images say. Who takes over the process that reads a
// layer could give any analysis, and any diffID, out for it. So an entry is found by the digest of the stored
// bytes as well, which was reckoned outside of that process: a lie can then only reach images that hold the
// very blob that lied (docs/decisions/0033).
//
// Thread-safe.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "base/meter.h"
#include "cache/folder.h"
#include "extract/catalogue.h"
#include "extract/dispatch.h"
#include "extract/layer_analysis.h"

namespace pratique::cache {

struct LayerKey {
  // Of the blob as stored.
  std::string digest;
  std::uint64_t size = 0;
  // Of the tar inside.
  std::string diff_id;
};

// What further passes over a layer brought (extract::FurtherRecords: items and failures, nothing pending).
struct KeptPasses {
  extract::FurtherRecords brought;
  base::Charges charges{};
};

struct KeptLayer {
  extract::LayerAnalysis analysis;
  // What reading the layer took of the scan's accounts, so that a scan that takes it from here reaches its
  // limits where another one would.
  base::Charges charges{};
};

// Names this program, its extractors and the format of analyses, with their versions: whatever an analysis
// hangs on besides the layer.
std::string maker_of_layers(const extract::Catalogue& catalogue);
// Of entries that say that stored bytes have their digest.
std::string maker_of_blobs();

class Layers {
 public:
  // Both must outlive it.
  Layers(Folder& folder, const extract::Catalogue& catalogue);

  std::optional<KeptLayer> find(const LayerKey& key);
  // The caller must have verified the whole key, and the analysis must be the layer's own: of all of it, cut by
  // no limit. False when it was not kept.
  bool keep(const LayerKey& key, const extract::LayerAnalysis& analysis, const base::Charges& charges);

  // The same for further passes: what they bring follows from the layer and from what was asked for. None with a
  // log in it is kept. The caller must have summed the stored bytes of each pass to their end, and found the key's
  // digest again.
  std::optional<KeptPasses> find_passes(const LayerKey& key,
                                        const extract::FurtherDispatcher::Pending& asked);
  bool keep_passes(const LayerKey& key, const extract::FurtherDispatcher::Pending& asked,
                   const KeptPasses& passes);

  // Whether bytes with this stamp were read and have the digest.
  bool is_proven(const std::string& stamp, const std::string& digest);
  void prove(const std::string& stamp, const std::string& digest);

 private:
  EntryKey key_of(const LayerKey& key) const;
  // Nothing for what cannot be kept.
  std::optional<EntryKey> key_of(const LayerKey& key, const extract::FurtherDispatcher::Pending& asked) const;

  Folder& folder_;
  const extract::Catalogue& catalogue_;
  const std::string maker_;
  std::mutex mutex_;
};

}  // namespace pratique::cache
