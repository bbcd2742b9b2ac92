// What a layer's analysis says, as text: to compare two of them made in different processes.
#pragma once

#include <string>

#include "extract/dispatch.h"

namespace pratique::cage {

std::string dump(const extract::LayerAnalysis& analysis, const extract::Catalogue& catalogue);

}  // namespace pratique::cage
