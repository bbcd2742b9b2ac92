// The words of Debian's security tracker (its doc/security_tracker), which its lists and its JSON share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "advisory/affected.h"

namespace pratique::advisory {

inline constexpr std::string_view kDebianSource = "debian-tracker";

// "high", "low**" (stars: it was guessed from NVD's), "unimportant", "end-of-life", "not yet assigned". Puts
// severity and word into `into`; end-of-life is no urgency but a state, and becomes the reason. False: another word.
bool take_debian_urgency(std::string_view word, Affected& into);

// "<no-dsa>", "<not-affected>", "<unfixed>", …: state and reason, and a range that fits them. False: another word.
bool take_debian_marker(std::string_view marker, Affected& into);

// "12", "13", "sid", …: the releases for which a word holds that names none: those since buster, whose packages the
// tracker still lists somewhere.
const std::vector<std::string>& debian_releases();

// The remarks in the brackets of the tracker's lists, "bug #1033456; high; needs a new release": urgency and sentences. Bugs
// are for people who have the tracker.
void take_debian_remarks(std::string_view text, Affected& into);

// "Sep 1st, 2005" and the like of DSA lists → "2005-09-01"; "" for anything else.
std::string debian_date(std::string_view text);

}  // namespace pratique::advisory
