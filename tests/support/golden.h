// Golden tests are drop-in pairs: `x.in` (or any input) beside `x.want.json` (or .want.txt). UPDATE_GOLDEN=1
// rewrites the wanted file and reports the test as skipped, so that nobody takes an update for a pass. Review
// a golden by hand before it is committed. Nothing else makes a test write into the sources; where CI is set,
// nothing does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pratique::testing {

// Whether goldens are to be written: UPDATE_GOLDEN is "1". Fails the test, and says no, where CI is set as well.
bool updates_goldens();

// Compares `got` with the file `want_path`, or writes it under UPDATE_GOLDEN=1.
void expect_golden(const std::string& want_path, std::string_view got);

// The files of a folder (relative to the project's root) whose names end in `suffix`, sorted; the folder must
// hold one.
std::vector<std::string> inputs(const std::string& folder, std::string_view suffix);

}  // namespace pratique::testing
