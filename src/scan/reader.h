// One layer read once: opened, passed over, and what was promised of it compared with what was seen.
#pragma once

#include <string>
#include <vector>

#include "extract/catalogue.h"
#include "sandbox/cage.h"
#include "scan/layers.h"

namespace pratique::scan {

// What a first pass gives.
struct LayerRead {
  extract::LayerAnalysis analysis;
  // What was wrong with the layer as it is stored, and files on which its reader ended: then the analysis may be
  // of a part of it.
  std::vector<model::Note> notes;
  // Of the blob as stored, summed by this process; empty for what is no blob.
  std::string digest;
  // Bytes of tar.
  std::uint64_t unpacked = 0;
  // Of the tar inside (sandbox::FirstPass::diff_id), and whether it could not be unpacked to its end.
  std::string unpacked_diff_id = {};
  bool damaged = false;
};

// A file that a further pass did not bring, and why.
struct MissedFile {
  std::size_t entry;
  extract::FurtherRecords::Pending pending;
  std::string code, message;
};

// Shared by the threads that read layers.
class LayerReader {
 public:
  // `cage`: null reads here. `shared`: other threads charge the meters too.
  LayerReader(const extract::Catalogue& catalogue, sandbox::Cage* cage, bool shared)
      : catalogue_(catalogue), cage_(cage), shared_(shared) {}

  // Errors: kMismatch, those of the source before its first byte, kLimit without memory for a child. May be asked
  // for anew. kMetered when the meter says stop.
  Result<LayerRead> first(LayerSource& source, base::Budget& held, base::Meter& meter) const;
  // Brings what is pending in `further`, and adds what was made of it.
  std::vector<MissedFile> further(LayerSource& source, base::Meter& meter,
                                  extract::FurtherRecords& further) const;

 private:
  bool confines() const { return cage_ != nullptr && cage_->refused().empty(); }
  Result<LayerRead> first_in_cage(LayerSource& source, base::Budget& held, base::Meter& meter) const;
  std::vector<MissedFile> further_in_cage(LayerSource& source, sandbox::Task& task, base::Meter& meter,
                                          extract::FurtherRecords& further) const;

  const extract::Catalogue& catalogue_;
  sandbox::Cage* const cage_;
  const bool shared_;
};

}  // namespace pratique::scan
