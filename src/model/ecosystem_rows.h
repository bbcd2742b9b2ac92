// The rows themselves; everything but ecosystem.cc reads them through model/ecosystem.h.
#pragma once

#include <span>

#include "model/ecosystem.h"

namespace pratique::model::detail {

std::span<const Ecosystem> ecosystem_rows();

}  // namespace pratique::model::detail
