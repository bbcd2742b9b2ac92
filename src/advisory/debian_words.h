// The words of Debian's security tracker (its doc/security_tracker), which its lists and its JSON share.
#pragma once

#include <string_view>

#include "advisory/affected.h"

namespace pratique::advisory {

inline constexpr std::string_view kDebianSource = "debian-tracker";

// "high", "low**" (stars: it was guessed from NVD's), "unimportant", "end-of-life", "not yet assigned". Puts
// severity and word into `into`; end-of-life is no urgency but a state, and becomes the reason. False: another word.
bool take_debian_urgency(std::string_view word, Affected& into);

// "<no-dsa>", "<not-affected>", "<unfixed>", …: state and reason, and a range that fits them. False: another word.
bool take_debian_marker(std::string_view marker, Affected& into);

}  // namespace pratique::advisory
