#include "support/report_sample.h"

namespace pratique::report {

using advisory::Severity;

static constexpr const char* kLow = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
static constexpr const char* kHigh =
    "sha256:2222222222222222222222222222222222222222222222222222222222222222";

static model::Component component(std::string_view purl, const char* path, const char* layer) {
  return {.purl = *model::parse_purl(purl), .locations = {{path, layer}}};
}

static match::Finding openssl_finding(std::size_t component) {
  static constexpr std::string_view kAliases[] = {"DSA-5417-1"}, kWeaknesses[] = {"CWE-295"};
  static constexpr advisory::RangeView kRange{.introduced = "0", .fixed = "3.0.9-1"};
  static constexpr match::Statement kStatements[] = {{.advisory = "DSA-5417-1",
                                                      .source = "debian",
                                                      .ecosystem = "Debian:12",
                                                      .range = &kRange,
                                                      .fixed = "3.0.9-1",
                                                      .rule = "distro-source: openssl 3.0.8-1 (deb)"}};
  return {.id = "CVE-2023-0464",
          .aliases = kAliases,
          .severity = Severity::kHigh,
          .rating = {"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5, Severity::kHigh},
          .component = component,
          .fixed = "3.0.9-1",
          .range = "<3.0.9-1",
          .source = "debian",
          .rule = "distro-source: openssl 3.0.8-1 (deb)",
          .statements = kStatements,
          .summary = "Excessive resource usage verifying X.509 policy constraints",
          .cwes = kWeaknesses,
          .exploitation = {},
          .ssvc = {},
          .epss = {}};
}

// The texts are literals; the statement lies in `arena`.
static match::Finding language_finding(std::size_t component, std::string_view id, Severity severity,
                                       std::string_view ecosystem, base::Arena& arena) {
  static constexpr advisory::RangeView kRange{.introduced = "2.0", .last_affected = "2.14.1"};
  match::Finding finding{.id = id, .severity = severity, .component = component, .range = ">=2.0,<=2.14.1"};
  finding.source = "osv";
  finding.rule = arena.copy("exact-name: " + std::string(ecosystem));
  const match::Statement statement{
      .advisory = id, .source = "osv", .ecosystem = ecosystem, .range = &kRange, .rule = finding.rule};
  finding.statements = arena.copy(std::span(&statement, 1));
  return finding;
}

Sample mixed_sample() {
  Sample sample;
  auto& inventory = sample.inventory;
  inventory.subject = {
      .kind = model::SubjectKind::kImage,
      .name = "bench/mixed:1",
      .digest = "sha256:9e1db58ac3ae9e1db58ac3ae9e1db58ac3ae9e1db58ac3ae9e1db58ac3ae9e1d",
      .platform = {"linux", "arm64", "v8"},
      .layers = {{.diff_id = kLow}, {.diff_id = kHigh}},
      .size = 3'141'592,
      .distro = {.id = "debian", .version_id = "12", .name = "Debian GNU/Linux 12 (bookworm)"}};
  auto& all = inventory.components;
  for (const auto* name : {"libssl3", "openssl"}) {
    all.push_back(component("pkg:deb/debian/" + std::string(name) + "@3.0.8-1?arch=arm64&distro=debian-12",
                            "var/lib/dpkg/status", kLow));
    all.back().source_name = "openssl";
  }
  all.push_back(component("pkg:hex/phoenix@1.7.0", "app/mix.lock", kHigh));
  all.push_back(component("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
                          "app/a.jar!lib/log4j-core.jar", kHigh));
  all.push_back(component("pkg:npm/%40scope/left@1.0.0", "app/package-lock.json", kHigh));
  all.back().evidence = model::Evidence::kDeclared;
  inventory.notes = {{"unreadable", "bad magic number", "usr/bin/odd\x1b[31m", kHigh, true},
                     {"database-removed", "a later layer deletes the package database", "", "", false}};

  auto& judgement = sample.judgement;
  judgement.findings = {openssl_finding(0), openssl_finding(1)};
  auto log4j = language_finding(3, "CVE-2021-44228", Severity::kCritical, "Maven", *judgement.arena);
  log4j.exploitation = {.known = true, .ransomware = true, .added = 20211210, .due = 20211224};
  log4j.ssvc = {.exploitation = advisory::Activity::kActive,
                .automatable = advisory::Automatable::kYes,
                .impact = advisory::Impact::kTotal};
  log4j.epss = {.score = 94358, .percentile = 99967, .day = 20260821};
  log4j.rating = {"NVD", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10.0, Severity::kCritical};
  judgement.findings.push_back(log4j);
  judgement.findings.push_back(
      language_finding(4, "GHSA-xxxx-yyyy-zzzz", Severity::kUnspecified, "npm", *judgement.arena));
  judgement.notes = {{"no-advisory-data", "no advisory data for hex: 1 package not judged", "", "", true}};
  judgement.notes.push_back(
      {"fixes-only",
       "the advisory data for Debian 12 lists vulnerabilities only once they are fixed: "
       "2 packages judged by partial data",
       "", "", true});
  judgement.gaps = {
      {"no-advisory-data", "no advisory data for hex", "hex", match::Standing::kUnjudged, 1},
      {"fixes-only", "the advisory data for Debian 12 lists vulnerabilities only once they are fixed",
       "Debian:12", match::Standing::kPartial, 2}};
  judgement.standings.assign(all.size(), {});
  judgement.standings[0] = judgement.standings[1] = {match::Standing::kPartial, {1}};
  judgement.standings[2] = {match::Standing::kUnjudged, {0}};
  using advisory::Extent;
  judgement.coverage = {
      {"Debian:12", "debian", "2023-04-01", 512, 300, 0, Extent::kFixesOnly, Extent::kFixesOnly},
      {"npm", "osv", "2024-10-02T10:00:00Z", 12, 9, 2, Extent::kUndeclared, Extent::kSample}};
  judgement.day = "2023-04-01";
  judgement.database = "0f0f";
  return sample;
}

Sample blind_sample() {
  Sample sample;
  sample.inventory.subject = {.kind = model::SubjectKind::kFilesystem,
                              .name = "root fs/alpine'3.14",
                              .distro = {.id = "alpine", .version_id = "3.14.10"}};
  sample.inventory.components = {component("pkg:apk/alpine/musl@1.2.2-r3", "lib/apk/db/installed", ""),
                                 component("pkg:apk/alpine/zlib@1.2.11-r3", "lib/apk/db/installed", "")};
  sample.judgement.notes = {
      {"no-advisory-data", "no advisory data for Alpine 3.14: 2 packages not judged", "", "", true}};
  sample.judgement.gaps = {{"no-advisory-data", "no advisory data for Alpine 3.14", "Alpine:v3.14",
                            match::Standing::kUnjudged, 2}};
  sample.judgement.standings.assign(2, {match::Standing::kUnjudged, {0}});
  return sample;
}

}  // namespace pratique::report
