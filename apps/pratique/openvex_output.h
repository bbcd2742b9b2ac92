// Writing one OpenVEX document, as `vex get`, `vex merge` and `vex add` do.
#pragma once

#include <string>
#include <vector>

#include "report/deed.h"
#include "teller.h"
#include "vex/write.h"

namespace pratique::app {

// Writes the statements of all documents as one, to a file or standard output (empty, "-"), and says how many. What it did,
// for programs: "file", "id", "author", "version", "documents", "statements".
Result<report::FactRow> write_openvex(const std::vector<vex::VexDocument>& documents,
                                      const vex::VexHead& head, const std::string& file,
                                      const Teller& teller);

}  // namespace pratique::app
