// The filters of findings, as options: one set for all commands that judge.
#pragma once

#include "cli.h"
#include "report/filter.h"

namespace pratique::app {

// Declares --only-severity and its like, bound to `filter`.
void add_filters(CLI::App& command, report::FilterWords& filter);

}  // namespace pratique::app
