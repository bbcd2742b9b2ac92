#include "scan/further.h"

#include <set>
#include <utility>

#include "scan/logs.h"
#include "scan/reader.h"
#include "scan/requests.h"

namespace pratique::scan {

using extract::FurtherRecords;

// Told for each name under which the file was wanted: its own name may be one that a later layer took away.
static void miss(const ReadLayer& layer, std::size_t entry, const FurtherRecords::Pending& pending,
                 const std::string& code, const std::string& message, FurtherRecords& further) {
  std::set<std::pair<std::string, std::size_t>> told;  // name, extractor
  for (const auto& wanting : pending.wanting) told.insert({wanting.as, wanting.extractor});
  for (const auto& [name, extractor] : told) {
    const auto path = name.empty() ? std::string(layer.analysis->content.index->entries()[entry].path) : name;
    further.failures.push_back(
        {name, {entry, extractor, {.code = code, .message = message, .file = path, .incomplete = true}}});
  }
}

// Whether all came by that the pass was made for.
static bool pass(const ReadLayer& layer, LayerSource& source, const LayerReader& reader, base::Meter& meter,
                 FurtherRecords& further) {
  // The layer was verified in the first pass; what an error now keeps from us (the layer is damaged further
  // on, the archive was removed meanwhile) is noted file by file.
  const auto missed = reader.further(source, meter, further);
  for (const auto& one : missed) miss(layer, one.entry, one.pending, one.code, one.message, further);
  return missed.empty();
}

static std::size_t bring_pending(const ImageView& view, std::vector<std::unique_ptr<LayerSource>>& sources,
                                 const LayerReader& reader, Requests& requests, Names& names) {
  std::size_t passes = 0;
  // As they lie in an archive: one sweep over a compressed one then serves all layers.
  const auto order = reading_order(sources, true);
  for (int round = 1; round < layer::kMaxPasses; ++round) {
    for (const auto i : order) {
      if (names.further[i].pending.empty()) continue;
      ++passes;
      if (!pass(view.layers()[i], requests.source(i), reader, requests.meter(i), names.further[i]))
        requests.spoil(i);
    }
  }
  requests.keep();
  for (const auto i : order) {
    for (const auto& [number, pending] : names.further[i].pending)
      miss(view.layers()[i], number, pending, "limit", "needs more passes over the layer than are made",
           names.further[i]);
  }
  return passes;
}

// Logs may be known by the name of a link only, so that they are read by then.
std::size_t read_further(const ImageView& view, std::vector<std::unique_ptr<LayerSource>>& sources,
                         const extract::Catalogue& catalogue, base::Meter& meter, Names& names,
                         sandbox::Cage* cage, const KeptPlace& place) {
  const LayerReader reader(catalogue, cage, false);
  KeptLayers kept(place.folder, catalogue);
  const auto bring = [&] {
    Requests requests(kept, sources, place.digests, names, meter);
    return bring_pending(view, sources, reader, requests, names);
  };
  const auto passes = bring();
  return settle_logs(view, catalogue, meter, names) ? passes + bring() : passes;
}

}  // namespace pratique::scan
