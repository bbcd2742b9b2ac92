#include "match/release.h"

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::match {

Release release_of(const model::Component& component, const model::Subject& subject) {
  Release release{.id = component.purl.name_space, .version = {}};
  const auto qualifier = component.purl.qualifiers.find("distro");
  if (qualifier != component.purl.qualifiers.end()) {
    if (const auto halves = base::cut_last(qualifier->second, "-")) {
      if (release.id.empty()) release.id = halves->before;
      release.version = halves->after;
    } else if (qualifier->second != release.id) {
      release.version = qualifier->second;  // some tools write the codename alone: distro=bookworm
    }
  }
  // A root filesystem inside the image is a system of its own, known or not.
  static const model::Distro kUnknown;
  const auto& distro = component.details->root.empty() ? subject.distro : kUnknown;
  if (release.id.empty()) release.id = distro.id;
  if (release.version.empty() && release.id == distro.id) {
    release.version = distro.version_id.empty() ? distro.codename : distro.version_id;
  }
  return release;
}

std::string_view major(std::string_view version) { return version.substr(0, version.find('.')); }

std::string_view major_minor(std::string_view version) {
  const auto first = version.find('.');
  return first == std::string_view::npos ? version : version.substr(0, version.find('.', first + 1));
}

std::string to_label(const Release& release) {
  std::string label = release.id.empty() ? "an unknown distribution" : release.id;
  if (const auto* row = model::distribution(release.id)) label = row->name;
  if (!release.version.empty()) return label + " " + release.version;
  return release.id.empty() ? label : label + " of an unknown release";
}

}  // namespace pratique::match
