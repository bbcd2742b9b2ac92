#include "sbom/read.h"

#include "base/text.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "sbom/json_lines.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// An envelope holds a statement, that a predicate, and cosign once wrapped the predicate's text again.
constexpr int kMaxWrappers = 4;

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

// Order matters only for speed: no document is claimed by two formats.
Result<model::Inventory> read_root(Json root, int wrappers, base::Meter& meter) {
  if (wrappers > kMaxWrappers)
    return base::over_limit("document wrapped more than " + std::to_string(kMaxWrappers) + " times");
  if (root["payloadType"].is_string()) {
    const auto payload = codec::from_base64(root["payload"].text());
    if (!payload) return base::invalid("envelope payload is not base64");
    return read_text(*payload, wrappers + 1, meter);
  }
  if (root["predicateType"].is_string()) return read_statement(root, wrappers + 1, meter);
  // What GitHub's interface and Sigstore's bundles put around.
  for (const auto* wrapper : {"sbom", "dsseEnvelope"}) {
    if (root[wrapper].is_object()) return read_root(root[wrapper], wrappers + 1, meter);
  }
  static const auto all = readers::all_readers();
  for (const auto& reader : all) {
    if (reader->recognises(root)) return reader->read(root, meter);
  }
  if (root["@graph"]) {
    return base::fail(ErrorKind::kUnsupported, "SPDX 3 documents are not read", {},
                      "Write the document as SPDX 2.3 JSON");
  }
  return base::fail(ErrorKind::kUnsupported, "JSON, but no inventory format that is read", {},
                    "Give CycloneDX, SPDX 2.3, Syft or Pratique JSON");
}

// A word about forms that are known, but not read.
std::string_view other_form(std::string_view text) {
  text = base::trim(text.substr(0, 4096));
  if (text.starts_with("<")) return "XML";
  if (text.starts_with("SPDXVersion:") || base::contains(text, "\nSPDXVersion:")) return "SPDX tag-value";
  return {};
}

}  // namespace

Result<model::Inventory> read_document(std::string_view text, base::Meter& meter) {
  if (is_json_lines(text))
    return read_json_lines(text, [&](std::string_view line) { return read_text(line, 0, meter); });
  if (const auto form = other_form(text); !form.empty()) {
    return base::fail(ErrorKind::kUnsupported, std::string(form) + " documents are not read", {},
                      "Convert it to CycloneDX or SPDX JSON");
  }
  return read_text(text, 0, meter);
}

Result<model::Inventory> read_document(std::string_view text) {
  base::Meter meter;
  return read_document(text, meter);
}

}  // namespace pratique::sbom
