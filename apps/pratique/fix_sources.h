// Files of a project in which versions are declared: found below a folder, edited by a plan, written back.
#pragma once

#include <string>
#include <vector>

#include "fix/manifest.h"
#include "report/fix_plan.h"

namespace pratique::app {

struct SourceEdit {
  report::FileEdit shown;
  // Where it is, and what it becomes; empty: it stays.
  std::string place, text{};
};

// What the plan makes of the files below `folder`: of those that its steps have to do with. Folders that package managers or
// Git fill are passed over, links are not followed. Errors: kNotFound, no such folder; kLimit, more than some thousand such
// files. A file that cannot be read is told in its edit.
Result<std::vector<SourceEdit>> edits_of(const std::string& folder, const report::FixPlan& plan,
                                         const fix::EditOptions& options);
// Each file whole, all of them or none (write.h). Errors: kIo with the file.
Result<void> write_edits(const std::vector<SourceEdit>& edits);

}  // namespace pratique::app
