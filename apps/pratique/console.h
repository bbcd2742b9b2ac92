// Terminals: what standard output and standard error are connected to, and words for standard error.
#pragma once

#include <string_view>

namespace pratique::app {

// Writes to standard error whatever can be written there: who closed it, or filled its disk, wants no words,
// and that is no error of the command.
void say(std::string_view text);

bool stdout_is_terminal();
// Colours. The first that says something decides: NO_COLOR (set and not empty: none), FORCE_COLOR (0 or
// false: none, else colours), CLICOLOR_FORCE (not 0: colours), CLICOLOR (0: none), TERM (dumb: none); else a
// terminal has colours and nothing else has.
bool stdout_wants_colour();
bool stderr_wants_colour();
// Links and lines that redraw themselves: only where a terminal that can do that reads.
bool stdout_wants_links();
bool stderr_redraws();

// Columns that lines may take: $COLUMNS (20 to 1000), else the terminal's; 0, as long as they are, when
// standard output is no terminal.
int stdout_width();
// Of documents that programs read line by line in a pipe: $COLUMNS counts only where a terminal reads.
int stdout_terminal_width();
// Columns of the terminal that standard error is; 0: no terminal.
int stderr_width();
// Of help, which is wrapped everywhere: 80 columns where nobody says.
int help_width();

}  // namespace pratique::app
