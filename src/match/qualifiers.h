// What an advisory says about whom it holds for, besides name and version: the state of the versions that it
// names, processor and operating system.
#pragma once

#include "advisory/views.h"
#include "match/matcher.h"
#include "model/inventory.h"

namespace pratique::match {

// kOtherArchitecture, kOtherSystem: the entry speaks of another architecture or operating system than the
// component's, and so of another build. kUnknownArchitecture, kUnknownSystem: it speaks of some, and which one the
// component is for is not known. The component's own counts (the purl qualifiers arch, goarch, goos; what its program was built for; an i686 package
// on an x86_64 system), then the platform of the image, then that it is a package of a Linux distribution, or that the
// subject is one. Pure.
Relevance holds_for(const advisory::AffectedView& affected, const model::Component& component,
                    const model::Subject& subject);
// Whether a part of an entry is in the component's build: not if it is of other architectures or systems only. Where
// the component's is not known, it is.
bool is_in_build(const advisory::PartView& part, const model::Component& component,
                 const model::Subject& subject);
// What it compared, where it says anything but kYes (`why`).
Compared compared_by(Relevance why, const advisory::AffectedView& affected, const model::Component& component,
                     const model::Subject& subject);

}  // namespace pratique::match
