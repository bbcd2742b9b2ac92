// Further passes: what the first one could not know, because a link gave a file a name that an extractor looks
// for, or a file's own bytes told where the interesting ones are.
#pragma once

#include "cache/folder.h"
#include "scan/layers.h"
#include "scan/names.h"

namespace pratique::scan {

// Brings what is pending in `names.further`, in at most layer::kMaxPasses - 1 passes over a layer, and adds
// what was made of it there. The number of passes that were made.
//
// Nothing of this goes into the layers' analyses: it was chosen by what shows in this image. With a folder it is
// kept, and taken from there, by layer and by what was asked for (requests.h).
struct KeptPlace {
  cache::Folder* folder = nullptr;
  // Of the layers' stored bytes.
  std::vector<std::string> digests = {};
};
std::size_t read_further(const ImageView& view, std::vector<std::unique_ptr<LayerSource>>& sources,
                         const extract::Catalogue& catalogue, base::Meter& meter, Names& names,
                         sandbox::Cage* cage = nullptr, const KeptPlace& place = {});

}  // namespace pratique::scan
