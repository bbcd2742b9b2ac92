// dpkg's list of packages: var/lib/dpkg/status, and the one-package files of var/lib/dpkg/status.d that
// distroless images have (dpkg's lib/dpkg/parse.c; Debian Policy §5.3).
#pragma once

#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::os {

// Every installed package of the text as a component whose purl lacks namespace and distro.
//
// Listed is what has its files there: packages whose third word of Status is "installed" (what dpkg-query
// abbreviates ?i: "ii", "hi" on hold, "ri" marked for removal but still whole), and those that dpkg did not
// finish (unpacked, half-configured, triggers-awaited, triggers-pending: unpacked in full; half-installed: in
// part). The latter have Component::state and are told in a note, which is
// incomplete for half-installed ones only. Packages of which at most configuration files are left are
// dropped. A paragraph without Status is taken as installed: only tools other than dpkg write such, for
// packages that they have unpacked.
//
// A paragraph that cannot be read is skipped with a note; kInvalid when nothing can be read.
//
// dpkg ends each paragraph of its database with an empty line and each line with a newline, and refuses what is
// not so, and a field that a paragraph has twice. Here such a database is damaged, which is a note and
// incomplete: what was cut off in its last line is not taken ("Version: 3.0" of 3.0.11), and a second field of
// one name begins the next paragraph, so that no package is made of two. A package whose version is not whole
// is left out, and named. The files of a folder need no empty line at the end; what their packages need is kept as
// text, since others meet it. An entry of the journal says of each package what it is from then on, in whatever
// state; packages that are gone are named.
enum class StatusForm { kDatabase, kFolder, kJournal };
Result<Record> parse_status(std::string_view text, StatusForm form = StatusForm::kDatabase);

}  // namespace pratique::extract::os
