// R packages: package_version of base R ("Writing R Extensions" §1.1.1). Numbers between "." or "-", which
// mean the same; fewer numbers are lower ("1.0" < "1.0.0").
#include "version/text_order.h"

namespace pratique::version {
namespace {

// How many numbers it is made of; 0 for other texts.
int numbers_of(std::string_view text) {
  for (int count = 1;; ++count) {
    if (take_digits(text).empty()) return 0;
    if (text.empty()) return count;
    if (!take_char(text, '.') && !take_char(text, '-')) return 0;
  }
}

bool valid(std::string_view text) { return numbers_of(text) >= 2; }
bool bounds(std::string_view text) { return numbers_of(text) >= 1; }

}  // namespace

std::unique_ptr<Order> make_cran() {
  return make_order("cran", valid, compare_number_lists, {.bounds = bounds});
}

}  // namespace pratique::version
