#include "look.h"

#include "judge.h"
#include "match/programs.h"
#include "target.h"

namespace pratique::app {

Result<JudgedScan> look_at(CommonOptions options, const TestimonyWords& words, Teller& teller,
                           const HowToLook& how) {
  JudgedScan looked{.options = std::move(options)};
  // A slip in what the user named costs nothing before the image, which may be far away, is read.
  PQ_TRY(auto named, read_named(words, looked.options, teller));
  PQ_TRY(looked.scanned, read_target(looked.options, teller));
  if (how.on_read) PQ_CHECK(how.on_read(looked.scanned.inventory));
  PQ_TRY(auto testimony, with_image(std::move(named), looked.options, looked.scanned, teller));
  if (how.programs) match::add_programs(looked.scanned.inventory);
  PQ_TRY(looked.judgement,
         judge(looked.scanned, std::move(testimony), looked.options, teller, &looked.database));
  if (how.scores && looked.database) PQ_CHECK(match::forecast(looked.judgement, *looked.database));
  return looked;
}

}  // namespace pratique::app
