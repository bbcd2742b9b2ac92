// Homebrew: a project's version and the formula's revision behind "_" ("6.0_8"; docs.brew.sh/Formula-Cookbook,
// "revision"). No revision is 0. "HEAD" and "HEAD-1a2b3c4" are builds of a branch.
#include "version/text_order.h"
#include "version/upstream.h"

namespace pratique::version {
namespace {

struct Parts {
  std::string_view version, revision;
};

Parts parts_of(std::string_view text) {
  const auto at = text.rfind('_');
  const bool revised = at != std::string_view::npos && at > 0 && is_number(text.substr(at + 1));
  return revised ? Parts{text.substr(0, at), text.substr(at + 1)} : Parts{text, {}};
}

std::weak_ordering compare(std::string_view left, std::string_view right) {
  const auto a = parts_of(left), b = parts_of(right);
  if (const auto order = compare_upstream(a.version, b.version); order != 0) return order;
  return compare_numbers(a.revision, b.revision);
}

}  // namespace

std::unique_ptr<Order> make_brew() { return make_order("brew", is_upstream, compare); }

}  // namespace pratique::version
