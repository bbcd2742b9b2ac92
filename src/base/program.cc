#include "base/program.h"

namespace pratique::base {

std::string_view program_version() { return PRATIQUE_VERSION; }

}  // namespace pratique::base
