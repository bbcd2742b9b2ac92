// Words of other tools' command lines, so that a message can say more than "unknown".
#pragma once

#include <string>
#include <string_view>

namespace pratique::app {

// "compare is a command of Docker Scout that this version does not have yet"; empty for other words. Where a
// command here does the same, it is named.
std::string about_command(std::string_view word);

// What an option ("--org") is elsewhere and what to give instead; empty for options that nobody knows.
std::string about_option(std::string_view option);

}  // namespace pratique::app
