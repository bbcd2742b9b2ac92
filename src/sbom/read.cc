#include "sbom/read.h"

#include <optional>

#include "base/text.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "sbom/json_lines.h"
#include "sbom/syntax.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// GitHub's list holds attestations, each a bundle, that an envelope, that a statement, that a predicate, and cosign
// once wrapped the predicate's text again.
constexpr int kMaxWrappers = 8;

Result<model::Inventory> read_root(Json root, int wrappers, base::Meter& meter);

// The text of an envelope is parsed by itself: its document lives no longer than the reading, and the
// inventory holds copies.
Result<model::Inventory> read_text(std::string_view text, int wrappers, base::Meter& meter) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxSbomBytes, kMaxSbomMemory));
  return read_root(document.root(), wrappers, meter);
}

// in-toto attestation framework, statement v0.1 and v1. The digest that the statement is about names the
// image where the document itself does not.
Result<model::Inventory> read_statement(Json statement, int wrappers, base::Meter& meter) {
  const auto predicate = statement["predicate"];
  // cosign before 1.0 put the document into "Data", as text.
  const auto data = predicate["Data"];
  auto inventory = data.is_string() ? read_text(data.text(), wrappers, meter)
                                    : read_root(data ? data : predicate, wrappers, meter);
  if (!inventory) return inventory;
  const auto subject = statement["subject"].at(0);
  const auto digest = "sha256:" + subject["digest"]["sha256"].text_or("");
  if (inventory->subject.digest.empty() && crypto::is_sha256(digest)) inventory->subject.digest = digest;
  if (inventory->subject.name.empty()) inventory->subject.name = subject["name"].text();
  return inventory;
}

// JSON that people have at hand and take for an inventory.
struct OtherJson {
  std::string_view member;
  std::string_view what, remedy;
};
constexpr OtherJson kOtherJson[] = {
    {"@graph", "SPDX 3 documents are not read", "Write the document as SPDX 2.3 JSON"},
    {"matches", "a report of Grype, no SBOM", "Give the SBOM that it was made of, or the image"},
    {"Results", "a report of Trivy, no SBOM", "Write it with --format cyclonedx, or give the image"},
    {"runs", "a SARIF report, no SBOM", "Give the SBOM that it was made of, or the image"},
    {"statements", "an OpenVEX document, no SBOM", "Give the SBOM that it is about, or the image"},
    {"manifests", "a list of manifests, no SBOM", "Give the folder that it lies in, or the SBOM"},
    {"vulnerabilities", "a report or an advisory, no SBOM", "Give the SBOM that it is about, or the image"},
};

tl::unexpected<Error> not_read(Json root) {
  for (const auto& other : kOtherJson) {
    if (!root[other.member]) continue;
    return base::fail(ErrorKind::kUnsupported, std::string(other.what), {}, std::string(other.remedy));
  }
  return base::fail(ErrorKind::kUnsupported, "JSON, but no inventory format that is read", {},
                    "Give CycloneDX, SPDX 2.3, Syft or Pratique JSON");
}

// What GitHub's interface, BuildKit and Sigstore's bundles put around.
Json inside_of(Json root) {
  for (const auto* wrapper : {"sbom", "SPDX", "dsseEnvelope", "bundle", "attestation", "attestations"}) {
    if (root[wrapper].is_object() || root[wrapper].is_array()) return root[wrapper];
  }
  return {};
}

// Order matters only for speed: no document is claimed by two formats.
Result<model::Inventory> read_root(Json root, int wrappers, base::Meter& meter) {
  if (wrappers > kMaxWrappers)
    return base::over_limit("document wrapped more than " + std::to_string(kMaxWrappers) + " times");
  if (root.is_array())
    return read_json_array(root, [&](Json one) { return read_root(one, wrappers + 1, meter); });
  if (root["payloadType"].is_string()) {
    const auto payload = codec::from_base64(root["payload"].text());
    if (!payload) return base::invalid("envelope payload is not base64");
    return read_text(*payload, wrappers + 1, meter);
  }
  if (root["predicateType"].is_string()) return read_statement(root, wrappers + 1, meter);
  static const auto all = readers::all_readers();
  for (const auto& reader : all) {
    if (reader->recognises(root)) return reader->read(root, meter);
  }
  if (const auto inside = inside_of(root)) return read_root(inside, wrappers + 1, meter);
  return not_read(root);
}

struct Syntax {
  std::string_view name;
  // Null: it is known, but not read.
  Result<std::string> (*to_json)(std::string_view text) = nullptr;
};

// Other syntaxes than JSON, by how they begin.
std::optional<Syntax> syntax_of(std::string_view text) {
  text = base::trim(text.substr(0, 4096));
  const auto has_line = [&](const std::string& start) {
    return text.starts_with(start) || base::contains(text, "\n" + start);
  };
  if (text.starts_with("<")) {
    if (base::contains(text, "cyclonedx.org/schema/bom"))
      return Syntax{"CycloneDX XML", json_of_cyclonedx_xml};
    return Syntax{base::contains(text, "spdx.org/rdf") ? "SPDX RDF" : "XML"};
  }
  if (has_line("SPDXVersion:")) return Syntax{"SPDX tag-value", json_of_spdx_tag_value};
  if (!text.starts_with("{") && has_line("spdxVersion:")) return Syntax{"SPDX YAML", json_of_spdx_yaml};
  return std::nullopt;
}

}  // namespace

Result<model::Inventory> read_document(std::string_view text, base::Meter& meter) {
  if (is_json_lines(text))
    return read_json_lines(text, [&](std::string_view line) { return read_text(line, 0, meter); });
  const auto syntax = syntax_of(text);
  if (!syntax) return read_text(text, 0, meter);
  if (syntax->to_json == nullptr) {
    return base::fail(ErrorKind::kUnsupported, std::string(syntax->name) + " documents are not read", {},
                      "Convert it to CycloneDX or SPDX JSON");
  }
  PQ_TRY(const auto json, syntax->to_json(text));
  return read_text(json, 0, meter);
}

Result<model::Inventory> read_document(std::string_view text) {
  base::Meter meter;
  return read_document(text, meter);
}

}  // namespace pratique::sbom
