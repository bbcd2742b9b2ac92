// Packages of Docker's hardened images, which call their system "dhi" in os-release (docker-hardened-images/advisories,
// "Package identity and versioning"): pkg:deb/dhi/NAME and pkg:apk/dhi/NAME are judged by Docker's advisories alone, of
// the distribution that they are built from and its release, "Docker Hardened Images:Debian:13", by the name of the package
// as it is installed and by the order of that distribution. What the base distribution says of the same name is not asked:
// Docker's fixes are not its fixes.
//
// Images from before that call themselves debian or alpine, and are judged as these; there only the mark "+dhi3" in a
// version tells a package that Docker built (match/other_builder.h).
#include "base/text.h"
#include "match/matcher.h"
#include "match/release.h"
#include "model/builder.h"

namespace pratique::match {
namespace {

constexpr std::string_view kVendor = "dhi";

std::string_view base_of(std::string_view type) {
  return type == "deb" ? "Debian" : type == "apk" ? "Alpine" : "";
}

// "13", "3.24".
std::string release_for(const model::Component& component, const model::Subject& subject) {
  const auto stated = component.purl.qualifiers.find("os_version");
  const auto release =
      stated == component.purl.qualifiers.end() ? release_of(component, subject).version : stated->second;
  return std::string(component.purl.type == "deb" ? major(release) : major_minor(release));
}

class Hardened final : public Matcher {
 public:
  std::string_view name() const override { return "hardened"; }
  bool handles(const model::Component& component) const override {
    return component.purl.name_space == kVendor && !base_of(component.purl.type).empty();
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto base = std::string(base_of(component.purl.type));
    const auto release = release_for(component, subject);
    Question question{.label = "Docker Hardened Images " + base + (release.empty() ? "" : " " + release),
                      .name = component.purl.name,
                      .version = component.purl.version,
                      .distribution = true};
    question.rule = "distro-binary: " + question.name + " " + question.version + " (" + component.purl.type +
                    ", Docker Hardened Images)";
    question.built_by = built_by(component, base);
    if (release.empty()) {
      question.refusal = "release of the Docker Hardened Images system is unknown";
    } else {
      question.ecosystem = "Docker Hardened Images:" + base + ":" + release;
    }
    return question;
  }

 private:
  // What somebody installed on top from the base distribution, or from anybody else, is none of Docker's.
  static std::string built_by(const model::Component& component, const std::string& base) {
    const auto& origin = component.details->origin;
    const auto place = model::place_of_origin(origin);
    if (place.empty() || base::contains(place, "dhi.io/") || base::contains(place, "docker.com/")) return {};
    const bool of_base =
        base::contains(base::to_lower(model::publisher_of_origin(origin)), base::to_lower(base));
    return "from the repository " + std::string(place) + (of_base ? " of " + base : "") +
           ", not of Docker's hardened images";
  }
};

}  // namespace

std::unique_ptr<Matcher> make_hardened() { return std::make_unique<Hardened>(); }

}  // namespace pratique::match
