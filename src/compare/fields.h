// What two images say of themselves, and their layers (compare.h).
#pragma once

#include <vector>

#include "compare/compare.h"

namespace pratique::compare {

std::vector<FactChange> compare_labels(const model::Subject& before, const model::Subject& after);
std::vector<FactChange> compare_config(const model::ImageConfig& before, const model::ImageConfig& after);
std::vector<LayerChange> compare_layers(const model::Subject& before, const model::Subject& after);

}  // namespace pratique::compare
