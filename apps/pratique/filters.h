// The filters of findings, as options: one set for all commands that judge.
#pragma once

#include "cli.h"
#include "report/filter.h"

namespace pratique::app {

// Declares --only-severity and its like, bound to `filter`.
void add_filters(CLI::App& command, report::FilterWords& filter);

// Declares options that other scanners have and that we cannot honour: --ignore-base and its like. Each is refused with
// the reason, for to pass over it would be to answer another question.
void add_refused(CLI::App& command);

}  // namespace pratique::app
