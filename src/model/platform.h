// Which platforms meet: the spellings that image builders use for one machine, and which variants a machine
// can run. As containerd has it (platforms package: Normalize, and the variants of its comparer), which the
// image specification (image-index.md, "platform") leaves to the reader.
#pragma once

#include <optional>

#include "model/inventory.h"

namespace pratique::model {

// Lower case and one spelling each: x86_64 → amd64, i386 → 386, aarch64 → arm64, armhf → arm/v7, armel →
// arm/v6 and what else uname -m, dpkg and rpm say; amd64/v1 → amd64, arm64/v8 → arm64, arm → arm/v7; macos →
// darwin, no system → linux.
Platform normal(const Platform& platform);

// How far what an image is for lies from what is asked for: 0 is the same, more is worse; nothing: it does
// not fit. A lower variant of the same architecture fits (arm/v7 runs arm/v6, amd64/v3 runs amd64), another
// architecture never does. Only where `want` names no variant does a higher one fit, as the last choice.
std::optional<int> distance(const Platform& have, const Platform& want);

}  // namespace pratique::model
