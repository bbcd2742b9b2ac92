// Debian: DSA, DLA and the tracker speak of source packages in a release, "Debian:12" in OSV's spelling.
#include "advisory/ecosystem.h"
#include "match/matcher.h"
#include "match/release.h"

namespace pratique::match {
namespace {

class Debian final : public Matcher {
 public:
  std::string_view name() const override { return "debian"; }
  bool handles(const model::Component& component) const override {
    return component.purl.type == "deb" && component.purl.name_space == "debian";
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto release = release_of(component, subject);
    Question question{.label = to_label(release), .distribution = true};
    question.name = component.source_name.empty() ? component.purl.name : component.source_name;
    // A binNMU rebuilds without a source change: its own version has "+b1" at the end, the source's has not.
    question.version = component.source_version.empty() ? component.purl.version : component.source_version;
    question.rule = "distro-source: " + question.name + " " + question.version + " (deb)";
    if (release.version.empty()) {
      question.refusal = "release of the Debian system is unknown";
    } else {
      // Testing and unstable have no VERSION_ID: os-release then names the codename of the release to come.
      question.ecosystem = advisory::canonical_ecosystem("Debian:" + release.version);
    }
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_debian() { return std::make_unique<Debian>(); }

}  // namespace pratique::match
