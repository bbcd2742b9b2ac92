// Distributions that use rpm and publish errata by binary package: AlmaLinux (ALSA records, "AlmaLinux:9" in
// OSV's spelling).
#include "base/text.h"
#include "match/matcher.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

bool is_judged(const model::Ecosystem& ecosystem) {
  return ecosystem.type == "rpm" && ecosystem.unit == model::Unit::kBinary;
}

// EVR: the purl keeps the epoch in a qualifier (purl-spec, types/rpm), advisories write it before the
// version.
std::string evr(const model::Component& component) {
  const auto& purl = component.purl;
  const auto epoch = purl.qualifiers.find("epoch");
  if (purl.version.empty() || epoch == purl.qualifiers.end()) return purl.version;
  return epoch->second + ":" + purl.version;
}

// The module label of an installed rpm, "name:stream:version:context" (tag 5096), cut to "name:stream".
std::string module_of(const model::Component& component) {
  const auto& label = component.details->module;
  const auto parts = base::split(label, ':');
  return parts.size() < 2 ? label : std::string(parts[0]) + ":" + std::string(parts[1]);
}

// Packages of a module have its build in their release: "1.el8" but "1.module_el8.6.0+2877+8e437bf5".
bool is_modular(std::string_view version) {
  return base::contains(version, ".module_el") || base::contains(version, ".module+el");
}

bool is_modular(const advisory::AffectedView& affected) {
  if (!affected.module.empty()) return true;
  for (const auto& range : affected.ranges) {
    if (is_modular(range.fixed)) return true;
  }
  return false;
}

class RpmFamily final : public Matcher {
 public:
  std::string_view name() const override { return "rpm_family"; }
  bool handles(const model::Component& component) const override {
    return is_judged(model::ecosystem_of(component.purl));
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto& row = model::ecosystem_of(component.purl);
    auto release = release_of(component, subject);
    Question question{.name = component.purl.name, .version = evr(component), .distribution = true};
    const auto module = module_of(component);
    question.rule = "distro-binary: " + question.name + " " + question.version + " (rpm" +
                    (module.empty() ? "" : ", module " + module) + ")";
    release.version = major(release.version);
    question.label = to_label(release);
    if (release.version.empty()) {
      question.refusal = "release of the " + std::string(row.name) + " system is unknown";
    } else {
      question.ecosystem = std::string(row.osv) + ":" + release.version;
    }
    return question;
  }

  // Streams of a module are different packages that share a name: an advisory about nodejs:18 says nothing of
  // nodejs:20, nor of a nodejs outside modules.
  Relevance relevance(const model::Component& component,
                      const advisory::AffectedView& affected) const override {
    const auto installed = module_of(component);
    const bool modular = !installed.empty() || is_modular(component.purl.version);
    if (modular != is_modular(affected)) return Relevance::kOtherModule;
    if (!modular) return Relevance::kYes;
    if (installed.empty() || affected.module.empty()) return Relevance::kUnknown;
    return installed == affected.module ? Relevance::kYes : Relevance::kOtherModule;
  }
  Compared compared(const model::Component& component,
                    const advisory::AffectedView& affected) const override {
    constexpr const char* kUnnamed = "of an unknown name";
    Compared texts{.ours = module_of(component), .theirs = std::string(affected.module)};
    if (texts.ours.empty() && is_modular(component.purl.version)) texts.ours = kUnnamed;
    if (texts.theirs.empty() && is_modular(affected)) texts.theirs = kUnnamed;
    return texts;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_rpm_family() { return std::make_unique<RpmFamily>(); }

}  // namespace pratique::match
