// Asks SonarQube for its word on the commit of an image.
#pragma once

#include "command.h"
#include "policies.h"
#include "policy/quality_gate.h"

namespace pratique::app {

// By the settings of kQualityGatePolicy; the token is that of the environment (SONAR_TOKEN), and goes to that server alone. No
// failure is an error: it is why nothing is known.
policy::QualityGate ask_quality_gate(const policy::RuleConfig& config, const model::Subject& subject,
                                     const CommonOptions& options);

}  // namespace pratique::app
