// Layers of an archive that passes by only once, read before anybody knows which of them the image has: an
// engine writes what names them at the end.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "scan/reader.h"

namespace pratique::scan {

class PassedLayers {
 public:
  // All must outlive it. `cage`: null reads here.
  PassedLayers(const extract::Catalogue& catalogue, sandbox::Cage* cage, base::Meter& meter);

  // Reads what may be a layer, as it passes. What turns out to be none is forgotten, and so is one whose reader
  // did not come back: it can be asked for again.
  void read(const oci::PassingFile& file, codec::ByteSource& bytes);

  // What was made of the file there, if it was read, and what was promised of it is what was seen: kMismatch
  // else. Each once.
  Result<std::shared_ptr<LayerRead>> take(std::uint64_t position, const layer::Promise& promise);

 private:
  struct Passed {
    LayerRead read;
    layer::StoredSum stored;
  };
  const LayerReader reader_;
  base::Meter& meter_;
  base::Budget held_;
  std::map<std::uint64_t, Passed> passed_;
};

}  // namespace pratique::scan
