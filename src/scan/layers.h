// Reading all layers of a target, in parallel: the first pass over each.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "extract/dispatch.h"
#include "layer/verified.h"
#include "sandbox/pass.h"
#include "scan/image_view.h"
#include "scan/scan.h"

namespace pratique::scan {

struct LayerRead;

// How to get at a layer, as often as needed. open() may be called by several threads for different layers. What
// it gives is never looked into here: that is the reader's (reader.h).
class LayerSource {
 public:
  virtual ~LayerSource() = default;
  // Errors name the file.
  virtual Result<sandbox::Stored> open() = 0;
  // Of the stored bytes as they are now, and whether they are had by their digest (oci::Store).
  virtual std::optional<oci::FileStamp> stamp() const { return std::nullopt; }
  virtual bool is_addressed() const { return false; }
  sandbox::StoredForm form = sandbox::StoredForm::kEntries;
  // Of a blob: compared with what was seen in the first pass.
  std::optional<layer::Promise> promise;
  // What a first pass gave that was made before the layer was known to be one (passing.h), compared with the
  // promise: then it is not read for the first time again.
  std::shared_ptr<LayerRead> passed;
  // What is known to be wrong before it is opened: it is not what it should be, or not there.
  std::vector<model::Note> notes;
  // For the meter, when the layer is left out.
  std::string name;
  std::string diff_id;
  // For the order: largest first…
  std::uint64_t size = 0;
  // …or, in a forward-only store, as they lie.
  std::uint64_t position = 0;
};

struct ReadLayers {
  // Distinct ones, as given.
  std::vector<ReadLayer> layers;
  // Of each, as it is stored; empty for what is no blob.
  std::vector<std::string> digests;
  // All of them are in the cache now.
  bool kept = false;
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
