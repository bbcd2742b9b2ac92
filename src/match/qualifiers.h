// What an advisory says about whom it holds for, besides name and version: the state of the versions that it
// names, processor and operating system.
#pragma once

#include "advisory/views.h"
#include "match/matcher.h"
#include "model/inventory.h"

namespace pratique::match {

// kOtherArchitecture, kOtherSystem: the entry speaks of another architecture or operating system than the
// component's, and so of another build. What is not known on either side limits nothing: kYes. The component's own architecture counts (an
// i686 package on an x86_64 system), where it has none, the platform of the image. Pure.
Relevance holds_for(const advisory::AffectedView& affected, const model::Component& component,
                    const model::Subject& subject);
// What it compared, where it says kOtherArchitecture or kOtherSystem (`why`).
Compared compared_by(Relevance why, const advisory::AffectedView& affected, const model::Component& component,
                     const model::Subject& subject);

}  // namespace pratique::match
