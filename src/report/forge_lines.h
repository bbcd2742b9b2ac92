// The form of a forge's pages, as a user writes it in pratique.yaml (docs/provenance.md, "Links").
#pragma once

#include <string>
#include <string_view>

namespace pratique::report {

// What stands in braces in Forge::lines and is none of site, host, path, folder, above, project, repository, revision, file,
// first, last, end: "{branch}"; a brace that stands alone. Empty: nothing.
std::string unknown_part(std::string_view lines);

}  // namespace pratique::report
