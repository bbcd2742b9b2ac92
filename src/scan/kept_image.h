// Whether what the layers of an image are together comes from the cache, and goes into it.
//
// It is believed where each layer's analysis would be (kept.h), and where that costs nothing: stored bytes that
// have to be hashed first are hashed while the layers are looked up one by one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cache/images.h"
#include "scan/kept.h"
#include "scan/layers.h"

namespace pratique::scan {

class KeptImage {
 public:
  // Without a folder nothing is found and nothing is kept. All must outlive it.
  KeptImage(cache::Folder* folder, const extract::Catalogue& catalogue,
            const std::vector<std::unique_ptr<LayerSource>>& sources,
            const std::vector<std::size_t>& positions, const model::Platform& platform);

  // What was kept, booked on the meter.
  std::optional<model::Inventory> find(base::Meter& meter);
  // The digests of the sources' stored bytes.
  std::vector<std::string> digests() const;
  // What assemble() made of the layers that were `read`, all of which are in the cache; `before`: what the meter
  // had booked before they were read. Where a limit cut something, or something was read that is not kept
  // (`passes` further ones), nothing is.
  void keep(const model::Inventory& assembled, const ReadLayers& read, std::size_t passes,
            const base::Charges& before, const base::Meter& meter);

 private:
  std::optional<cache::Images> images_;
  KeptLayers layers_;
  const std::vector<std::unique_ptr<LayerSource>>& sources_;
  cache::ImageKey key_;
};

}  // namespace pratique::scan
