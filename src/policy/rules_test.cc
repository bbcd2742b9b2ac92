// Every built-in policy, a row a case: what is set, what the image is, what comes out.
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "match/fold.h"
#include "model/file_facts.h"
#include "policy/ask_rules.h"
#include "policy/glob.h"
#include "support/advisory_shelf.h"

namespace pratique::policy {
namespace {

using support::hit;
using support::package;

// An image of two packages that are judged in full, built on docker.io/library/debian:12, with all that policies ask for.
struct Image {
  Image() {
    auto& subject = inventory.subject;
    subject.config_digest = "sha256:00";
    subject.created = "2026-08-01T00:00:00Z";
    subject.size = 10'000'000;
    subject.layers = {{.diff_id = "sha256:01"}, {.diff_id = "sha256:02"}};
    subject.bases = {{.name = "docker.io/library/debian:12", .digest = "sha256:ba", .layers = 1}};
    subject.distro = {.id = "debian", .version_id = "12"};
    subject.config.user = "1000";
    inventory.components = {package("pkg:npm/a@1.0.0"), package("pkg:npm/b@1.0.0")};
    for (auto& one : inventory.components) one.licenses = {"MIT"};
    inventory.observations = {model::looked_for_file_facts()};
    beside = true;
  }
  void vulnerable(const char* id, const char* fixed,
                  advisory::Severity severity = advisory::Severity::kCritical) {
    auto one = hit(id, "ghsa", "npm", "a", "semver", "0", fixed);
    one.affected.severity = severity;
    shelf.add(one);
  }
  void judge() {
    if (judged) return;
    shelf.add(hit("X-other", "ghsa", "npm", "other", "semver", "0", "1"));
    judgement = *match::judge(inventory, shelf, {.now = "2026-08-21"});
    judgement.database = "1";
    judgement.enrichments = {{"cisa-kev", 1, "2026-08-07"}};
    judged = true;
  }

  model::Inventory inventory;
  support::Shelf shelf;
  match::Judgement judgement;
  std::vector<AttachedStatement> statements;
  std::optional<BaseToday> base_today;
  std::optional<RunPlan> run;
  std::optional<QualityGate> quality_gate;
  std::optional<match::NewestAnswer> newest;
  bool beside = false, judged = false;
};

std::string told(const PolicyOutcome& outcome) {
  std::string text = to_string(outcome.state);
  for (const auto& one : outcome.violations) text += "; " + one.message;
  if (outcome.state == PolicyState::kNoData) text += ": " + outcome.reason;
  return text;
}

struct Row {
  const char* policy;
  const char* config;
  std::function<void(Image&)> make;
  std::string want;
};

std::string outcome_of(const Row& row) {
  Image image;
  row.make(image);
  image.judge();
  const auto settings = PolicySettings::parse(
      std::string(R"({"policies": [{"name": ")") + row.policy + R"(", "config": )" + row.config + "}]}",
      "p.json");
  if (!settings) return base::to_line(settings.error());
  const PolicySubject subject{.inventory = image.inventory,
                              .judgement = image.judgement,
                              .looked_beside = image.beside,
                              .statements = image.statements,
                              .base_today = image.base_today,
                              .run = image.run,
                              .quality_gate = image.quality_gate,
                              .newest = image.newest};
  const auto rules = all_rules();
  const auto asked = ask_rules(rules, subject, *settings, {row.policy});
  if (!asked) return base::to_line(asked.error());
  return asked->size() == 1 ? told(asked->front().outcome) : "not asked once";
}

constexpr auto kNothing = [](Image&) {};
void no_database(Image& image) {
  image.judge();
  image.judgement.database.clear();
}
void unjudged(Image& image) {
  image.inventory.components.push_back(package("pkg:gem/c@1"));
  image.inventory.components.back().licenses = {"MIT"};
}
void no_config(Image& image) { image.inventory.subject.config_digest.clear(); }
void note(Image& image, const char* code, const char* message) {
  image.inventory.notes.push_back({.code = code, .message = message, .incomplete = false});
}
void seen(Image& image, const model::FileFact& fact) {
  image.inventory.observations.push_back(model::to_observation(fact));
}
void account(Image& image, const model::AccountFact& fact) {
  image.inventory.observations.push_back(model::to_observation(fact));
}
void no_facts(Image& image) { image.inventory.observations.clear(); }
void built(Image& image, const char* instruction, const char* lines = "") {
  image.inventory.subject.history.push_back({.created_by = instruction});
  image.inventory.subject.history.back().lines.text = lines;
}
AttachedStatement statement(const char* type) { return {.predicate_type = type}; }
const std::string kSpdx = "https://spdx.dev/Document", kSlsa = "https://slsa.dev/provenance/v1";

std::vector<Row> rows_on_vulnerabilities() {
  return {
      {"fixable-vulnerabilities", "{}", kNothing, "pass"},
      {"fixable-vulnerabilities", "{}", [](Image& i) { i.vulnerable("CVE-1", "2"); },
       "fail; CRITICAL CVE-1 in a 1.0.0"},
      {"fixable-vulnerabilities", "{}",
       [](Image& i) { i.vulnerable("CVE-1", "2", advisory::Severity::kLow); }, "pass"},
      {"fixable-vulnerabilities", R"({"severities": ["low"]})",
       [](Image& i) { i.vulnerable("CVE-1", "2", advisory::Severity::kLow); }, "fail; LOW CVE-1 in a 1.0.0"},
      {"fixable-vulnerabilities", "{}", [](Image& i) { i.vulnerable("CVE-1", ""); }, "pass"},
      {"fixable-vulnerabilities", R"({"fixable_only": false})", [](Image& i) { i.vulnerable("CVE-1", ""); },
       "fail; CRITICAL CVE-1 in a 1.0.0"},
      {"fixable-vulnerabilities", R"({"package_types": ["deb"]})",
       [](Image& i) { i.vulnerable("CVE-1", "2"); }, "pass"},
      {"fixable-vulnerabilities", "{}", no_database, "no-data: there is no advisory database"},
      {"fixable-vulnerabilities", "{}", [](Image& i) { i.inventory.components.clear(); },
       "no-data: no packages were found"},
      {"fixable-vulnerabilities", "{}", unjudged,
       "no-data: 1 of 3 packages could not be judged in full: no advisory data for RubyGems"},
      {"fixable-vulnerabilities", R"({"package_types": ["npm"]})", unjudged, "pass"},
      {"fixable-vulnerabilities", "{}", [](Image& i) { unjudged(i), i.vulnerable("CVE-1", "2"); },
       "fail; CRITICAL CVE-1 in a 1.0.0"},
      {"fixable-vulnerabilities", "{}",
       [](Image& i) {
         i.vulnerable("CVE-1", "2");
         i.judge();
         for (auto& finding : i.judgement.findings) finding.state = match::FindingState::kNotAffected;
       },
       "pass"},
      {"fixable-vulnerabilities", "{}",
       [](Image& i) {
         i.inventory.notes.push_back({.code = "unread-layer", .message = "a layer", .incomplete = true});
       },
       "no-data: not everything could be read: a layer"},
      {"high-profile-vulnerabilities", "{}", kNothing, "pass"},
      {"high-profile-vulnerabilities", "{}",
       [](Image& i) { i.vulnerable("CVE-2021-44228", "", advisory::Severity::kLow); },
       "fail; LOW CVE-2021-44228 in a 1.0.0"},
      {"high-profile-vulnerabilities", R"({"ignored_cves": ["CVE-2021-44228"]})",
       [](Image& i) { i.vulnerable("CVE-2021-44228", "2"); }, "pass"},
      {"high-profile-vulnerabilities", R"({"cves": ["CVE-7"]})", [](Image& i) { i.vulnerable("CVE-7", "2"); },
       "fail; CRITICAL CVE-7 in a 1.0.0"},
      {"high-profile-vulnerabilities", "{}", [](Image& i) { i.judge(), i.judgement.enrichments.clear(); },
       "no-data: the database has no catalogue of exploited vulnerabilities"},
      {"high-profile-vulnerabilities", R"({"include_cisa_kev": false})",
       [](Image& i) { i.judge(), i.judgement.enrichments.clear(); }, "pass"},
      {"high-profile-vulnerabilities", "{}",
       [](Image& i) {
         i.vulnerable("CVE-9", "2"), i.judge(), i.judgement.findings[0].exploitation.known = true;
       },
       "fail; CRITICAL CVE-9 in a 1.0.0"},
      {"vulnerability-sla", "{}", kNothing, "pass"},
      {"vulnerability-sla", "{}", [](Image& i) { i.vulnerable("CVE-1", "2"); },
       "fail; CRITICAL CVE-1 in a 1.0.0: nobody tells since when it is known"},
      {"malicious-packages", "{}", [](Image& i) { i.vulnerable("CVE-1", "2"); }, "pass"},
      {"malicious-packages", "{}",
       [](Image& i) {
         auto one = hit("MAL-1", "ossf", "npm", "a", "semver", "0", "");
         one.category = "malicious";
         i.shelf.add(one);
       },
       "fail; pkg:npm/a@1.0.0 is malicious: MAL-1"},
      {"malicious-packages", "{}", no_database, "no-data: there is no advisory database"}};
}

std::vector<Row> rows_on_packages() {
  return {{"fixable-vulnerabilities", "{}",
           [](Image& i) {
             i.vulnerable("CVE-1", "2");
             i.inventory.components.push_back(i.inventory.components[0]);
             i.inventory.components.back().evidence = model::Evidence::kDeclared;
           },
           "fail; CRITICAL CVE-1 in a 1.0.0"},
          {"approved-licenses", "{}", kNothing, "pass"},
          {"copyleft-license", "{}", kNothing, "pass"},
          {"copyleft-license", "{}", [](Image& i) { i.inventory.components[0].licenses = {"GPL-3.0-only"}; },
           "fail; a 1.0.0 is under GPL-3.0-only"},
          {"copyleft-license", "{}",
           [](Image& i) { i.inventory.components[0].licenses = {"MIT OR GPL-3.0-only"}; }, "pass"},
          {"copyleft-license", R"({"licenses": ["AGPL-*"]})",
           [](Image& i) { i.inventory.components[0].licenses = {"GPL-3.0-only"}; }, "pass"},
          {"copyleft-license", R"({"ignored_packages": ["pkg:npm/a@*"]})",
           [](Image& i) { i.inventory.components[0].licenses = {"GPL-3.0-only"}; }, "pass"},
          {"copyleft-license", "{}", [](Image& i) { i.inventory.components.clear(); },
           "no-data: no packages were found"},
          {"approved-licenses", "{}", [](Image& i) { i.inventory.components[1].licenses.clear(); },
           "fail; b 1.0.0 is under a licence that nobody knows"},
          {"approved-licenses", R"({"licenses": ["MIT"]})",
           [](Image& i) { i.inventory.components[1].licenses = {"Zlib"}; }, "fail; b 1.0.0 is under Zlib"},
          {"disallowed-packages", R"({"denied_packages": ["pkg:npm/a@*"]})", kNothing,
           "fail; pkg:npm/a@1.0.0 is not allowed"},
          {"disallowed-packages", R"({"allowed_packages": ["pkg:npm/a@*"]})", kNothing,
           "fail; pkg:npm/b@1.0.0 is not among the allowed packages"},
          {"disallowed-packages", "{}", kNothing, "pass"},
          {"outdated-packages", "{}", kNothing, "no-data: there is no advisory database"},
          {"outdated-packages", "{}", [](Image& i) { i.newest = {.asked = 2}; },
           "no-data: advisory data name no version of these packages"},
          {"outdated-packages", "{}", [](Image& i) { i.newest = {.named = 1, .asked = 2}; }, "pass"},
          {"outdated-packages", "{}",
           [](Image& i) { i.newest = {.newer = {{1, "2.0.0", "GHSA-1", "ghsa"}}, .named = 1, .asked = 2}; },
           "fail; b 1.0.0 is behind 2.0.0, which GHSA-1 names"},
          {"outdated-packages", R"({"ignored_packages": ["pkg:npm/b@*"]})",
           [](Image& i) { i.newest = {.newer = {{1, "2.0.0", "GHSA-1", "ghsa"}}, .named = 1, .asked = 2}; },
           "pass"},
          {"no-shell-or-package-manager", "{}", kNothing, "pass"},
          {"no-shell-or-package-manager", "{}",
           [](Image& i) {
             i.inventory.components = {package("pkg:npm/bash@1"), package("pkg:deb/debian/dash@0.5"),
                                       package("pkg:deb/debian/apt@2")};
           },
           "fail; dash 0.5 is a shell; apt 2 is a package manager"},
          {"copyleft-license", R"({"licenses": ["GPLL-9"]})", kNothing, "?"}};
}

std::vector<Row> rows_on_bases() {
  return {
      {"no-stale-base-images", "{}", [](Image& i) { i.inventory.subject.bases.clear(); },
       "no-data: the base image is not known"},
      {"no-stale-base-images", "{}", kNothing,
       "no-data: nobody knows what docker.io/library/debian:12 is today"},
      {"no-stale-base-images", "{}",
       [](Image& i) { i.base_today = {"debian:12", "sha256:ba", "sha256:ba", "base index"}; }, "pass"},
      {"no-stale-base-images", "{}",
       [](Image& i) { i.base_today = {"debian:12", "sha256:ba", "sha256:bb", "base index"}; },
       "fail; the base image debian:12 has moved on since the image was built"},
      {"no-stale-base-images", "{}", [](Image& i) { note(i, "base-moved", "x"); },
       "fail; the base image docker.io/library/debian:12 has moved on since the image was built"},
      {"no-stale-base-images", "{}",
       [](Image& i) { i.inventory.subject.bases = {{.name = std::string(model::kScratch)}}; }, "pass"},
      {"approved-base-images", "{}", kNothing, "pass"},
      {"approved-base-images", R"({"allowed_base_images": ["docker.io/library/*"]})", kNothing, "pass"},
      {"approved-base-images", R"({"allowed_base_images": ["docker.io/library/node:*-slim"]})", kNothing,
       "fail; base image docker.io/library/debian:12: is not among the allowed ones"},
      {"approved-base-images", R"({"denied_base_images": ["*/debian:*"]})", kNothing,
       "fail; base image docker.io/library/debian:12: is forbidden"},
      {"approved-base-images", R"({"allowed_base_images": ["docker.io/*"]})",
       [](Image& i) { i.inventory.subject.bases.clear(); }, "no-data: the base image is not known"},
      {"approved-base-images", "{}", [](Image& i) { i.inventory.subject.bases.clear(); }, "pass"},
      {"approved-base-images", "{}", [](Image& i) { note(i, "end-of-life", "Debian 9 has ended"); },
       "fail; base image docker.io/library/debian:12: Debian 9 has ended"},
      {"approved-base-images", R"({"allowed_distros_only": false})",
       [](Image& i) { note(i, "end-of-life", "Debian 9 has ended"); }, "pass"},
      {"approved-base-images", R"({"allowed_distros": ["alpine", "debian:11"]})", kNothing,
       "fail; base image docker.io/library/debian:12: its distribution is not among the allowed ones"},
      {"approved-base-images", R"({"allowed_distros": ["debian:12"]})", kNothing, "pass"},
      {"supported-releases", "{}", kNothing, "pass"},
      {"supported-releases", "{}",
       [](Image& i) {
         note(i, "runtime-end-of-life", "node 12 has ended"),
             note(i, "runtime-end-of-life", "node 12 has ended");
       },
       "fail; node 12 has ended"},
      {"supported-releases", "{}", no_database, "no-data: there is no database that knows ends of life"},
      {"approved-registries", "{}", kNothing, "pass"},
      {"approved-registries", R"({"allowed_registries": ["registry.example.com"]})", kNothing,
       "fail; docker.io/library/debian:12 is of the registry docker.io, which is not allowed"},
      {"approved-registries", "{}", [](Image& i) { i.inventory.subject.bases.clear(); },
       "no-data: the base image is not known"},
      {"pinned-base-images", "{}", kNothing, "no-data: nothing says how the base image was named"},
      {"pinned-base-images", "{}", [](Image& i) { built(i, "", "FROM debian:12"); },
       "fail; a base image is named without its digest: FROM debian:12"},
      {"pinned-base-images", "{}", [](Image& i) { built(i, "", "FROM debian:12@sha256:00 AS x"); }, "pass"}};
}

std::vector<Row> rows_on_builds() {
  return {
      {"supply-chain-attestations", "{}", kNothing, "fail; sbom: there is none; provenance: there is none"},
      {"supply-chain-attestations", "{}", [](Image& i) { i.beside = false; },
       "no-data: nobody looked beside the image"},
      {"supply-chain-attestations", "{}",
       [](Image& i) { i.statements = {statement(kSpdx.c_str()), statement(kSlsa.c_str())}; }, "pass"},
      {"supply-chain-attestations", "{}",
       [](Image& i) {
         i.statements = {statement(kSpdx.c_str()), statement(kSlsa.c_str())};
         i.inventory.subject.provenance.mode = "min";
       },
       "fail; provenance: it is of BuildKit's mode min"},
      {"supply-chain-attestations", R"({"required_attestations": ["https://example.com/x"]})", kNothing,
       "fail; https://example.com/x: there is none"},
      {"no-embedded-secrets", "{}", kNothing, "pass"},
      {"no-embedded-secrets", "{}", no_facts,
       "no-data: only configuration and history were looked at, not files"},
      {"no-embedded-secrets", "{}",
       [](Image& i) {
         i.inventory.observations.push_back(
             {.kind = model::ObservationKind::kSecret, .rule = "r", .message = "looks like a token"});
       },
       "fail; looks like a token"},
      {"no-embedded-secrets", "{}", [](Image& i) { i.inventory.subject.kind = model::SubjectKind::kSbom; },
       "no-data: a document says nothing of secrets"},
      {"no-add-from-url", "{}", kNothing, "no-data: the image has no history"},
      {"no-add-from-url", "{}", [](Image& i) { built(i, "COPY . /app # buildkit"); }, "pass"},
      {"no-add-from-url", "{}", [](Image& i) { built(i, "RUN curl https://x.example/ADD https://y"); },
       "pass"},
      {"no-add-from-url", "{}", [](Image& i) { built(i, "ADD https://x.example/f /f # buildkit"); },
       "fail; a file is added from an address: ADD https://x.example/f /f # buildkit"},
      {"no-add-from-url", "{}", [](Image& i) { built(i, "ADD --checksum=sha256:00 https://x.example/f /f"); },
       "pass"},
      {"sonarqube-quality-gate", "{}", kNothing, "no-data: nobody was asked"},
      {"sonarqube-quality-gate", "{}", [](Image& i) { i.quality_gate = {.why = "no project is named"}; },
       "no-data: no project is named"},
      {"sonarqube-quality-gate", "{}", [](Image& i) { i.quality_gate = {.status = "OK"}; }, "pass"},
      {"sonarqube-quality-gate", "{}", [](Image& i) { i.quality_gate = {.commit = "abc", .status = "NONE"}; },
       "no-data: no quality gate was computed for abc"},
      {"sonarqube-quality-gate", "{}",
       [](Image& i) {
         i.quality_gate = {.status = "ERROR",
                           .failed = {{"new_coverage", "LT", "80", "12"}, {"bugs", "GT", "0", "3"}}};
       },
       "fail; new_coverage is 12, less than 80; bugs is 3, more than 0"},
      {"no-network-in-build", "{}", kNothing, "no-data: no provenance says whether the build had a network"},
      {"no-network-in-build", "{}", [](Image& i) { i.inventory.subject.provenance.network = "none"; },
       "pass"},
      {"no-network-in-build", "{}", [](Image& i) { i.inventory.subject.provenance.network = "default"; },
       "fail; commands of the build ran with network mode default"}};
}

using model::FileFactKind;
model::FileFact fact(FileFactKind kind, const char* path, std::uint32_t mode, std::uint32_t uid = 0,
                     const char* layer = "sha256:02") {
  return {.kind = kind, .location = {path, layer}, .mode = mode, .uid = uid, .gid = uid};
}
// Of layer 1, which is the base's.
void setuid_of_base(Image& image) { seen(image, fact(FileFactKind::kSetuid, "a", 04755, 0, "sha256:01")); }
void setuid_of_package(Image& image) {
  auto one = fact(FileFactKind::kSetuid, "a", 04755);
  one.package = "pkg:deb/debian/login@1";
  seen(image, one);
}

std::vector<Row> rows_on_files() {
  return {
      {"setuid-files", "{}", kNothing, "pass"},
      {"setuid-files", "{}", no_facts, "no-data: nothing is known of the modes and owners of files"},
      {"setuid-files", "{}",
       [](Image& i) { i.inventory.notes.push_back({.code = "x", .message = "a layer", .incomplete = true}); },
       "no-data: not everything could be read: a layer"},
      {"setuid-files", "{}",
       [](Image& i) {
         seen(i, fact(FileFactKind::kSetuid, "app/up", 04755));
         seen(i, fact(FileFactKind::kSetgid, "app/across", 02755, 7));
         seen(i, fact(FileFactKind::kWorldWritable, "app/x", 0666));
       },
       "fail; app/up runs as user 0 (mode 4755); app/across runs as group 7 (mode 2755)"},
      {"setuid-files", R"({"ignored_paths": ["app/*"]})",
       [](Image& i) { seen(i, fact(FileFactKind::kSetuid, "app/up", 04755)); }, "pass"},
      {"setuid-files", "{}", setuid_of_base, "pass"},
      {"setuid-files", R"({"ignore_base_images": false})", setuid_of_base,
       "fail; a runs as user 0 (mode 4755)"},
      {"setuid-files", "{}", [](Image& i) { setuid_of_base(i), i.inventory.subject.bases.clear(); },
       "fail; a runs as user 0 (mode 4755)"},
      {"setuid-files", "{}", setuid_of_package, "pass"},
      {"setuid-files", R"({"ignore_packages": false})", setuid_of_package,
       "fail; a runs as user 0 (mode 4755)"},
      {"file-capabilities", "{}", kNothing, "pass"},
      {"file-capabilities", "{}", no_facts, "no-data: nothing is known of the modes and owners of files"},
      {"file-capabilities", "{}",
       [](Image& i) {
         auto one = fact(FileFactKind::kCapabilities, "app/ping", 0755);
         one.capabilities = "cap_net_raw=ep";
         seen(i, one);
       },
       "fail; app/ping has cap_net_raw=ep"},
      {"world-writable-files", "{}", kNothing, "pass"},
      {"world-writable-files", "{}", no_facts, "no-data: nothing is known of the modes and owners of files"},
      {"world-writable-files", "{}",
       [](Image& i) {
         auto one = fact(FileFactKind::kWorldWritable, "srv", 0777);
         one.folder = true;
         seen(i, one), seen(i, fact(FileFactKind::kWorldWritable, "x", 0666));
       },
       "fail; srv, a folder, may be written by everybody (mode 0777); x may be written by everybody (mode "
       "0666)"},
      {"no-shell-or-package-manager", "{}", no_facts,
       "no-data: nothing is known of the modes and owners of files"},
      {"no-shell-or-package-manager", "{}",
       [](Image& i) {
         i.inventory.components = {package("pkg:deb/debian/dash@0.5")};
         auto one = fact(FileFactKind::kShell, "usr/bin/dash", 0755);
         one.package = "pkg:deb/debian/dash@0.5";
         seen(i, one);
         seen(i, fact(FileFactKind::kShell, "busybox/busybox", 0755));
         seen(i, fact(FileFactKind::kPackageManager, "sbin/apk", 0755));
       },
       "fail; dash 0.5 is a shell; busybox/busybox is a shell; sbin/apk is a package manager"}};
}

std::vector<Row> rows_on_users() {
  const model::AccountFact app{
      .name = "app", .uid = 1000, .gid = 1000, .home = "/home/app", .shell = "/bin/sh", .has_home = true};
  const auto named = [app](Image& i) { account(i, app), i.inventory.subject.config.user = "app"; };
  const auto writable = [](const char* path, std::uint32_t mode, std::uint32_t uid) {
    return [=](Image& i) {
      i.inventory.subject.config.working_dir = "/app";
      i.inventory.subject.config.entrypoint = {"/bin/serve", "run.js"};
      auto one = fact(FileFactKind::kUserWritable, path, mode, uid);
      one.folder = true;
      seen(i, one);
    };
  };
  return {
      {"application-user", "{}", kNothing, "pass"},
      {"application-user", "{}", no_config, "no-data: there is no configuration of an image"},
      {"application-user", "{}", no_facts, "no-data: nothing is known of the accounts in the image"},
      {"application-user", "{}", [](Image& i) { i.inventory.subject.config.user = ""; },
       "fail; no USER is set, so the application runs as root"},
      {"application-user", "{}", [](Image& i) { i.inventory.subject.config.user = "0:0"; },
       "fail; USER is 0:0, so the application runs as root"},
      {"application-user", "{}",
       [](Image& i) {
         account(i, {.name = "toor", .home = "/", .shell = "/bin/false"});
         i.inventory.subject.config.user = "toor";
       },
       "fail; USER is toor, so the application runs as root"},
      {"application-user", "{}", named,
       "fail; user app has the login shell /bin/sh; user app has the home /home/app"},
      {"application-user", "{}", [app](Image& i) { account(i, app); },
       "fail; user app has the login shell /bin/sh; user app has the home /home/app"},
      {"application-user", R"({"allow_home": true})", named, "fail; user app has the login shell /bin/sh"},
      {"application-user", R"({"allow_login_shell": true})", named, "fail; user app has the home /home/app"},
      {"application-user", "{}",
       [app](Image& i) { account(i, app), i.inventory.subject.config.user = "1001"; }, "pass"},
      {"writable-application-files", "{}", kNothing, "no-data: nothing says where the application lies"},
      {"writable-application-files", "{}", no_config, "no-data: there is no configuration of an image"},
      {"writable-application-files", R"({"paths": ["/srv"]})", kNothing, "pass"},
      {"writable-application-files", R"({"paths": ["/srv"]})", no_facts,
       "no-data: nothing is known of the modes and owners of files"},
      {"writable-application-files", "{}", [](Image& i) { i.inventory.subject.config.user = "root"; },
       "fail; a container runs as root, who may write every file of the application"},
      {"writable-application-files", "{}", writable("app/lib", 0755, 1000),
       "fail; app/lib and what is in it may be written by user 1000 (mode 0755, owner 1000:1000)"},
      {"writable-application-files", "{}", writable("app/lib", 0755, 1001), "pass"},
      {"writable-application-files", "{}", writable("app/lib", 0575, 0),
       "fail; app/lib and what is in it may be written by user 1000 (mode 0575, owner 0:0)"},
      {"writable-application-files", R"({"ignored_paths": ["app/l*"]})", writable("app/lib", 0755, 1000),
       "pass"},
      {"writable-application-files", "{}", writable("application", 0755, 1000), "pass"},
      {"writable-application-files", "{}", writable("usr", 0755, 1000),
       "fail; usr and what is in it may be written by user 1000 (mode 0755, owner 1000:1000)"},
      {"writable-application-files", "{}", writable("home/app", 0755, 1000), "pass"}};
}

// A service "web" with these settings, as Compose has them; a container with this security context and these members.
std::function<void(Image&)> service(const std::string& settings) {
  return [=](Image& image) {
    image.run.emplace().services =
        read_run_file("services:\n  web: {" + settings + "}\n", "c.yaml")->services;
  };
}
std::function<void(Image&)> container(const std::string& context, const std::string& more = "") {
  return [=](Image& image) {
    const auto text =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: web\n" +
        ("    securityContext: {" + context + "}\n") + more;
    image.run.emplace().services = read_run_file(text, "k.yaml")->services;
  };
}
const std::string kNoFile = "no-data: nothing says how the image is run";

std::vector<Row> rows_on_privileges() {
  return {
      {"run-drop-capabilities", "{}", kNothing, kNoFile},
      {"run-drop-capabilities", "{}", service("cap_drop: [all]"), "pass"},
      {"run-drop-capabilities", "{}", service("cap_drop: [CAP_ALL], cap_add: [NET_BIND_SERVICE]"), "pass"},
      {"run-drop-capabilities", "{}", service("cap_add: [sys_admin]"),
       "fail; c.yaml:2: service web does not drop all capabilities; c.yaml:2: service web adds the "
       "capability SYS_ADMIN"},
      {"run-drop-capabilities", R"({"allowed": ["CAP_SYS_ADMIN"]})",
       container("capabilities: {drop: [ALL], add: [SYS_ADMIN]}"), "pass"},
      {"run-drop-capabilities", R"({"allowed": []})",
       container("capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}"),
       "fail; k.yaml:7: Pod p, container web adds the capability NET_BIND_SERVICE"},
      {"run-no-privileged", "{}", kNothing, kNoFile},
      {"run-no-privileged", "{}", service("privileged: false, network_mode: bridge"), "pass"},
      {"run-no-privileged", "{}",
       service("privileged: true, network_mode: host, security_opt: ['seccomp:unconfined']"),
       "fail; c.yaml:2: service web is privileged; c.yaml:2: service web shares the host's network "
       "namespace; c.yaml:2: "
       "service web turns off seccomp"},
      {"run-no-privileged", "{}", container("privileged: true"),
       "fail; k.yaml:7: Pod p, container web is privileged"},
      {"run-no-new-privileges", "{}", kNothing, kNoFile},
      {"run-no-new-privileges", "{}", service("security_opt: ['no-new-privileges=true']"), "pass"},
      {"run-no-new-privileges", "{}", service("security_opt: ['no-new-privileges:false']"),
       "fail; c.yaml:2: service web may gain privileges"},
      {"run-no-new-privileges", "{}", container("allowPrivilegeEscalation: false"), "pass"},
      {"run-no-new-privileges", "{}", container(""),
       "fail; k.yaml:6: Pod p, container web may gain privileges"},
      {"run-non-root", "{}", kNothing, kNoFile},
      {"run-non-root", "{}", service("image: x"), "pass"},
      {"run-non-root", "{}",
       [](Image& i) { service("image: x")(i), i.inventory.subject.config.user.clear(); },
       "fail; c.yaml:2: service web names no user, and the image's is root"},
      {"run-non-root", "{}", [](Image& i) { service("image: x")(i), no_config(i); },
       "fail; c.yaml:2: service web names no user, and nothing is known of the image's"},
      {"run-non-root", "{}", service("user: '0:1000'"), "fail; c.yaml:2: service web runs as root"},
      {"run-non-root", "{}", service("user: root"), "fail; c.yaml:2: service web runs as root"},
      {"run-non-root", "{}", container("runAsUser: 0, runAsNonRoot: true"),
       "fail; k.yaml:7: Pod p, container web runs as root"},
      {"run-non-root", "{}",
       [](Image& i) { container("runAsNonRoot: true")(i), i.inventory.subject.config.user.clear(); },
       "pass"}};
}

std::vector<Row> rows_on_running() {
  return {
      {"run-read-only-root", "{}", kNothing, kNoFile},
      {"run-read-only-root", "{}",
       [](Image& i) { i.run.emplace().others = {{.name = "service db", .image = "postgres"}}; },
       "no-data: no service runs this image: there are service db (postgres)"},
      {"run-read-only-root", "{}", service("read_only: true"), "pass"},
      {"run-read-only-root", "{}", service("read_only: false"),
       "fail; c.yaml:2: service web may write its root filesystem"},
      {"run-read-only-root", "{}", service("extends: {file: common.yaml, service: web}"),
       "no-data: c.yaml:2: extends of service web was not read"},
      {"run-read-only-root", "{}", container("readOnlyRootFilesystem: true"), "pass"},
      {"run-read-only-root", "{}", container(""),
       "fail; k.yaml:6: Pod p, container web may write its root filesystem"},
      {"run-no-host-mounts", "{}", kNothing, kNoFile},
      {"run-no-host-mounts", "{}", service("volumes: ['data:/data', './c:/c:ro']"), "pass"},
      {"run-no-host-mounts", R"({"allow_read_only": false})", service("volumes: ['./c:/c:ro']"),
       "fail; c.yaml:2: service web mounts ./c of the host"},
      {"run-no-host-mounts", R"({"allowed_paths": ["./*"]})", service("volumes: ['./c:/c']"), "pass"},
      {"run-no-host-mounts", "{}",
       service("volumes: ['/run/docker.sock:/s:ro', './d:/d', '/etc/:/e:ro', '/proc/1:/p:ro']"),
       "fail; c.yaml:2: service web mounts /run/docker.sock of the host, the socket of an engine; c.yaml:2: "
       "service web "
       "mounts ./d of the host; c.yaml:2: service web mounts /etc/ of the host, a folder of the system; "
       "c.yaml:2: service "
       "web mounts /proc/1 of the host, a folder of the system"},
      {"run-no-secrets-in-environment", "{}", kNothing, kNoFile},
      {"run-no-secrets-in-environment", "{}", service("environment: {A: b, DB_PASSWORD: $DB_PASSWORD}"),
       "pass"},
      {"run-no-secrets-in-environment", "{}", service("environment: {DB_PASSWORD: hunter2hunter2}"),
       "fail; c.yaml:2: service web has the value of DB_PASSWORD in its environment"},
      {"run-no-secrets-in-environment", "{}", service("env_file: .env"),
       "no-data: c.yaml:2: env_file of service web was not read"},
      {"run-no-secrets-in-environment", "{}",
       container("", "    env: [{name: API_TOKEN, value: 0a1b2c3d4e}]\n"),
       "fail; k.yaml:8: Pod p, container web has the value of API_TOKEN in its environment"},
      {"run-resource-limits", "{}", kNothing, kNoFile},
      {"run-resource-limits", "{}", service("mem_limit: 1g"), "pass"},
      {"run-resource-limits", "{}", service("cpus: 1"), "fail; c.yaml:2: service web has no limit of memory"},
      {"run-resource-limits", R"({"required": ["processes", "memory"]})",
       service("deploy: {resources: {limits: {memory: 1g, pids: 9}}}"), "pass"},
      {"run-resource-limits", R"({"required": ["processors"]})",
       container("", "    resources: {limits: {cpu: 1}}\n"), "pass"}};
}

std::vector<Row> rows_on_images() {
  return {{"required-labels", R"({"labels": ["team", "tier=web*"]})",
           [](Image& i) { i.inventory.subject.labels = {{"tier", "database"}}; },
           "fail; label team is missing; label tier is \"database\", not web*"},
          {"required-labels", R"({"labels": ["tier=web*"]})",
           [](Image& i) { i.inventory.subject.labels = {{"tier", "web-2"}}; }, "pass"},
          {"required-labels", "{}", no_config, "no-data: there is no configuration of an image"},
          {"numeric-user", "{}", kNothing, "pass"},
          {"numeric-user", "{}", [](Image& i) { i.inventory.subject.config.user = "app:10"; },
           "fail; USER is the name app, not a number"},
          {"numeric-user", "{}", [](Image& i) { i.inventory.subject.config.user.clear(); },
           "fail; no USER is set"},
          {"healthcheck", "{}", kNothing, "fail; there is no HEALTHCHECK"},
          {"healthcheck", "{}", [](Image& i) { i.inventory.subject.config.healthcheck.test = {"NONE"}; },
           "fail; HEALTHCHECK is NONE"},
          {"healthcheck", "{}", [](Image& i) { i.inventory.subject.config.healthcheck.test = {"CMD", "x"}; },
           "pass"},
          {"image-age", "{}", kNothing, "pass"},
          {"image-age", R"({"max_days": 19})", kNothing, "fail; built 20 days ago, 19 are allowed"},
          {"image-age", "{}", [](Image& i) { i.inventory.subject.created = "1970-01-01T00:00:00Z"; },
           "no-data: nothing says when the image was built"},
          {"image-size", R"({"max_megabytes": 9})", kNothing, "fail; 10 MB are stored, 9 are allowed"},
          {"image-size", R"({"max_megabytes": 10})", kNothing, "pass"},
          {"image-size", "{}", [](Image& i) { i.inventory.subject.size = 0; },
           "no-data: the size of the image is not known"},
          {"layer-count", R"({"max_layers": 1})", kNothing, "fail; 2 layers, 1 are allowed"},
          {"layer-count", "{}", [](Image& i) { i.inventory.subject.layers.clear(); },
           "no-data: the layers are not known"}};
}

const std::vector<Row>& rows() {
  static const auto kRows = [] {
    std::vector<Row> all;
    for (const auto& part :
         {rows_on_vulnerabilities(), rows_on_packages(), rows_on_bases(), rows_on_builds(), rows_on_files(),
          rows_on_users(), rows_on_privileges(), rows_on_running(), rows_on_images()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kRows;
}

TEST(Rules, EachRowComesOutAsItSays) {
  for (std::size_t i = 0; i < rows().size(); ++i) {
    const auto& row = rows()[i];
    if (row.want == "?") {
      EXPECT_EQ(outcome_of(row).find("pass"), std::string::npos) << row.policy;
    } else {
      EXPECT_EQ(outcome_of(row), row.want) << i << " " << row.policy << " " << row.config;
    }
  }
}

TEST(Rules, EachHasARowThatPassesOneThatDoesNotOrHasNoData) {
  std::map<std::string, std::set<std::string>> states;
  for (const auto& row : rows()) states[row.policy].insert(row.want.substr(0, 4));
  for (const auto& rule : all_rules()) {
    const auto name = rule->about().name;
    if (name == "default-non-root-user") continue;  // ask_rules_test.cc
    EXPECT_GE(states[name].size(), 2u) << name;
  }
}

TEST(Glob, StarsStandForAnySigns) {
  for (const auto& [pattern, text] :
       std::vector<std::pair<const char*, const char*>>{{"*", ""},
                                                        {"a*", "a"},
                                                        {"*/node:*-slim", "docker.io/library/node:20-slim"},
                                                        {"a*b*c", "aXbYbZc"},
                                                        {"**", "x"},
                                                        {"", ""}})
    EXPECT_TRUE(matches_glob(pattern, text)) << pattern << " " << text;
  for (const auto& [pattern, text] : std::vector<std::pair<const char*, const char*>>{
           {"", "a"}, {"a", ""}, {"a*b", "a"}, {"*slim", "slimmer"}, {"A", "a"}})
    EXPECT_FALSE(matches_glob(pattern, text)) << pattern << " " << text;
  EXPECT_FALSE(matches_glob(std::string(2000, '*') + "b", std::string(20000, 'a')));
}

}  // namespace
}  // namespace pratique::policy
