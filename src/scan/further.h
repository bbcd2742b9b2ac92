// Further passes: what the first one could not know, because a link gave a file a name that an extractor looks
// for, or a file's own bytes told where the interesting ones are.
#pragma once

#include "scan/layers.h"
#include "scan/names.h"

namespace pratique::scan {

// Brings what is pending in `names.further`, in at most layer::kMaxPasses - 1 passes over a layer, and adds
// what was made of it there. The number of passes that were made.
//
// Nothing of this goes into the layers' analyses: it was chosen by what shows in this image, and its bytes
// are not hashed again (docs/decisions/0006), so that it must not be kept under the layer's digest.
std::size_t read_further(const ImageView& view, std::vector<std::unique_ptr<LayerSource>>& sources,
                         const extract::Catalogue& catalogue, base::Meter& meter, Names& names,
                         sandbox::Cage* cage = nullptr);

}  // namespace pratique::scan
