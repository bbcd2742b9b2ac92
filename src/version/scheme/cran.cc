// R packages: package_version of base R ("Writing R Extensions" §1.1.1). Numbers between "." or "-", which
// mean the same; fewer numbers are lower ("1.0" < "1.0.0").
#include "version/text_order.h"

namespace pratique::version {
namespace {

// At least two numbers.
bool valid(std::string_view text) {
  for (int count = 1;; ++count) {
    if (take_digits(text).empty()) return false;
    if (text.empty()) return count >= 2;
    if (!take_char(text, '.') && !take_char(text, '-')) return false;
  }
}

}  // namespace

std::unique_ptr<Order> make_cran() { return make_order("cran", valid, compare_number_lists); }

}  // namespace pratique::version
