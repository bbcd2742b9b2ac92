// Inventories for tests: one like a small image's, and random ones whose every text is odd.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "model/inventory.h"

namespace pratique::sbom::testing {

inline std::string digest_of(char digit) { return "sha256:" + std::string(64, digit); }

inline model::Inventory small_image() {
  model::Inventory inventory;
  auto& subject = inventory.subject;
  subject.name = "example/shop:1.4";
  subject.digest = digest_of('a');
  subject.config_digest = digest_of('b');
  subject.platform = {.os = "linux", .architecture = "arm64", .variant = "v8"};
  subject.created = "2024-05-01T12:00:00.25+02:00";
  subject.labels = {{"org.opencontainers.image.source", "https://git.example/shop"}, {"empty", ""}};
  subject.layers = {{.diff_id = digest_of('1'),
                     .digest = digest_of('2'),
                     .media_type = "application/vnd.oci.image.layer.v1.tar+gzip",
                     .size = 4242,
                     .created_by = "ADD rootfs.tar / # \"base\""}};
  subject.size = 5000;
  subject.distro = {
      .id = "debian", .version_id = "12", .name = "Debian GNU/Linux 12 (bookworm)", .codename = "bookworm"};

  model::Component libssl;
  libssl.purl = model::make_purl("deb", "debian", "libssl3", "3.0.15-1~deb12u1",
                                 {{"arch", "arm64"}, {"distro", "debian-12"}});
  libssl.locations = {{"var/lib/dpkg/status", digest_of('1')}};
  libssl.licenses = {"Apache-2.0"};
  libssl.source_name = "openssl";
  libssl.supplier = "Debian OpenSSL Team <pkg-openssl-devel@example.org>";
  libssl.homepage = "https://www.openssl.org/";

  libssl.details.edit().found_licenses = {{"Apache-2.0", "usr/share/doc/libssl3/copyright", 98}};

  model::Component babel;
  babel.purl = model::make_purl("npm", "@babel", "core", "7.24.0");
  babel.evidence = model::Evidence::kVendored;
  babel.locations = {{"app/node_modules/@babel/core/package.json", digest_of('1')}};
  babel.licenses = {"MIT OR Apache-2.0"};
  babel.owner = "pkg:deb/debian/shop@1";
  babel.scope = model::Scope::kDev;
  babel.properties = {{"pratique:npm:dev", "true"}};

  model::Component bash;
  bash.purl = model::make_purl("deb", "debian", "bash", "5.2.15-2+b2", {{"arch", "arm64"}});
  bash.evidence = model::Evidence::kDeclared;
  bash.licenses = {"GPLv3+", "LGPL-2.1-only", "MIT OR BSD-3-Clause"};
  inventory.components = {bash, libssl, babel};
  inventory.notes = {{.code = "limit",
                      .message = "archive deeper than 4",
                      .file = "app/a.jar",
                      .layer = digest_of('1'),
                      .incomplete = true}};
  model::normalise(inventory);
  return inventory;
}

// Texts that break what is written carelessly. All UTF-8.
inline std::string odd_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"",
                                                   "a",
                                                   "NOASSERTION",
                                                   "\"",
                                                   "\\",
                                                   "\n",
                                                   "\t",
                                                   std::string(1, '\0'),
                                                   "\x1b[31m",
                                                   "\x7f",
                                                   "é",
                                                   "日本",
                                                   "😀",
                                                   "\u2028",
                                                   "</script>",
                                                   "pratique:",
                                                   "pratique:owner",
                                                   "%41",
                                                   "%",
                                                   "@",
                                                   "/",
                                                   "//",
                                                   "?",
                                                   "#",
                                                   "&a=b",
                                                   " ",
                                                   "MIT",
                                                   "(MIT",
                                                   "GPL-2.0-only OR MIT",
                                                   "LicenseRef-x",
                                                   "https://example.org/",
                                                   "{\"a\":1}",
                                                   "null",
                                                   "1e999",
                                                   "../..",
                                                   "|2",
                                                   ":",
                                                   "\u202e",
                                                   "ÿ",
                                                   "A B"};
  std::string text;
  for (auto count = random() % 4; count > 0; --count) text += kPieces[random() % kPieces.size()];
  return text;
}

inline std::map<std::string, std::string> odd_map(std::mt19937& random, const std::string& prefix) {
  std::map<std::string, std::string> map;
  for (auto count = random() % 4; count > 0; --count) map[prefix + odd_text(random)] = odd_text(random);
  return map;
}

inline void odd_details(std::mt19937& random, model::Details& details) {
  for (auto* text : {&details.license, &details.origin, &details.module, &details.root, &details.listed_by,
                     &details.functions, &details.built_for, &details.asked_in})
    *text = odd_text(random);
  for (auto count = random() % 3; count > 0; --count)
    details.found_licenses.push_back(
        {odd_text(random), odd_text(random), static_cast<std::uint8_t>(random() % 101)});
  if (random() % 3 == 0) details.cpes.push_back("cpe:2.3:a:acme:shop:1.0:*:*:*:*:*:*:*");
  if (random() % 4 == 0) details.cpes.push_back("cpe:/a:acme:shop:1.0");
  for (auto count = random() % 3; count > 0; --count) details.cpes.push_back(odd_text(random));
  if (random() % 2 == 0)
    details.hashes = {{model::HashAlgorithm::kSha1, std::string(40, 'a')},
                      {model::HashAlgorithm::kSha512, std::string(128, '0')}};
  for (auto count = random() % 3; count > 1; --count)
    details.hashes.push_back({static_cast<model::HashAlgorithm>(random() % 5), odd_text(random)});
}

inline model::Component odd_component(std::mt19937& random) {
  static const std::vector<std::string> kTypes = {"deb",   "npm", "golang",  "maven", "git",
                                                  "swift", "pub", "generic", "",      "odd type"};
  model::Component component;
  component.purl = model::make_purl(kTypes[random() % kTypes.size()], odd_text(random), odd_text(random),
                                    odd_text(random), odd_map(random, random() % 2 == 0 ? "k" : ""));
  if (random() % 3 == 0) component.purl.subpath = odd_text(random);
  component.evidence = static_cast<model::Evidence>(random() % 3);
  for (auto count = random() % 3; count > 0; --count)
    component.locations.push_back({odd_text(random), odd_text(random)});
  for (auto count = random() % 4; count > 0; --count) component.licenses.push_back(odd_text(random));
  component.source_name = odd_text(random);
  component.source_version = odd_text(random);
  component.owner = odd_text(random);
  component.supplier = odd_text(random);
  component.homepage = random() % 4 == 0 ? "https://example.org/" : odd_text(random);
  if (random() % 4 == 0) component.supplier = "Ada Lovelace <ada@example.org>";
  component.description = odd_text(random);
  component.properties = odd_map(random, random() % 4 == 0 ? "" : "pratique:");
  if (random() % 8 == 0) component.properties["pratique:database"] = odd_text(random);
  component.scope = static_cast<model::Scope>(random() % 5);
  component.state = static_cast<model::State>(random() % 7);
  component.reason = static_cast<model::InstallReason>(random() % 3);
  component.confidence = static_cast<std::uint8_t>(random() % 101);
  component.is_main = random() % 2 == 0;
  component.database_removed = random() % 2 == 0;
  if (random() % 3 != 0) odd_details(random, component.details.edit());
  component.details.settle();
  return component;
}

inline std::vector<std::string> odd_texts(std::mt19937& random) {
  std::vector<std::string> texts(random() % 3);
  for (auto& text : texts) text = odd_text(random);
  return texts;
}

// One of the words that the schema of the native form has, or none.
inline std::string some_word(std::mt19937& random, std::initializer_list<const char*> words) {
  const auto number = random() % (words.size() + 1);
  return number == words.size() ? "" : *(words.begin() + number);
}

inline model::Provenance odd_provenance(std::mt19937& random) {
  const auto text = [&] { return odd_text(random); };
  const auto told = [&] { return static_cast<model::Told>(random() % 3); };
  model::Provenance provenance{.source = text(), .revision = text(), .dockerfile = text(), .builder = text()};
  provenance.started = text(), provenance.target = text();
  provenance.network = some_word(random, {"none", "default", "host", "mixed"});
  provenance.mode = some_word(random, {"min", "max"});
  provenance.arguments = odd_map(random, "");
  for (auto count = random() % 3; count > 0; --count)
    provenance.materials.push_back({random() % 2 == 0 ? "image" : "other", text(), text(), text(),
                                    some_word(random, {"base", "stage", "frontend"})});
  provenance.complete_materials = told(), provenance.hermetic = told(), provenance.reproducible = told();
  provenance.known_by = some_word(random, {"attestation", "file", "label"}), provenance.digest = text();
  provenance.verification = some_word(random, {"unverified"});
  return provenance;
}

inline void odd_facts(std::mt19937& random, model::Subject& subject) {
  const auto text = [&] { return odd_text(random); };
  subject.annotations = odd_map(random, "");
  if (random() % 3 != 0) {
    subject.config = {.user = text(),
                      .working_dir = text(),
                      .env = odd_texts(random),
                      .entrypoint = odd_texts(random),
                      .cmd = odd_texts(random),
                      .shell = odd_texts(random),
                      .ports = odd_texts(random),
                      .volumes = odd_texts(random),
                      .stop_signal = text(),
                      .healthcheck = {odd_texts(random), random(), random() % 2, random(), random() % 9}};
  }
  for (auto count = random() % 3; count > 0; --count) {
    subject.history.push_back(
        {text(), text(), text(), text(), static_cast<std::int64_t>(random() % 4) + model::kNoLayer});
    if (random() % 2 == 0)
      subject.history.back().lines = {
          text(), static_cast<std::uint32_t>(1 + random() % 9), 10, text(), text(), random() % 2 == 0};
  }
  for (auto count = random() % 3; count > 0; --count)
    subject.bases.push_back({text(), text(), random() % 3,
                             some_word(random, {"provenance", "label", "index", "dockerfile"}),
                             odd_texts(random)});
  if (random() % 3 != 0) subject.provenance = odd_provenance(random);
  for (auto count = random() % 3; count > 0; --count) subject.attestations.push_back({text()});
  if (random() % 2 == 0) subject.attested_sbom = {text(), text(), text(), "referrer", text(), "unverified"};
}

inline model::Inventory odd_inventory(unsigned seed) {
  std::mt19937 random(seed);
  const auto text = [&] { return odd_text(random); };
  model::Inventory inventory;
  auto& subject = inventory.subject;
  subject.kind = static_cast<model::SubjectKind>(random() % 4);
  subject.name = text();
  subject.digest = random() % 2 == 0 ? digest_of('f') : text();
  subject.config_digest = text();
  subject.platform = {.os = text(), .architecture = text(), .variant = text()};
  subject.created = random() % 2 == 0 ? "1999-12-31T23:59:60Z" : text();
  subject.labels = odd_map(random, "");
  for (auto count = random() % 3; count > 0; --count) {
    subject.layers.push_back(
        {.diff_id = text(), .digest = text(), .media_type = text(), .size = random(), .created_by = text()});
    if (random() % 2 == 0) subject.layers.back().lines = {.file = text(), .first = 3, .last = 4};
  }
  subject.size = random() % 2 == 0 ? 0 : (1ull << 62) + random();
  subject.distro = {
      .id = text(), .version_id = text(), .name = text(), .codename = text(), .id_like = {}, .cpe = text()};
  for (auto count = random() % 3; count > 0; --count) subject.distro.id_like.push_back(text());
  for (auto count = random() % 6; count > 0; --count) inventory.components.push_back(odd_component(random));
  if (!inventory.components.empty()) inventory.components.push_back(inventory.components.front());
  odd_facts(random, subject);
  for (auto count = random() % 8; count > 0 && inventory.components.size() > 1; --count) {
    const auto some = [&] { return static_cast<std::uint32_t>(random() % inventory.components.size()); };
    model::Edge edge{some(), some(), static_cast<model::EdgeKind>(random() % 4)};
    if (edge.kind == model::EdgeKind::kDependsOn) edge.scope = static_cast<model::Scope>(random() % 5);
    inventory.edges.push_back(edge);
  }
  std::sort(inventory.edges.begin(), inventory.edges.end());
  const auto same = [](const model::Edge& a, const model::Edge& b) {
    return a.from == b.from && a.to == b.to && a.kind == b.kind;
  };
  inventory.edges.erase(std::unique(inventory.edges.begin(), inventory.edges.end(), same),
                        inventory.edges.end());
  for (auto count = random() % 3; count > 0; --count) {
    inventory.observations.push_back({.kind = static_cast<model::ObservationKind>(random() % 3),
                                      .rule = text(),
                                      .message = text(),
                                      .location = {text(), text()},
                                      .line = random() % 2});
  }
  for (auto count = random() % 3; count > 0; --count) {
    inventory.notes.push_back({.code = text(),
                               .message = text(),
                               .file = text(),
                               .layer = text(),
                               .incomplete = random() % 2 == 0});
  }
  subject.obtained_from = text();
  return inventory;
}

}  // namespace pratique::sbom::testing
