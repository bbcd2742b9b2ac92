// opam (opam.ocaml.org/doc/Manual.html, "version ordering"): Debian's order of upstream version and revision, without an
// epoch; a version is letters, digits and "-_+.~".
#include <algorithm>

#include "version/text_order.h"

namespace pratique::version {
namespace {

std::weak_ordering compare(std::string_view a, std::string_view b) {
  static const auto* const deb = find_order("deb");
  return deb->compare(a, b);
}

bool valid(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return base::is_digit(c) || base::is_alpha(c) ||
           std::string_view("-_+.~").find(c) != std::string_view::npos;
  });
}

// opam takes any word; "dev" and "base" say nothing of older and newer.
bool comparable(std::string_view text) {
  return valid(text) && !is_commit(text) && std::any_of(text.begin(), text.end(), base::is_digit);
}

}  // namespace

std::unique_ptr<Order> make_opam() { return make_order("opam", valid, compare, {.comparable = comparable}); }

}  // namespace pratique::version
