#include "compare/compare.h"

#include "compare/fields.h"
#include "compare/packages.h"

namespace pratique::compare {

const char* to_string(Change change) {
  constexpr const char* kNames[] = {"added", "removed", "changed", "unchanged"};
  return kNames[static_cast<std::size_t>(change)];
}

Changes compare(const Side& before, const Side& after) {
  const auto &was = before.inventory.subject, &is = after.inventory.subject;
  Changes out{.labels = compare_labels(was, is),
              .config = compare_config(was.config, is.config),
              .layers = compare_layers(was, is)};
  compare_packages(before, after, out);
  return out;
}

}  // namespace pratique::compare
