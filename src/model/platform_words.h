// Platforms as people name them.
#pragma once

#include <string_view>

#include "model/inventory.h"

namespace pratique::model {

// parse_platform(), for words that a user gave: "linux/arm64", "arm64", and the kernel's names of
// architectures ("aarch64", "x86_64", "armhf"), which become Go's. Errors: kUsage for an operating system or
// architecture that Go does not know (a typing error matches no image), with the nearest that it does.
Result<Platform> platform_named(std::string_view text);

}  // namespace pratique::model
