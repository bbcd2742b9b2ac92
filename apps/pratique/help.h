// Help texts, laid out for the width of whoever reads.
#pragma once

#include <string>

#include "cli.h"

namespace pratique::app {

// Usage, what the command does, its options or commands, and its footer. Lines take at most `width` columns
// (40 at least) but for examples that are longer. In a footer a line "  COMMAND \t WHAT" is an example and
// what it does; other lines are wrapped.
std::string help_text(const CLI::App& command, int width);

}  // namespace pratique::app
