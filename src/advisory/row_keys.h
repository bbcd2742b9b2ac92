// The keys of rows that are looked up by text: numbers, so that a seek compares numbers, and a row lies in one page
// where a key of text would send what is beyond 1,000 bytes to pages of its own.
//
// Two texts may have one number. Rows are written in the order of their numbers, and one whose number is taken has
// the next that is free; so who looks for a text begins at its number and goes on until a row has the text or there
// is no row.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace pratique::advisory {

// Never negative; the same on every machine.
std::int64_t package_key(std::string_view ecosystem, std::string_view name);
// Of CVEs by year and number, before all others.
std::int64_t vulnerability_key(std::string_view id);

// Gives the keys of one table, whose rows come by what package_key() or vulnerability_key() said.
class FreeKeys {
 public:
  std::int64_t take(std::int64_t wanted) {
    next_ = std::max(wanted, next_);
    return next_++;
  }

 private:
  std::int64_t next_ = 0;
};

}  // namespace pratique::advisory
