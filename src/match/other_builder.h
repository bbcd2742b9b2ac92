// Who built a package of dpkg or apk, if that is not the distribution of the image: a repository of somebody else, of whose
// packages the distribution's advisories do not speak, or a publisher who mends the distribution's own packages and
// marks them in their versions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "match/matcher.h"
#include "model/inventory.h"

namespace pratique::match {

// "from the repository apt.postgresql.org/pub/repos/apt bookworm-pgdg of apt.postgresql.org, not the distribution's", by the
// lists and repositories of the package manager where these tell (Details::origin). Else "built by the PostgreSQL project, not
// by the distribution", from signs that the distribution's own packages never have: a mark in the version
// ("15.4-1.pgdg120+1"), or the mail address of somebody who publishes packages himself. "": there is none. `vendor` is the distribution's row in the table of ecosystems.
std::string built_by_another(const model::Component& component, std::string_view vendor);

// "built by …" of a Debian package whose maintainer has no address of a distribution and whose version no mark of one's
// builders. Some of Debian's own packages are so (three in a hundred): believe it only where nothing else speaks against
// it. "": nothing tells, or the distribution built it.
std::string perhaps_built_by_another(const model::Component& component, std::string_view vendor);

// Publishers rebuild a distribution's packages with fixes of their own, and mark the versions: Root, TuxCare, Echo; Seal
// Security and RapidFort, of whom no feed is known. Such a package is asked about in the publisher's advisories. Turns
// `question`, which asks the distribution's, into that one; false: nobody rebuilt the package.
bool take_rebuilt(const model::Component& component, Question& question);
// Then what the distribution says counts where the publisher says nothing, as a guess. Nothing: nobody rebuilt the package,
// or the distribution cannot be asked. `question` asks the distribution's advisories.
std::optional<Question> behind_rebuilt(const model::Component& component, Question question);

// The release of Debian that a version names: 13 of "1.2-3+deb13u1"; 12 of "2.0-1~bpo12+1", a backport.
struct Suite {
  unsigned release = 0;
  bool backport = false;
};
std::optional<Suite> suite_of(std::string_view version);

}  // namespace pratique::match
