// Who built an rpm package.
#pragma once

#include "extract/os/common/package_db.h"

namespace pratique::extract::os {

// Makes the judge for one database: of the distribution is what has the vendor of the package that os-release
// belongs to, or, where no package lists that file, the vendor of most packages. Vendors are compared by
// model::rpm_vendor_word(). Packages of EPEL have another vendor than those of the distribution they
// are made for, whose advisories do not speak of them.
IsOfDistribution rpm_vendors(const Record& record);

}  // namespace pratique::extract::os
