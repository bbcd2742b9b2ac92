// Debian, Ubuntu and other distributions with dpkg: their trackers speak of source packages in a release, "Debian:12"
// and "Ubuntu:22.04" in OSV's spelling, or of the distribution as a whole where it rolls ("Echo").
#include "advisory/ecosystem.h"
#include "base/text.h"
#include "match/matcher.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// Ubuntu's builds for FIPS 140 are a lineage of their own: their versions ("3.0.2-0ubuntu1.12+Fips1") sort above those of
// everybody, and say nothing of what these lack.
bool is_fips(std::string_view distribution, std::string_view version) {
  return distribution == "ubuntu" && base::contains(base::to_lower(version), "fips");
}

class Debian final : public Matcher {
 public:
  std::string_view name() const override { return "debian"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of(component.purl);
    return row.type == "deb" && row.unit == model::Unit::kSource;
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto& row = model::ecosystem_of(component.purl);
    const auto release = release_of(component, subject);
    Question question{.label = to_label(release), .distribution = true};
    question.name = component.source_name.empty() ? component.purl.name : component.source_name;
    // A binNMU rebuilds without a source change: its own version has "+b1" at the end, the source's has not.
    question.version = component.source_version.empty() ? component.purl.version : component.source_version;
    question.rule = "distro-source: " + question.name + " " + question.version + " (deb)";
    const std::string family(row.osv);
    if (row.releases == model::Releases::kNone) {
      question.ecosystem = family;
    } else if (release.version.empty()) {
      question.refusal = "release of the " + std::string(row.name) + " system is unknown";
    } else {
      // Testing and unstable have no VERSION_ID: os-release then names the codename of the release to come.
      const auto lineage = is_fips(row.vendor, question.version) ? ":Pro:FIPS-updates:" : ":";
      question.ecosystem =
          advisory::canonical_ecosystem(family + lineage + model::canonical_release(row, release.version));
    }
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_debian() { return std::make_unique<Debian>(); }

}  // namespace pratique::match
