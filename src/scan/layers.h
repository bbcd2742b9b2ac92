// Reading all layers of a target, in parallel: the first pass over each.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "extract/dispatch.h"
#include "scan/image_view.h"
#include "scan/scan.h"

namespace pratique::scan {

// How to get at a layer, as often as needed. open() may be called by several threads for different layers.
class LayerSource {
 public:
  virtual ~LayerSource() = default;
  // Passes over the layer once. `first`: digests are verified, and a mismatch is the error. It may be asked
  // for anew; then the earlier first pass does not count.
  virtual Result<void> pass(bool first, const std::function<void(layer::EntryStream&)>& over) = 0;
  // What the first pass could not decode: a damaged compressed stream is told by the tar reader, bytes after
  // the archive's end only here.
  virtual std::vector<model::Note> notes() const { return {}; }
  virtual std::uint64_t unpacked() const { return 0; }
  std::string diff_id;
  // For the order: largest first…
  std::uint64_t size = 0;
  // …or, in a forward-only store, as they lie.
  std::uint64_t position = 0;
};

struct ReadLayers {
  // Distinct ones, as given.
  std::vector<ReadLayer> layers;
  Statistics statistics;
};

// `threads` at once, at least 1. The result does not depend on their number: when the meter refuses something
// while several work, all is read again by one.
Result<ReadLayers> read_layers(std::vector<std::unique_ptr<LayerSource>>& sources,
                               const extract::Catalogue& catalogue, unsigned threads, bool in_order,
                               const ScanOptions& options, base::Meter& meter);

// Numbers of the sources: the largest first, or, `in_order`, as they lie.
std::vector<std::size_t> reading_order(const std::vector<std::unique_ptr<LayerSource>>& sources,
                                       bool in_order);

}  // namespace pratique::scan
