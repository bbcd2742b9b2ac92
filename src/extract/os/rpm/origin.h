// Where installed rpms came from, which their database does not say: the history of dnf
// (var/lib/dnf/history.sqlite; libdnf 5: usr/lib/sysimage/libdnf5/transaction_history.sqlite, and its state of the system,
// packages.toml and nevras.toml there), the files that yum kept for
// each package (var/lib/yum/yumdb/L/HASH-NAME-VERSION-RELEASE-ARCH/from_repo), and Red Hat's lists of the repositories
// that an image was built from (root/buildinfo/content_manifests/NAME.json, usr/share/buildinfo/content-sets.json).
#pragma once

#include <string>
#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::os {

// Patterns of Triggers::paths for all of them.
std::vector<std::string> rpm_origin_paths();

// Whether the file tells of origins; `root` is the folder of the root filesystem that it is about.
bool is_rpm_origin(std::string_view path, std::string_view& root);
// Whether a file that was wanted is one of these, by its base name alone.
bool is_rpm_origin_name(std::string_view name);

// A record of RecordKind::kOrigins: DatabaseFacts::log has a line "NAME-VERSION-RELEASE.ARCH REPOSITORY" for each
// package of a history, "* REPOSITORY" for each repository of the image, and "REPOSITORY" alone of one that a package's own
// file names; DatabaseFacts::marked what the history says of why packages are there (reason.h). At most 200,000 lines; a history that is damaged is kept as far as it can be read, with a note.
Result<Record> parse_rpm_origin(const FileView& file);

// Gives each rpm of `out`, from number `first` on, the repositories that it came from (Details::origin): its own; where
// that is not among those that the image was built from, or not known, these behind it.
void set_rpm_origins(const Records& records, std::size_t first, Assembly& out);

}  // namespace pratique::extract::os
