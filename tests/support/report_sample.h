// Inventories and judgements for the tests of this folder: one of everything a report can show.
#pragma once

#include "match/judgement.h"
#include "report/report.h"

namespace pratique::report {

struct Sample {
  model::Inventory inventory;
  match::Judgement judgement;
  // All that is open.
  Judged judged() const { return {inventory, judgement, select_open(judgement)}; }
};

// Debian packages of one source, an npm package that is only declared, a Maven one, one package of no known
// ecosystem.
Sample mixed_sample();
// Two packages of a release that the database knows nothing of.
Sample blind_sample();

}  // namespace pratique::report
