// File lists of Debian packages: dpkg's info/NAME.list, and the NAME.md5sums beside status.d files.
#pragma once

#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::os {

// DatabaseFacts::paths are the files, without folders: dpkg lists those too, and they belong to many packages.
// kInvalid when no line is one of its format.
Result<Record> parse_list(std::string_view text);     // absolute paths, one a line
Result<Record> parse_md5sums(std::string_view text);  // "<32 hex digits>  path"; their digests too

// Of the NAME.md5sums beside a NAME.list: digests only. Lines of another form are passed over; the
// record is empty when nothing is of interest.
Record parse_digests(std::string_view text);

}  // namespace pratique::extract::os
