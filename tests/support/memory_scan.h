// The stages of a scan over layers in memory, from the bytes to the inventory.
#pragma once

#include <memory>
#include <vector>

#include "extract/catalogue.h"
#include "scan/assemble.h"
#include "scan/further.h"
#include "scan/names.h"
#include "support/memory_layer.h"

namespace pratique::support {

struct Scanned {
  model::Inventory inventory;
  std::size_t passes = 0;
};

// `positions`: which of the layers lie in the image, from the lowest on; empty: each, once.
inline Scanned scan_layers(const std::vector<Layer>& layers, const extract::Catalogue& catalogue,
                           base::Meter& meter, std::vector<std::size_t> positions = {}) {
  std::vector<std::unique_ptr<scan::LayerSource>> sources;
  const bool each_once = positions.empty();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    sources.push_back(source(layers[i], i));
    if (each_once) positions.push_back(i);
  }
  auto read = scan::read_layers(sources, catalogue, 2, false, {}, meter);
  const scan::ImageView view(std::move(read->layers), positions);
  auto names = scan::settle_names(view, catalogue, meter);
  Scanned out;
  out.passes = scan::read_further(view, sources, catalogue, meter, names);
  scan::assemble(view, names, catalogue, meter, out.inventory);
  return out;
}

// An extractor alone.
inline extract::Catalogue only(std::unique_ptr<extract::Extractor> extractor) {
  std::vector<std::unique_ptr<extract::Extractor>> all;
  all.push_back(std::move(extractor));
  return extract::Catalogue(std::move(all));
}

}  // namespace pratique::support
