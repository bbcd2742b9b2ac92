#include "match/release.h"

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::match {

namespace {

// The same distribution in other spellings: "redhat" and "rhel".
bool is_same(std::string_view one, std::string_view other) {
  if (one == other) return true;
  const auto* row = model::distribution_called(one);
  return row != nullptr && row == model::distribution_called(other);
}

// "debian-12", "opensuse-leap-15.5", "bookworm"; what names another distribution than the package's says nothing of
// its release.
void take_qualifier(std::string_view text, Release& release) {
  if (const auto halves = base::cut_last(text, "-")) {
    if (release.id.empty()) release.id = halves->before;
    // "opensuse-leap-15.5" is a release of pkg:rpm/opensuse.
    if (halves->before.starts_with(release.id) || is_same(release.id, halves->before))
      release.version = halves->after;
  } else if (!is_same(text, release.id)) {
    release.version = text;  // some tools write the codename alone: distro=bookworm
  }
}

}  // namespace

Release release_of(const model::Component& component, const model::Subject& subject) {
  Release release{.id = component.purl.name_space, .version = {}};
  const auto qualifier = component.purl.qualifiers.find("distro");
  if (qualifier != component.purl.qualifiers.end()) take_qualifier(qualifier->second, release);
  // A root filesystem inside the image is a system of its own, known or not.
  static const model::Distro kUnknown;
  const auto& distro = component.details->root.empty() ? subject.distro : kUnknown;
  if (release.id.empty()) release.id = distro.id;
  if (release.version.empty() && is_same(release.id, distro.id)) {
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
  if (const auto* row = model::distribution_called(release.id)) label = row->name;
  if (!release.version.empty()) return label + " " + release.version;
  return release.id.empty() ? label : label + " of an unknown release";
}

}  // namespace pratique::match
