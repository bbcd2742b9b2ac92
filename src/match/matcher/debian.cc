// Debian, Ubuntu and other distributions with dpkg: their trackers speak of source packages in a release, "Debian:12"
// and "Ubuntu:22.04" in OSV's spelling, or of the distribution as a whole where it rolls ("Echo").
#include <algorithm>
#include <array>

#include "advisory/ecosystem.h"
#include "advisory/ubuntu_channels.h"
#include "base/text.h"
#include "match/matcher.h"
#include "match/neighbours.h"
#include "match/other_builder.h"
#include "match/release.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::match {
namespace {

// Ubuntu's builds for FIPS 140 are a lineage of their own: their versions ("3.0.2-0ubuntu1.12+Fips1") sort above those of
// everybody, and say nothing of what these lack.
bool is_fips(std::string_view distribution, std::string_view version) {
  return distribution == "ubuntu" && base::contains(base::to_lower(version), "fips");
}

// Whoever has a build of Ubuntu's Expanded Security Maintenance gets its fixes.
bool is_enrolled(std::string_view distribution, std::string_view version) {
  return distribution == "ubuntu" && base::contains(version, "+esm");
}

std::string_view without_sign(std::string_view source, std::string_view prefix, std::string_view also) {
  for (const auto each : {prefix, also})
    if (source.starts_with(each)) return source.substr(each.size());
  return {};
}

// Kernels that are signed for Secure Boot are built by a second source from what the first one made, and named by
// packages without any code: "linux-signed-amd64", "linux-signed-aws", "linux-meta-aws". Trackers speak of the first. "":
// it is none of these.
std::string kernel_source(std::string_view vendor, std::string_view source) {
  const auto rest = without_sign(source, "linux-signed", "linux-meta");
  if (rest.data() == nullptr) return {};
  // Debian has one kernel, whose signed sources go by the architecture; Ubuntu has many flavours.
  const bool one = vendor == "debian" || rest == "-amd64" || rest == "-arm64" || rest == "-i386";
  return "linux" + std::string(one ? std::string_view() : rest);
}

bool is_kernel(std::string_view source) { return source == "linux" || source.starts_with("linux-"); }

// Built with the kernel and without its code: headers, documents, tools, packages that only need others.
bool is_beside_kernel(std::string_view name, std::string_view source) {
  static constexpr auto kParts =
      std::to_array<std::string_view>({"headers", "libc-dev", "kbuild", "doc", "source", "tools", "support",
                                       "compiler", "perf", "cpupower", "config", "buildinfo", "cloud-tools"});
  static constexpr auto kNames =
      std::to_array<std::string_view>({"bpftool", "libcpupower1", "libcpupower-dev", "usbip",
                                       "hyperv-daemons", "rtla", "intel-sdsi", "sdsi"});
  if (source.starts_with("linux-meta")) return true;
  if (std::ranges::find(kNames, name) != kNames.end()) return true;
  if (!name.starts_with("linux-")) return false;
  return std::ranges::any_of(kParts, [&](auto part) {
    const auto rest = name.substr(6);
    return rest.starts_with(part) || rest.ends_with(std::string("-") + std::string(part));
  });
}

// Where the distribution's data are those of another (the row's judged_as), of a derivative's number nothing
// follows: Ubuntu's is told by its codename, Raspbian's numbers are Debian's.
Release release_for(const model::Ecosystem& own, const model::Ecosystem& row,
                    const model::Component& component, const model::Subject& subject) {
  auto release = release_of(component, subject);
  if (&own == &row || row.vendor != "ubuntu") return release;
  const auto& codename = subject.distro.codename;
  const bool known = subject.distro.id == own.vendor && component.details->root.empty() &&
                     model::number_of_codename(row, codename) != codename;
  release.version = known ? codename : "";
  return release;
}

class Debian final : public Matcher {
 public:
  std::string_view name() const override { return "debian"; }
  bool handles(const model::Component& component) const override {
    const auto& row = model::ecosystem_of(component.purl);
    return row.type == "deb" && row.unit == model::Unit::kSource;
  }

  Question ask(const model::Component& component, const model::Subject& subject) const override {
    auto question = ask_distribution(component, subject);
    if (take_rebuilt(component, question)) return question;
    question.built_by = built_by_another(component, vendor_of(component));
    return question;
  }

  std::vector<Question> ask_also(const model::Component& component,
                                 const model::Subject& subject) const override {
    auto base = ask_distribution(component, subject);
    if (!base.refusal.empty()) return {};
    if (auto behind = behind_rebuilt(component, base)) return {*std::move(behind)};
    const auto vendor = vendor_of(component);
    std::vector<Question> further;
    // What Canonical's service loads into a running kernel leaves nothing in an image: it is told, and decides nothing.
    if (vendor == "ubuntu" && is_kernel(base.name) && base.answered_by.empty()) {
      further.push_back(base);
      further.back().ecosystem = advisory::livepatch_ecosystem(base.ecosystem);
      further.back().rule += "; live patches of Canonical";
    }
    if (is_enrolled(vendor, base.version) && !is_fips(vendor, base.version)) {
      base.ecosystem =
          advisory::canonical_ecosystem("Ubuntu:Pro:" + base.ecosystem.substr(base.ecosystem.find(':') + 1));
      base.rule += "; of Ubuntu Pro, for its version has +esm";
      base.turn = Turn::kFirst;
      further.push_back(std::move(base));
    }
    return further;
  }

  Relevance relevance(const model::Component&, const advisory::AffectedView& affected) const override {
    return affected.ecosystem.starts_with(advisory::kLivepatchLineage) ? Relevance::kOtherProduct
                                                                       : Relevance::kYes;
  }
  Compared compared(const model::Component& component,
                    const advisory::AffectedView& affected) const override {
    return {.ours = component.purl.name, .theirs = std::string(affected.repository)};
  }

 private:
  static const model::Ecosystem& judged_row(const model::Component& component) {
    const auto& own = model::ecosystem_of(component.purl);
    const auto* other = own.judged_as.empty() ? nullptr : model::distribution(own.judged_as);
    return other == nullptr ? own : *other;
  }
  static std::string_view vendor_of(const model::Component& component) {
    return judged_row(component).vendor;
  }

  static Question ask_distribution(const model::Component& component, const model::Subject& subject) {
    const auto& own = model::ecosystem_of(component.purl);
    const auto& row = judged_row(component);
    const auto release = release_for(own, row, component, subject);
    Question question{.label = to_label(release), .distribution = true};
    name_package(component, row, question);
    const std::string family(row.osv);
    if (row.releases == model::Releases::kNone) {
      question.ecosystem = family;
    } else if (release.version.empty()) {
      question.refusal = "release of the " + std::string(own.name) + " system is unknown";
    } else {
      name_release(component, row, release, question);
    }
    return question;
  }

  static void name_package(const model::Component& component, const model::Ecosystem& row,
                           Question& question) {
    const auto& source = component.source_name.empty() ? component.purl.name : component.source_name;
    question.name = source;
    // A binNMU rebuilds without a source change: its own version has "+b1" at the end, the source's has not.
    question.version = component.source_version.empty() ? component.purl.version : component.source_version;
    if (auto kernel = kernel_source(row.vendor, source);
        !kernel.empty() && !source.starts_with("linux-meta")) {
      question.name = std::move(kernel);
      // The signed source has a version of its own ("6.1.38+4"), what it builds that of the first.
      question.version = component.purl.version;
    }
    question.rule = "distro-source: " + question.name + " " + question.version + " (deb)";
    if (!is_kernel(question.name)) return;
    if (is_beside_kernel(component.purl.name, source)) {
      question.answered_by = kernel_source(row.vendor, source);
      if (question.answered_by.empty()) question.answered_by = question.name;
    }
    if (component.purl.name.starts_with("linux-image") || component.purl.name.starts_with("linux-modules"))
      question.rule += "; a container runs on its host's kernel";
  }

  static void name_release(const model::Component& component, const model::Ecosystem& row,
                           const Release& release, Question& question) {
    // Testing and unstable have no VERSION_ID: os-release then names the codename of the release to come.
    auto name = model::canonical_release(row, release.version);
    if (row.vendor == "debian") take_suite(name, suite_for(component, row, question), question);
    const auto lineage = is_fips(row.vendor, question.version) ? ":Pro:FIPS-updates:" : ":";
    question.ecosystem = advisory::canonical_ecosystem(std::string(row.osv) + lineage + name);
    question.neighbours = neighbours_of(row, name, release.version);
    question.stranger = perhaps_built_by_another(component, row.vendor);
  }

  // By the repository that it came from ("Debian: deb.debian.org/debian trixie-updates"), else by its version.
  static std::optional<Suite> suite_for(const model::Component& component, const model::Ecosystem& row,
                                        const Question& question) {
    const auto& origin = component.details->origin;
    const auto place = base::cut(model::place_of_origin(origin), " ");
    if (place && model::publisher_of_origin(origin) == row.name) {
      const auto codename = place->after.substr(0, place->after.find_first_of("-/ "));
      const auto number = base::to_uint(model::number_of_codename(row, codename));
      const bool backport = base::contains(place->after, "-backports");
      if (number && *number < 100)
        return Suite{.release = static_cast<unsigned>(*number), .backport = backport};
    }
    return suite_of(question.version);
  }

  // A package of a later release says so by its version, and is judged by that one. Backports have no advisories; those of
  // the release compare rightly, but do not know what came later.
  static void take_suite(std::string& name, const std::optional<Suite>& suite, Question& question) {
    const auto number = base::to_uint(name);
    if (!number || !suite) return;
    if (suite->backport) {
      question.guess = "backports have no advisories of their own, so those for " + question.label +
                       " were taken: a guess";
    } else if (suite->release > *number) {
      name = std::to_string(suite->release);
      question.label = "Debian " + name;
      question.rule += "; a package of Debian " + name;
    }
  }
};

}  // namespace

std::unique_ptr<Matcher> make_debian() { return std::make_unique<Debian>(); }

}  // namespace pratique::match
