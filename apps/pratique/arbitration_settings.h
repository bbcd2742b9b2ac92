// Whose word counts, by the file of settings and the options of a command.
#pragma once

#include "cli.h"
#include "match/arbitration_rules.h"

namespace pratique::app {

// The section "arbitration" of pratique.yaml (docs/arbitration.md), and over it what the options say. kUsage for an order
// that means nothing, with the file's line where it is the file's.
Result<match::ArbitrationRules> rules_of(const CommonOptions& options);

}  // namespace pratique::app
