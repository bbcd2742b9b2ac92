// Distributions that use rpm: by binary package, as AlmaLinux, Amazon and Oracle publish their errata, or by source
// package, as Microsoft does.
#include "base/text.h"
#include "match/matcher.h"
#include "match/release.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

bool is_judged(const model::Ecosystem& ecosystem) {
  return ecosystem.type == "rpm" &&
         (ecosystem.unit == model::Unit::kBinary || ecosystem.unit == model::Unit::kSource);
}

// EVR: the purl keeps the epoch in a qualifier (purl-spec, types/rpm), advisories write it before the
// version.
std::string evr(const model::Component& component, const std::string& version) {
  const auto epoch = component.purl.qualifiers.find("epoch");
  if (version.empty() || epoch == component.purl.qualifiers.end()) return version;
  return epoch->second + ":" + version;
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

// Oracle's builds that Ksplice can patch, and those that are certified for FIPS, have versions that do not compare with
// the ordinary ones: "2:1.1.1g-15.ksplice1.el8_3" is above every "1:1.1.1k-9.el8_7".
std::string_view flavour_of(std::string_view version) {
  if (base::contains(version, ".ksplice")) return "ksplice build";
  return base::contains(version, "_fips") ? "FIPS build" : "ordinary build";
}

std::string_view flavour_of(const advisory::AffectedView& affected) {
  return affected.ranges.empty() ? flavour_of(std::string_view()) : flavour_of(affected.ranges.front().fixed);
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
    // A subpackage may have a version of its own (perl's modules): that of the source is in the name of its source rpm.
    const bool by_source = row.unit == model::Unit::kSource && !component.source_name.empty();
    Question question{.name = by_source ? component.source_name : component.purl.name, .distribution = true};
    const bool has_version = by_source && !component.source_version.empty();
    question.version = evr(component, has_version ? component.source_version : component.purl.version);
    const auto module = module_of(component);
    question.rule = (by_source ? "distro-source: " : "distro-binary: ") + question.name + " " +
                    question.version + " (rpm" + (module.empty() ? "" : ", module " + module) + ")";
    release.version = model::canonical_release(row, release.version);
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
    if (flavour_of(component.purl.version) != flavour_of(affected)) return Relevance::kOtherModule;
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
    const auto ours = flavour_of(component.purl.version), theirs = flavour_of(affected);
    if (ours != theirs) return {.ours = std::string(ours), .theirs = std::string(theirs)};
    Compared texts{.ours = module_of(component), .theirs = std::string(affected.module)};
    if (texts.ours.empty() && is_modular(component.purl.version)) texts.ours = kUnnamed;
    if (texts.theirs.empty() && is_modular(affected)) texts.theirs = kUnnamed;
    return texts;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_rpm_family() { return std::make_unique<RpmFamily>(); }

}  // namespace pratique::match
