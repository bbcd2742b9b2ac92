// What a base image could be: its name today, other tags of its repository, each looked into as any other image is.
#pragma once

#include <optional>

#include "look.h"
#include "policy/subject.h"
#include "report/recommendations.h"

namespace pratique::app {

struct BaseWish {
  // --only-refresh, --only-update.
  bool refresh = true, update = true;
  // --tag: as if the base had this tag.
  std::string tag;
  // --pin: digests behind FROM.
  bool pin = false;
  // Tags that are looked into.
  std::size_t most = 5;
  // Nothing is fetched but what is small, and nobody is waited for: for who shows it by the way.
  bool hasty = false;
};

// Of the image that was looked at. Candidates are judged by the same database, exceptions and VEX documents of the image
// apart. Errors: kNotFound where the base image is not known, kUsage where there is none ("scratch") or it has no name.
// What cannot be asked or fetched is no error, but told in the answer.
Result<report::BaseAdvice> advise_on_base(const JudgedScan& looked, const BaseWish& wish, Teller& teller);

// What the name of the image's base means today: by its registry, where the image itself came from one and that one answers
// at once; else by the base index. Nothing where no base is known.
std::optional<policy::BaseToday> base_today(const JudgedScan& looked, Teller& teller);

}  // namespace pratique::app
