// Why installed rpms are there: by the history of dnf (origin.h), or by zypper's list of what it installed only because
// others need it (var/lib/zypp/AutoInstalled, a name a line).
#pragma once

#include <array>
#include <string_view>

#include "extract/os/common/marks.h"

namespace pratique::extract::os {

inline constexpr std::array<std::string_view, 1> kAutoInstalled = {"var/lib/zypp/AutoInstalled"};

// Marks what came along.
Record parse_auto_installed(std::string_view text);

// Gives each rpm of `out`, from number `first` on, its reason. What no transaction of a history names has none; of a list
// of zypper's what it does not name was asked for.
void set_rpm_reasons(const Records& records, std::size_t first, Assembly& out);

}  // namespace pratique::extract::os
