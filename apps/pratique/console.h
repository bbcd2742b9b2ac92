// What standard output and standard error are connected to.
#pragma once

namespace pratique::app {

bool no_colour();  // $NO_COLOR is set and not empty
bool stdout_wants_colour();
bool stdout_is_terminal();
int stdout_width();  // 0 when it is no terminal

}  // namespace pratique::app
