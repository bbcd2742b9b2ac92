// Distributions that use rpm: by binary package, as AlmaLinux, Amazon and Oracle publish their errata, by source
// package, as Microsoft does, or by either, as Red Hat, SUSE, Fedora and others do, whose several feeds differ.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "match/live_patch.h"
#include "match/matcher.h"
#include "match/products.h"
#include "match/release.h"
#include "match/rpm_origin.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

using model::Unit;

bool is_judged(const model::Ecosystem& ecosystem) {
  return ecosystem.type == "rpm" && ecosystem.unit != Unit::kNone;
}

std::string_view epoch_of(const model::Component& component) {
  const auto epoch = component.purl.qualifiers.find("epoch");
  return epoch == component.purl.qualifiers.end() ? std::string_view() : std::string_view(epoch->second);
}

// EVR: the purl keeps the epoch in a qualifier (purl-spec, types/rpm), advisories write it before the
// version.
std::string evr(const model::Component& component, const std::string& version) {
  const auto epoch = epoch_of(component);
  return version.empty() || epoch.empty() ? version : std::string(epoch) + ":" + version;
}

// A source's epoch is recorded nowhere; that of a package which shares its version is the same.
bool has_version_of_source(const model::Component& component) {
  return component.source_version.empty() || component.source_version == component.purl.version;
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

bool has_fix(const advisory::AffectedView& affected) {
  return std::any_of(affected.ranges.begin(), affected.ranges.end(),
                     [](const auto& range) { return !range.fixed.empty() && range.fixed != "0"; });
}

bool is_modular(const advisory::AffectedView& affected) {
  if (!affected.module.empty()) return true;
  for (const auto& range : affected.ranges) {
    if (is_modular(range.fixed)) return true;
  }
  return std::any_of(affected.versions.begin(), affected.versions.end(),
                     [](std::string_view version) { return is_modular(version); });
}

// Oracle's builds that Ksplice can patch, and those that are certified for FIPS, have versions that do not compare with
// the ordinary ones: "2:1.1.1g-15.ksplice1.el8_3" is above every "1:1.1.1k-9.el8_7".
std::string_view flavour_of(std::string_view version) {
  if (base::contains(version, ".ksplice")) return "ksplice build";
  return base::contains(version, "_fips") ? "FIPS build" : "ordinary build";
}

// What has no fix is said of every flavour.
std::string_view flavour_of(const model::Component& component, const advisory::AffectedView& affected) {
  if (!has_fix(affected) || affected.ranges.empty()) return flavour_of(component.purl.version);
  return flavour_of(affected.ranges.front().fixed);
}

// The entry's name is that of a source package: readers mark it so (model::Unit::kEither). What has no fix yet has no builds
// either, so that a name without versions and architectures is the source's, whoever says it.
bool is_of_source(const advisory::AffectedView& affected) {
  const auto& all = affected.architectures;
  if (all.empty()) return !has_fix(affected) && affected.versions.empty();
  return std::find(all.begin(), all.end(), "src") != all.end();
}

class RpmFamily final : public Matcher {
 public:
  std::string_view name() const override { return "rpm_family"; }
  bool handles(const model::Component& component) const override {
    return is_judged(model::ecosystem_of(component.purl));
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    const auto& row = model::ecosystem_of(component.purl);
    // A subpackage may have a version of its own (perl's modules): that of the source is in the name of its source rpm.
    const bool by_source = row.unit == Unit::kSource && !component.source_name.empty();
    Question question{.name = by_source ? component.source_name : component.purl.name, .distribution = true};
    const bool has_version = by_source && !component.source_version.empty();
    question.version = evr(component, has_version ? component.source_version : component.purl.version);
    const auto module = module_of(component);
    question.rule = (by_source ? "distro-source: " : "distro-binary: ") + question.name + " " +
                    question.version + " (rpm" + (module.empty() ? "" : ", module " + module) + ")";
    question.branch = branch_of(question.version);
    question.answered_by = kernel_beside(component);
    name_system(component, subject, question);
    return question;
  }

  // What advisories say of the source package holds for what is built from it.
  std::vector<Question> ask_also(const model::Component& component,
                                 const model::Subject& subject) const override {
    const auto& row = model::ecosystem_of(component.purl);
    std::vector<Question> further;
    if (row.unit != Unit::kEither) return further;
    auto question = ask(component, subject);
    if (!question.refusal.empty() || !question.built_by.empty()) return further;
    if (const auto modules = modules_ecosystem(component, question.ecosystem); !modules.empty()) {
      further.push_back(question);
      further.back().ecosystem = modules;
    }
    if (!component.source_name.empty() && component.source_name != component.purl.name) {
      auto of_source = question;
      of_source.name = component.source_name;
      if (!has_version_of_source(component)) of_source.version = component.source_version;
      of_source.rule = "distro-source: " + of_source.name + " " + of_source.version + " (rpm)";
      of_source.branch = branch_of(of_source.version);
      further.push_back(std::move(of_source));
    }
    return further;
  }

  // Streams of a module are different packages that share a name: an advisory about nodejs:18 says nothing of
  // nodejs:20, nor of a nodejs outside modules.
  Relevance relevance(const model::Component& component,
                      const advisory::AffectedView& affected) const override {
    if (const auto by_name = relevance_of_name(component, affected); by_name != Relevance::kYes)
      return by_name;
    if (flavour_of(component.purl.version) != flavour_of(component, affected)) return Relevance::kOtherModule;
    if (!is_of_topic(component, affected) || !is_of_service_pack(component, affected))
      return Relevance::kOtherProduct;
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
    if (relevance_of_name(component, affected) == Relevance::kOtherPlatform)
      return {.ours = "package " + component.purl.name, .theirs = "package " + std::string(affected.name)};
    const auto ours = flavour_of(component.purl.version), theirs = flavour_of(component, affected);
    if (ours != theirs) return {.ours = std::string(ours), .theirs = std::string(theirs)};
    if (!is_of_topic(component, affected))
      return {.ours = topic_of(component), .theirs = std::string(affected.repository)};
    if (!is_of_service_pack(component, affected))
      return {.ours = "of a service pack", .theirs = std::string(affected.repository)};
    Compared texts{.ours = module_of(component), .theirs = std::string(affected.module)};
    if (texts.ours.empty() && is_modular(component.purl.version)) texts.ours = kUnnamed;
    if (texts.theirs.empty() && is_modular(affected)) texts.theirs = kUnnamed;
    return texts;
  }

 private:
  // Which release of which distribution, and of which products, unless somebody else built the package.
  static void name_system(const model::Component& component, const model::Subject& subject,
                          Question& question) {
    const auto system = rpm_system(component, subject);
    question.label = system.label;
    question.ecosystem = system.ecosystem;
    question.refusal = system.refusal;
    question.built_by = system.built_by;
    question.one_branch = system.one_branch;
    // A live patch is of one kernel, by its name, whichever product or term of support it comes with.
    if (!system.of_red_hat || is_live_patch(component)) return;
    question.minor = system.minor;
    question.presumed = presumed_products(component, system.major, subject);
    question.repositories = repositories_of(component);
  }

  // An entry that was found by the name of the source says nothing of a package of another name, unless it is about
  // sources; with a version only where the two have one, or where the source's epoch does not matter.
  static Relevance relevance_of_name(const model::Component& component,
                                     const advisory::AffectedView& affected) {
    if (affected.name.empty() || affected.name == component.purl.name) return Relevance::kYes;
    if (model::ecosystem_of(component.purl).unit != Unit::kEither) return Relevance::kYes;
    if (!is_of_source(affected)) return Relevance::kOtherPlatform;
    if (has_version_of_source(component)) return Relevance::kYes;
    const bool has_epoch = std::any_of(affected.ranges.begin(), affected.ranges.end(), [](const auto& range) {
      return base::contains(range.fixed, ":") && !range.fixed.starts_with("0:");
    });
    return has_epoch ? Relevance::kUnknown : Relevance::kYes;
  }
};

}  // namespace

std::unique_ptr<Matcher> make_rpm_family() { return std::make_unique<RpmFamily>(); }

}  // namespace pratique::match
