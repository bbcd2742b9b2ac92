// What the layers of an image are together, kept by the layers.
//
// Problem: which file shows, whose it is and which record counts follows from all layers, and to find it anew
// takes the names of all files of all layers: half a million of them for the answer of a few thousand packages.
// It hangs on the layers alone, so it is kept like an analysis (layers.h), under the keys of all of them. Who
// takes it from here must have seen that the image at hand has these layers (docs/decisions/0049).
#pragma once

#include <optional>
#include <vector>

#include "base/meter.h"
#include "cache/layers.h"
#include "model/inventory.h"

namespace pratique::cache {

struct ImageKey {
  // Distinct ones, and which of them stands at each position, lowest first.
  std::vector<LayerKey> layers;
  std::vector<std::size_t> positions;
  model::Platform platform;
};

struct KeptInventory {
  // What is made of the layers together: of the subject the distribution alone.
  model::Inventory assembled;
  // What all of it took, from reading the layers on.
  base::Charges charges{};
};

// Of entries that hold one: all that an analysis hangs on, and the assembly.
std::string maker_of_images(const extract::Catalogue& catalogue);

// Thread-safe.
class Images {
 public:
  // The folder must outlive it.
  Images(Folder& folder, const extract::Catalogue& catalogue);

  std::optional<KeptInventory> find(const ImageKey& key);
  // The caller must have verified the keys of all layers, and no limit may have cut anything.
  void keep(const ImageKey& key, const KeptInventory& image);

 private:
  EntryKey key_of(const ImageKey& key) const;

  Folder& folder_;
  const std::string maker_;
};

}  // namespace pratique::cache
