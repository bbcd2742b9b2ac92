// What policies on how an image is run share: the services that run it, and what is said where there are none.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "policy/policy.h"
#include "policy/rule_config.h"
#include "policy/run_config/run_config.h"
#include "policy/subject.h"

namespace pratique::policy {

// "compose.yaml:12: service web runs with ...". Its detail has file, line, service and, where it is given, `value`.
Violation violation_of(const RunService& service, std::uint64_t line, const std::string& what,
                       std::string remediation, const std::string& value = {});

// Asks of each service that runs the image; `ask` adds violations. No data without a file, without such a service, and
// where nothing violates but a service leaves to others (RunService::unread) what `depends` names.
PolicyOutcome ask_services(const PolicySubject& subject,
                           const std::function<void(const RunService&, std::vector<Violation>&)>& ask,
                           const std::vector<std::string>& depends = {});

}  // namespace pratique::policy
