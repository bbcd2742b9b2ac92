// Versions as a project itself numbers them, without a package manager's rules: what CPEs and Homebrew compare.
#pragma once

#include <compare>
#include <string_view>

namespace pratique::version {

// Runs of digits by value, missing ones are zero ("1.0" = "1"). Words: "alpha", "beta", "pre", "rc" and the like lie below
// the end, as do "a" and "b" with digits behind them ("2.0b1"); every other word above it and below a number ("1.1.1" <
// "1.1.1a" < "1.1.1.1"; "9.3" < "9.3p1"). What stands between them does not count. Total, linear, allocates nothing.
std::weak_ordering compare_upstream(std::string_view a, std::string_view b);

// Whether it begins with a number, a "v" before it apart, and is made of one word: no sentence, no wildcard, no commit.
bool is_upstream(std::string_view text);

}  // namespace pratique::version
