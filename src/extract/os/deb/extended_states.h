// apt's word on which packages it installed only because others need them (apt-mark(8), "auto"): the paragraphs of
// var/lib/apt/extended_states, "Package", "Architecture" and "Auto-Installed: 1" (apt-pkg/depcache.cc). What is not
// in it is "manual": somebody asked for it, or the system began with it.
#pragma once

#include <array>
#include <string_view>

#include "extract/os/common/marks.h"

namespace pratique::extract::os {

inline constexpr std::array<std::string_view, 1> kExtendedStates = {"var/lib/apt/extended_states"};

// Marks "NAME:ARCHITECTURE" and "NAME:" of what came along.
Record parse_extended_states(std::string_view text);

// By the marks of its root; kUnknown where there are none. apt files packages for all architectures under the system's
// own.
void set_reason(const Marks::File* marks, model::Component& component);

}  // namespace pratique::extract::os
