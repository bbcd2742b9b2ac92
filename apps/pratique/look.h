// Looking at an image: read, what people say of it heard, and judged. What every judging command begins with.
#pragma once

#include <functional>
#include <optional>

#include "advisory/database.h"
#include "match/judgement.h"
#include "scan/scan.h"
#include "teller.h"
#include "testimony.h"

namespace pratique::app {

struct JudgedScan {
  // By which it was read.
  CommonOptions options;
  scan::Scan scanned;
  match::Judgement judgement;
  // By which it was judged, for texts and scores; nothing: there is none.
  std::optional<advisory::Database> database;

  const model::Inventory& inventory() const { return scanned.inventory; }
  std::vector<const std::vector<model::Note>*> notes() const {
    return {&scanned.inventory.notes, &judgement.notes};
  }
};

struct HowToLook {
  // Programs that name themselves are judged, too (match::add_programs).
  bool programs = false;
  // EPSS scores are read (match::forecast).
  bool scores = false;
  // Called with what was read before it is judged; may take components out.
  std::function<Result<void>(model::Inventory&)> on_read{};
};

// Errors: those of read_named(), read_target(), with_image(), judge(), and of `how.on_read`.
Result<JudgedScan> look_at(CommonOptions options, const TestimonyWords& words, Teller& teller,
                           const HowToLook& how = {});

}  // namespace pratique::app
