#include "advisory/osv_publishers.h"

#include <algorithm>
#include <array>

#include "advisory/ecosystem.h"
#include "advisory/osv.h"
#include "advisory/ubuntu_channels.h"
#include "base/text.h"
#include "codec/json.h"
#include "codec/yaml.h"
#include "model/ecosystem.h"

namespace pratique::advisory {

namespace {

// Packages that one source is built into; the largest have some hundred.
constexpr std::size_t kMaxBuilds = 4'000;

struct EventRow {
  std::string_view word;
  Status status;
  Reason reason;
};
// Event types of Chainguard's advisories (chainguard.dev, "advisory schema"), and VEX' words for them. Another word is
// affected, for nobody says that it is not.
constexpr std::array<EventRow, 9> kEvents{{
    {"fixed", Status::kFixed, Reason::kNone},
    {"not-affected", Status::kNotAffected, Reason::kNone},
    {"false-positive-determination", Status::kNotAffected, Reason::kNone},
    {"under-investigation", Status::kUnderInvestigation, Reason::kNone},
    {"detection", Status::kUnderInvestigation, Reason::kNone},
    {"fix-not-planned", Status::kAffected, Reason::kWillNotFix},
    {"analysis-not-planned", Status::kAffected, Reason::kIgnored},
    {"pending-upstream-fix", Status::kAffected, Reason::kDeferred},
    {"true-positive-determination", Status::kAffected, Reason::kNone},
}};

// "?arch=x86_64&distro=esm-infra%2Fxenial" → "x86_64" of "arch".
std::string qualifier_of(std::string_view purl, std::string_view key) {
  const auto halves = base::cut(purl, "?");
  if (!halves) return {};
  for (const auto pair : base::split(halves->after.substr(0, halves->after.find('#')), '&')) {
    const auto parts = base::cut(pair, "=");
    if (parts && parts->before == key)
      return base::replace_all(base::replace_all(parts->after, "%2F", "/"), "%2f", "/");
  }
  return {};
}

// "CVE-2021-3782" of "UBUNTU-CVE-2021-3782", "DEBIAN-CVE-2021-3782"; another id as it is.
std::string cve_within(std::string_view id) {
  const auto at = id.find("-CVE-");
  return std::string(at == std::string_view::npos ? id : id.substr(at + 1));
}

bool is_apk(std::string_view ecosystem) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(ecosystem));
  return row != nullptr && row->type == "apk";
}

// What stands behind "Red Hat:" is the end of the product's CPE, without saying whether it is a system.
void add_red_hat_product(std::string_view ecosystem, Affected& affected) {
  const auto product = base::cut(ecosystem, ":");
  if (product && base::contains(product->after, ":"))
    affected.cpes = {"cpe:/:redhat:" + std::string(product->after)};
}

void not_affected(Affected& affected) {
  affected.status = Status::kNotAffected;
  affected.ranges = {{.introduced = "0", .fixed = "0"}};
}

// Canonical's notices about live patches (LSN) name the kernel as it is installed and the version of it that has the fix, but
// what they announce is a module that its service loads into a running one. Nothing of that is in a package.
void set_livepatch(std::string_view version, Affected& affected) {
  affected.ecosystem = livepatch_ecosystem(affected.ecosystem);
  affected.channel = "livepatch";
  affected.repository = "Canonical Livepatch";
  if (!version.empty() && version.size() < 20) affected.repository += ", module " + std::string(version);
}

template <class Node>
void read_components(Node list, Affected& affected) {
  std::size_t all = 0, fine = 0, open = 0, unsure = 0;
  list.each([&](Node component) {
    const auto latest = component["latest_event_status"].text();
    auto word =
        base::replace_all(base::to_lower(latest.empty() ? component["status"].text() : latest), "_", "-");
    std::replace(word.begin(), word.end(), ' ', '-');
    if (word.empty()) return;
    const auto row =
        std::find_if(kEvents.begin(), kEvents.end(), [&](const EventRow& r) { return r.word == word; });
    const auto status = row == kEvents.end() ? Status::kAffected : row->status;
    ++all;
    if (status == Status::kNotAffected) ++fine;
    if (status == Status::kUnderInvestigation) ++unsure;
    if (status != Status::kAffected) return;
    if (open++ > 0) return;
    affected.reason = row == kEvents.end() ? Reason::kNone : row->reason;
    affected.reason_text = word;
  });
  if (all == 0) return;
  if (fine == all) return not_affected(affected);
  if (open + unsure == 0) return;
  affected.ranges = {{.introduced = "0"}};
  if (open == 0) affected.status = Status::kUnderInvestigation;
}

}  // namespace

template <class Node>
void read_publisher(Node entry, Affected& affected) {
  const auto purl = entry["package"]["purl"].text();
  if (is_apk(affected.ecosystem)) {
    auto architecture = qualifier_of(purl, "arch");
    if (!architecture.empty()) affected.architectures = {std::move(architecture)};
    const bool never =
        affected.versions.empty() && affected.ranges.size() == 1 && affected.ranges[0].fixed == "0";
    if (never) not_affected(affected);
    read_components(entry["ecosystem_specific"]["components"], affected);
  } else if (const auto specific = entry["ecosystem_specific"];
             affected.ecosystem.starts_with("Ubuntu:") &&
             base::contains(specific["availability"].text(), "Livepatch")) {
    set_livepatch(specific["module_version"].text(), affected);
  } else if (affected.ecosystem.starts_with("Ubuntu:Pro:")) {
    auto channel = ubuntu_lineage(qualifier_of(purl, "distro")).channel;
    if (!channel.empty()) affected.channel = std::move(channel);
    if (affected.channel.empty()) affected.channel = "pro";
  }
}

// Red Hat's records name packages as they are built, those of the others with such a unit their sources; SUSE's tell
// what was built of them as well ("binaries": [{"libxml2-2": "2.9.4-46.32.1", …}]).
template <class Node>
void add_packages(Node entry, Affected affected, std::vector<Affected>& list) {
  const auto* row = model::ecosystem_of_osv(ecosystem_family(affected.ecosystem));
  const bool either = row != nullptr && row->unit == model::Unit::kEither;
  const auto product = entry["package"]["ecosystem"].text();
  if (either && row->releases == model::Releases::kRedHat) {
    add_red_hat_product(product, affected);
  } else if (either) {
    affected.architectures = {"src"};
    if (affected.repository.empty()) affected.repository = ecosystem_product(product);
  }
  const auto one_fix = affected.ranges.size() == 1 && !affected.ranges.front().fixed.empty();
  std::vector<Affected> builds;
  entry["ecosystem_specific"]["binaries"].each([&](Node group) {
    group.each_member([&](std::string_view name, Node version) {
      const auto text = version.text();
      if (!either || !one_fix || text.empty() || builds.size() >= kMaxBuilds || !is_id(name)) return;
      builds.push_back(affected);
      builds.back().name = name;
      builds.back().architectures.clear();
      builds.back().ranges.front().fixed = text;
    });
  });
  if (builds.empty()) builds.push_back(std::move(affected));
  std::move(builds.begin(), builds.end(), std::back_inserter(list));
}

void finish_publisher(Advisory& advisory) {
  join_ubuntu_channels(advisory.affected);
  for (auto& id : advisory.upstream) id = cve_within(id);
  if (advisory.upstream.empty() && advisory.aliases.empty() && cve_within(advisory.id) != advisory.id)
    advisory.upstream.push_back(cve_within(advisory.id));
  const auto of_docker = [](const Affected& affected) {
    const auto family = ecosystem_family(affected.ecosystem);
    return family == "DHI" || family == "Docker Hardened Images";
  };
  if (!advisory.affected.empty() &&
      std::all_of(advisory.affected.begin(), advisory.affected.end(), of_docker))
    advisory.source = "docker-hardened-images";
}

template void add_packages(codec::Json entry, Affected affected, std::vector<Affected>& list);
template void add_packages(codec::Yaml entry, Affected affected, std::vector<Affected>& list);
template void read_publisher(codec::Json entry, Affected& affected);
template void read_publisher(codec::Yaml entry, Affected& affected);

}  // namespace pratique::advisory
