// The cage of this program, in which layers are read.
#pragma once

#include <string>

#include "sandbox/cage.h"

namespace pratique::app {

// At the start of main, when there is one thread and nothing was read: makes the process that makes the cage's
// children. `words` and `environment` are wiped in that one.
void start_cage(char** words, char** environment);
// Ends it.
void end_cage();

// Null: there is none, and why is the second.
struct CageOrNot {
  sandbox::Cage* cage = nullptr;
  std::string why;
};
// `wanted`: --no-sandbox was not given, nor PRATIQUE_NO_SANDBOX set.
CageOrNot the_cage(bool wanted);

}  // namespace pratique::app
