// Debian: DSA, DLA and the tracker speak of source packages in a release, "Debian:12" in OSV's spelling.
#include <array>
#include <utility>

#include "match/matcher.h"
#include "match/release.h"

namespace pratique::match {
namespace {

// Testing and unstable have no VERSION_ID: os-release then names the codename of the release to come. "sid"
// stays a name of its own, there is no number for it.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kCodenames = {{
    {"lenny", "5"},
    {"squeeze", "6"},
    {"wheezy", "7"},
    {"jessie", "8"},
    {"stretch", "9"},
    {"buster", "10"},
    {"bullseye", "11"},
    {"bookworm", "12"},
    {"trixie", "13"},
    {"forky", "14"},
    {"duke", "15"},
}};

std::string number_of(std::string_view version) {
  for (const auto& [codename, number] : kCodenames) {
    if (codename == version) return std::string(number);
  }
  return version == "unstable" ? "sid" : std::string(major(version));
}

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
      question.ecosystem = "Debian:" + number_of(release.version);
    }
    return question;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_debian() { return std::make_unique<Debian>(); }

}  // namespace pratique::match
