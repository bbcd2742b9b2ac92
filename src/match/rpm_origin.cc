#include "match/rpm_origin.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "match/products.h"
#include "match/release.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::match {

using model::Releases;

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

// CentOS Stream is ahead of Red Hat's releases, so that neither their fixes nor their versions tell anything; from 9 on
// there is nothing else by that name.
bool is_stream(const model::Subject& subject, std::string_view release) {
  const auto number = base::to_uint(major(release));
  return base::contains(subject.distro.name, "Stream") || (number && *number >= 9);
}

// os-release has "22.03" and says which update of it in words: "openEuler 22.03 (LTS-SP3)".
std::string with_update(const std::string& version, const model::Distro& distro) {
  const auto open = distro.name.find(version + " (");
  if (open == std::string::npos) return version;
  const auto words = std::string_view(distro.name).substr(open + version.size() + 2);
  const auto update = words.substr(0, words.find(')'));
  return update.starts_with("LTS") ? version + "-" + std::string(update) : version;
}

std::string release_in_feed(const model::Ecosystem& row, const Release& release,
                            const model::Subject& subject) {
  if (row.releases == Releases::kOpenEuler && subject.distro.id == row.vendor)
    return with_update(release.version, subject.distro);
  return model::canonical_release(row, release.version);
}

// Whether the distribution built it, as far as the package says who did.
bool is_built_by(const model::Component& component, const model::Ecosystem& row) {
  const auto word = model::rpm_vendor_word(component.supplier);
  if (word.empty() || model::is_rpm_vendor_of(word, row.vendor)) return true;
  return !row.judged_as.empty() && model::is_rpm_vendor_of(word, row.judged_as);
}

bool starts_with_epel(std::string_view repository) { return repository.starts_with("epel"); }

// Extra Packages for Enterprise Linux: Fedora's packages on another system.
bool is_epel(const model::Component& component, const model::Ecosystem& row) {
  const bool enterprise = base::contains(row.like, "fedora") &&
                          (row.releases == Releases::kMajor || row.releases == Releases::kRedHat);
  if (!enterprise) return false;
  const auto repositories = base::words(component.details->origin);
  const bool by_repository =
      !repositories.empty() && std::all_of(repositories.begin(), repositories.end(), starts_with_epel);
  return by_repository || model::rpm_vendor_word(component.supplier) == "fedora";
}

void name_epel(const std::string& release, RpmSystem& system) {
  system.major = std::string(major(release));
  system.label = "EPEL " + system.major;
  system.ecosystem = "EPEL:" + system.major;
  if (system.major.empty()) system.refusal = "release of the system that EPEL is made for is unknown";
}

std::string shown_vendor(std::string_view supplier) {
  constexpr std::size_t kMost = 60;
  const auto text = base::trim(supplier.substr(0, supplier.find('<')));
  return std::string(text.substr(0, kMost));
}

}  // namespace

RpmSystem rpm_system(const model::Component& component, const model::Subject& subject) {
  const auto& own = model::ecosystem_of(component.purl);
  const auto& row = own.judged_as.empty() ? own : *model::distribution(own.judged_as);
  const auto release = release_of(component, subject);
  RpmSystem system{.label = to_label(release)};
  if (is_epel(component, own)) return name_epel(release.version, system), system;
  if (!is_built_by(component, own)) {
    system.built_by =
        "built by somebody else than " + std::string(own.name) + ": " + shown_vendor(component.supplier);
    return system;
  }
  if (row.releases == Releases::kNone) {
    system.ecosystem = row.osv;
    return system;
  }
  const auto named = release.version.empty() ? std::string() : release_in_feed(own, release, subject);
  if (named.empty()) {
    system.refusal = "release of the " + std::string(own.name) + " system is unknown";
    return system;
  }
  const bool of_red_hat = row.releases == Releases::kRedHat;
  if (of_red_hat && !own.judged_as.empty() && is_stream(subject, release.version)) {
    system.refusal = "CentOS Stream is ahead of every release that has advisories";
    return system;
  }
  system.ecosystem = std::string(row.osv) + ":" + named;
  system.of_red_hat = of_red_hat;
  system.one_branch = row.releases == Releases::kSuse;
  if (!system.of_red_hat) return system;
  system.major = std::string(major(release.version));
  if (base::contains(release.version, ".")) system.minor = std::string(major_minor(release.version));
  return system;
}

// Those of the freely distributed images are not in the table; what they have is a part of the subscribers':
// "ubi-9-appstream-rpms", "ubi-8-baseos" of the first images. "": it is no such repository.
static std::string paid_repository(std::string_view repository, const std::string& processor) {
  constexpr std::string_view kFree = "ubi-", kEnd = "-rpms";
  if (!repository.starts_with(kFree)) return {};
  repository.remove_prefix(kFree.size());
  if (repository.ends_with(kEnd)) repository.remove_suffix(kEnd.size());
  const auto halves = base::cut(repository, "-");
  if (!halves || !is_number(halves->before)) return {};
  const std::string number(halves->before), name(halves->after);
  if (name == "codeready-builder") return "codeready-builder-for-rhel-" + number + "-" + processor + "-rpms";
  return "rhel-" + number + "-for-" + processor + "-" + name + "-rpms";
}

std::vector<std::string> repositories_of(const model::Component& component) {
  std::vector<std::string> all;
  const auto arch = component.purl.qualifiers.find("arch");
  const bool is_built =
      arch != component.purl.qualifiers.end() && arch->second != "noarch" && arch->second != "src";
  const auto processor = is_built ? arch->second : std::string("x86_64");
  // Other tools' documents have it in the purl.
  auto origin = component.details->origin;
  const auto stated = component.purl.qualifiers.find("repository_id");
  if (stated != component.purl.qualifiers.end()) origin = stated->second + " " + origin;
  for (const auto each : base::words(origin)) {
    all.emplace_back(each);
    // "rhel-9-for-x86_64-baseos-eus-rpms__9_DOT_4": the table has some with, some without their end.
    if (const auto end = each.find("__"); end != std::string_view::npos)
      all.emplace_back(each.substr(0, end));
    if (auto paid = paid_repository(each, processor); !paid.empty()) all.push_back(std::move(paid));
  }
  return all;
}

namespace {

// Dist tags behind "el9", and in front of it.
struct Tag {
  std::string_view end, product;
};
constexpr std::array kTags{
    Tag{"ap", "ansible_automation_platform"},
    Tag{"cf", "cloudforms_managementengine"},
    Tag{"cp", "ceph_storage"},
    Tag{"eap", "jboss_enterprise_application_platform"},
    Tag{"ev", "rhev_manager"},
    Tag{"jbcs", "jboss_core_services"},
    Tag{"jws", "jboss_enterprise_web_server"},
    Tag{"ost", "openstack"},
    Tag{"rhgs", "storage"},
    Tag{"sat", "satellite"},
};

std::string product_of_tag(std::string_view release) {
  constexpr std::string_view kOpenShift = ".rhaos";
  if (const auto at = release.find(kOpenShift); at != std::string_view::npos) {
    const auto rest = release.substr(at + kOpenShift.size());
    auto number = rest.substr(0, rest.find_first_not_of("0123456789."));
    while (number.ends_with('.')) number.remove_suffix(1);
    return "openshift" + (number.empty() ? std::string() : ":" + std::string(number));
  }
  const auto at = release.rfind(".el");
  if (at == std::string_view::npos) return {};
  auto tag = release.substr(at + 3);
  tag.remove_prefix(std::min(tag.find_first_not_of("0123456789"), tag.size()));
  const auto row = std::find_if(kTags.begin(), kTags.end(), [&](const Tag& each) { return each.end == tag; });
  return row == kTags.end() ? std::string() : std::string(row->product);
}

}  // namespace

// The label that Red Hat's images have: "cpe:/a:redhat:openshift:4.15::el9".
static std::string labelled_product(const model::Subject& subject) {
  const auto label = subject.labels.find("cpe");
  const bool is_cpe = label != subject.labels.end() && base::contains(label->second, ":redhat:") &&
                      label->second.find_first_of(" \n") == std::string::npos;
  return is_cpe ? label->second : std::string();
}

std::vector<std::string> presumed_products(const model::Component& component, const std::string& major,
                                           const model::Subject& subject) {
  const std::string application = "cpe:/a:redhat:";
  const auto labelled = labelled_product(subject);
  if (const auto product = product_of_tag(component.purl.version); !product.empty()) {
    const auto tagged = application + product;
    bool unknown = false;
    return {is_same_product(tagged, labelled, unknown) ? labelled : tagged};
  }
  std::vector<std::string> products{"cpe:/o:redhat:enterprise_linux:" + major};
  if (!labelled.empty()) products.push_back(labelled);
  // Names of Software Collections are their own, so a package of one is of the product.
  const auto& name = component.purl.name;
  if (name.starts_with("rh-") || name.starts_with("devtoolset-"))
    products.push_back(application + "rhel_software_collections:3");
  return products;
}

// From 15 on every module has the service pack that it is for.
static constexpr std::string_view kReleaseOfModules = "12";

std::string modules_ecosystem(const model::Component& component, const std::string& ecosystem) {
  const auto& own = model::ecosystem_of(component.purl);
  const auto& row = own.judged_as.empty() ? own : *model::distribution(own.judged_as);
  const auto dot = ecosystem.rfind('.');
  const auto colon = ecosystem.rfind(':');
  if (row.releases != Releases::kSuse || dot == std::string::npos || colon == std::string::npos) return {};
  const bool has_some = std::string_view(ecosystem).substr(colon + 1, dot - colon - 1) == kReleaseOfModules;
  return has_some ? ecosystem.substr(0, dot) : std::string();
}

bool is_of_service_pack(const model::Component& component, const advisory::AffectedView& affected) {
  if (!affected.ecosystem.ends_with(kReleaseOfModules)) return true;
  const auto distro = component.purl.qualifiers.find("distro");
  const bool has_pack = distro != component.purl.qualifiers.end() &&
                        base::contains(distro->second, std::string(kReleaseOfModules) + ".");
  if (!has_pack || model::ecosystem_of(component.purl).releases != Releases::kSuse) return true;
  const auto is_module = [](std::string_view text) { return base::contains(base::to_lower(text), "module"); };
  return is_module(affected.repository) || std::any_of(affected.cpes.begin(), affected.cpes.end(), is_module);
}

std::string kernel_beside(const model::Component& component) {
  const auto& source = component.source_name.empty() ? component.purl.name : component.source_name;
  const auto& name = component.purl.name;
  const bool of_kernel = source == "kernel" || source.starts_with("kernel-") || source == "linux";
  if (!of_kernel || name == source) return {};
  static constexpr std::array kEnds{"-headers",
                                    "-doc",
                                    "-docs",
                                    "-docs-html",
                                    "-tools",
                                    "-tools-libs",
                                    "-macros",
                                    "-tools-libs-devel",
                                    "-devel",
                                    "-abi-stablelists",
                                    "-abi-whitelists",
                                    "-rpm-macros",
                                    "-srpm-macros",
                                    "-source",
                                    "-syms"};
  static constexpr std::array kNames{"bpftool",     "libperf",      "libperf-devel", "perf",
                                     "python-perf", "python3-perf", "rtla",          "rv"};
  const bool ends =
      std::any_of(kEnds.begin(), kEnds.end(), [&](const char* end) { return name.ends_with(end); });
  const bool named = std::find(kNames.begin(), kNames.end(), name) != kNames.end();
  return ends || named ? source : std::string();
}

namespace {

// "core", "php8.0" of "amzn2extra-php8.0"; "" where the repository is not known.
std::string topic_of_repository(std::string_view repository) {
  constexpr std::string_view kExtra = "amzn2extra-";
  if (repository.starts_with(kExtra)) return std::string(repository.substr(kExtra.size()));
  return repository == "amzn2-core" || repository == "amazonlinux" ? "core" : "";
}

// "8.0" of "php8.0", "1" of "nginx1".
std::string_view version_in(std::string_view topic) {
  const auto at = topic.find_last_not_of("0123456789.");
  return at == std::string_view::npos ? topic : topic.substr(at + 1);
}

bool is_amazon(const model::Component& component) {
  return model::ecosystem_of(component.purl).releases == Releases::kAmazon;
}

}  // namespace

bool is_of_topic(const model::Component& component, const advisory::AffectedView& affected) {
  const auto& origin = component.details->origin;
  if ((affected.repository.empty() && origin.empty()) || !is_amazon(component)) return true;
  const auto own = topic_of_repository(origin);
  const auto theirs = affected.repository.empty() ? std::string_view("core") : affected.repository;
  if (!own.empty()) return own == theirs;
  const auto version = version_in(theirs);
  if (theirs == "core" || version.empty()) return true;
  const std::string_view installed = component.purl.version;
  return installed.starts_with(version) &&
         (installed.size() == version.size() || !base::is_digit(installed[version.size()]));
}

std::string topic_of(const model::Component& component) {
  const auto own = topic_of_repository(component.details->origin);
  return own.empty() ? "an unknown repository" : own;
}

}  // namespace pratique::match
