// One layer read once: opened, passed over, and what was promised of it compared with what was seen.
#pragma once

#include <string>
#include <vector>

#include "extract/catalogue.h"
#include "scan/layers.h"

namespace pratique::scan {

// What a first pass gives.
struct LayerRead {
  extract::LayerAnalysis analysis;
  // What was wrong with the layer as it is stored: then the analysis may be of a part of it.
  std::vector<model::Note> notes;
  // Of the blob as stored, summed by this process; empty for what is no blob.
  std::string digest;
  // Bytes of tar.
  std::uint64_t unpacked = 0;
};

// Shared by the threads that read layers.
class LayerReader {
 public:
  explicit LayerReader(const extract::Catalogue& catalogue) : catalogue_(catalogue) {}

  // Errors: kMismatch, and those of the source before its first byte. May be asked for anew.
  Result<LayerRead> first(LayerSource& source, base::Budget& held, base::Meter& meter) const;
  // Brings what is pending in `further`, and adds what was made of it; what the pass did not come by is given
  // back. Errors of the source are no errors here: then the pass came by nothing.
  extract::FurtherDispatcher::Pending further(LayerSource& source, base::Meter& meter,
                                              extract::FurtherRecords& further) const;

 private:
  const extract::Catalogue& catalogue_;
};

}  // namespace pratique::scan
