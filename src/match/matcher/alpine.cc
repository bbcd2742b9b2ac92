// Alpine and other distributions with apk: secdb and OSV speak of origin packages, in a branch ("Alpine:v3.18") or, where
// the distribution rolls, of it as a whole ("Wolfi").
#include "base/text.h"
#include "match/matcher.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// Edge has the version of the release to come with a date: "3.21.0_alpha20240923".
std::string branch_of(std::string_view version) {
  if (version == "edge" || base::contains(version, "_alpha")) return "edge";
  if (version.starts_with('v')) version.remove_prefix(1);
  return "v" + std::string(major_minor(version));
}

class Alpine final : public Matcher {
 public:
  std::string_view name() const override { return "alpine"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of(component.purl);
    return row.type == "apk" && row.unit == model::Unit::kSource;
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto release = release_of(component, subject);
    Question question{.version = component.purl.version, .distribution = true};
    question.name = component.source_name.empty() ? component.purl.name : component.source_name;
    question.rule = "distro-source: " + question.name + " " + question.version + " (apk)";
    const auto& row = model::ecosystem_of(component.purl);
    if (row.releases == model::Releases::kNone) {
      question.ecosystem = row.osv;
      question.label = row.name;
      // Chainguard's OSV names subpackages, its secdb what they are built from.
      question.also = component.purl.name;
      return question;
    }
    if (release.version.empty()) {
      question.label = to_label(release);
      question.refusal = "release of the Alpine system is unknown";
      return question;
    }
    const auto branch = branch_of(release.version);
    question.ecosystem = "Alpine:" + branch;
    question.label = "Alpine " + (branch == "edge" ? branch : branch.substr(1));
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_alpine() { return std::make_unique<Alpine>(); }

}  // namespace pratique::match
