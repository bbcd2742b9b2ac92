// What the commands below `sbom` say of documents: typed documents, written by the reports of format/sbom_diff*.cc and
// format/sbom_score*.cc (docs/sbom.md, docs/sbom-score.md).
#pragma once

#include <string>
#include <vector>

#include "model/note.h"
#include "report/report.h"
#include "sbom/defect.h"
#include "sbom/difference.h"
#include "sbom/score.h"

namespace pratique::report {

// `sbom diff`.
struct SbomDiff {
  // As the user named them.
  std::string before, after;
  sbom::InventoryDifference difference;
  // What either side could not read: the difference may look smaller than it is.
  std::vector<model::Note> notes;
};

// `sbom score`.
struct SbomScore {
  std::string target;
  sbom::DocumentFacts facts;
  sbom::Score score;
  // What its schema does not take; formats that are not checked have none.
  std::vector<sbom::Defect> defects;
  bool checked = false;
};

}  // namespace pratique::report
