// Exceptions as programs read them: --format json of `exceptions`.
#pragma once

#include "report/deed.h"
#include "vex/exception_rule.h"

namespace pratique::app {

// "file", "line" where it has one, "ids", "purls", "paths", "scope", "type", "justification", "owner", "approver",
// "expiry"; texts and lists that are empty are left out.
report::FactRow row_of(const vex::ExceptionRule& rule);

}  // namespace pratique::app
