// Haskell packages: Data.Version and the Package Versioning Policy (pvp.haskell.org). Numbers between dots;
// fewer are lower.
#include "version/text_order.h"

namespace pratique::version {
namespace {

bool valid(std::string_view text) {
  for (;;) {
    const auto number = take_digits(text);
    if (number.empty() || (number.size() > 1 && number[0] == '0')) return false;
    if (text.empty()) return true;
    if (!take_char(text, '.')) return false;
  }
}

}  // namespace

std::unique_ptr<Order> make_hackage() { return make_order("hackage", valid, compare_number_lists); }

}  // namespace pratique::version
