#include "policy/bases.h"

namespace pratique::policy {

const model::BaseImage* base_of(const PolicySubject& subject) {
  const auto& bases = subject.inventory.subject.bases;
  return bases.empty() ? nullptr : &bases.front();
}

PolicyOutcome base_unknown() {
  return PolicyOutcome::no_data(
      "the base image is not known",
      "build with provenance (--provenance=mode=max), or add the base by `pratique base index add`");
}

std::string pattern_name(const model::BaseImage& base) { return base.name.substr(0, base.name.find('@')); }

// The first part is a registry's where it could be a host: it has a dot or a port, or is localhost (the rule of Docker's
// references).
std::string registry_of(std::string_view name) {
  const auto slash = name.find('/');
  const auto first = name.substr(0, slash);
  const bool is_host =
      slash != name.npos && (first.find_first_of(".:") != first.npos || first == "localhost");
  return is_host ? std::string(first) : "docker.io";
}

}  // namespace pratique::policy
