// How an image is got that is named by its reference.
#pragma once

#include "scan/scan.h"
#include "teller.h"

namespace pratique::app {

// By the words and the environment. Makes the cache folder, where layers are spooled. The teller, who shows what
// has come, must outlive it. Errors: kUsage.
Result<scan::PullOptions> pulling(const CommonOptions& options, const scan::Target& target, Teller& teller);

}  // namespace pratique::app
