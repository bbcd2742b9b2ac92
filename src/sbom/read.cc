#include "sbom/read.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "codec/base64.h"
#include "crypto/digest.h"
#include "sbom/json_lines.h"
#include "sbom/syntax.h"
#include "sbom/syntax/cyclonedx_xml.h"

namespace pratique::sbom {

using codec::Json;

namespace {

// GitHub's list holds attestations, each a bundle, that an envelope, that a statement, that a predicate, and cosign
// once wrapped the predicate's text again.
constexpr int kMaxWrappers = 8;

Result<model::Inventory> read_root(Json root, int wrappers, base::Meter& meter);

Result<codec::JsonDocument> advised(Result<codec::JsonDocument> document) {
  if (!document && document.error().kind == ErrorKind::kLimit && document.error().hint.empty())
    document.error().hint = document_bounds_hint();
  return document;
}

// The text of an envelope is parsed by itself: its document lives no longer than the reading, and the
// inventory holds copies.
Result<model::Inventory> read_text(std::string_view text, int wrappers, base::Meter& meter) {
  const auto bounds = document_bounds(meter);
  PQ_TRY(const auto document, advised(codec::JsonDocument::parse(text, bounds.text, bounds.memory)));
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

    {"matches", "a report of Grype, no SBOM", "Give the SBOM that it was made of, or the image"},
    {"Results", "a report of Trivy without its packages, no SBOM",
     "Write it with --list-all-pkgs or --format cyclonedx, or give the image"},
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
                    "Give CycloneDX, SPDX, Syft, Trivy, GitHub or Pratique JSON");
}

// What GitHub's interface, BuildKit and Sigstore's bundles put around.
Json inside_of(Json root) {
  for (const auto* wrapper : {"sbom", "SPDX", "dsseEnvelope", "bundle", "attestation", "attestations"}) {
    if (root[wrapper].is_object() || root[wrapper].is_array()) return root[wrapper];
  }
  return {};
}

const Reader* reader_of(Json root) {
  static const auto all = readers::all_readers();
  const auto found = std::ranges::find_if(all, [&](const auto& reader) { return reader->recognises(root); });
  return found == all.end() ? nullptr : found->get();
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
  if (const auto* reader = reader_of(root)) return reader->read(root, meter);
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
    if (is_cyclonedx_xml(text)) return Syntax{"CycloneDX XML", json_of_cyclonedx_xml};
    return Syntax{base::contains(text, "spdx.org/rdf") ? "SPDX RDF" : "XML"};
  }
  if (is_cyclonedx_text_proto(text)) return Syntax{"CycloneDX protobuf text", json_of_cyclonedx_text_proto};
  if (has_line("SPDXVersion:")) return Syntax{"SPDX tag-value", json_of_spdx_tag_value};
  if (!text.starts_with("{") && has_line("spdxVersion:")) return Syntax{"SPDX YAML", json_of_spdx_yaml};
  return std::nullopt;
}

using Visit = std::function<Result<void>(Json)>;

Result<void> visit_root(Json root, int wrappers, const Visit& visit);

Result<void> visit_text(std::string_view text, int wrappers, const Visit& visit) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxSbomBytes, kMaxSbomMemory));
  return visit_root(document.root(), wrappers, visit);
}

// What read_root() takes off, without reading.
Result<void> visit_root(Json root, int wrappers, const Visit& visit) {
  if (wrappers > kMaxWrappers)
    return base::over_limit("document wrapped more than " + std::to_string(kMaxWrappers) + " times");
  if (root.is_array() && root.size() != 0) return visit_root(root.at(0), wrappers + 1, visit);
  if (root["payloadType"].is_string()) {
    const auto payload = codec::from_base64(root["payload"].text());
    if (!payload) return base::invalid("envelope payload is not base64");
    return visit_text(*payload, wrappers + 1, visit);
  }
  if (root["predicateType"].is_string()) {
    const auto data = root["predicate"]["Data"];
    if (data.is_string()) return visit_text(data.text(), wrappers + 1, visit);
    return visit_root(data ? data : root["predicate"], wrappers + 1, visit);
  }
  if (reader_of(root) != nullptr) return visit(root);
  if (const auto inside = inside_of(root)) return visit_root(inside, wrappers + 1, visit);
  return not_read(root);
}

// As JSON, where the syntax is another.
Result<std::optional<std::string>> other_syntax(std::string_view text) {
  const auto syntax = syntax_of(text);
  if (!syntax) return std::optional<std::string>();
  if (syntax->to_json == nullptr) {
    return base::fail(ErrorKind::kUnsupported, std::string(syntax->name) + " documents are not read", {},
                      "Convert it to CycloneDX or SPDX JSON");
  }
  PQ_TRY(auto json, syntax->to_json(text));
  return std::optional<std::string>(std::move(json));
}

}  // namespace

DocumentBounds document_bounds(const base::Meter& meter) {
  constexpr std::uint64_t kMost = 1ull << 50;  // so that nothing overflows
  const auto memory = std::min(meter.limit(base::Account::kMemory), kMost);
  return {.text = memory / 8 * 5, .memory = memory / 4 * 5};
}

std::string_view document_bounds_hint() {
  return "If it can be trusted, read it with more memory, as --limit memory=1G";
}

Result<void> visit_document(std::string_view text, const std::function<Result<void>(Json)>& visit) {
  if (is_json_lines(text)) text = base::trim(base::trim(text).substr(0, base::trim(text).find('\n')));
  PQ_TRY(const auto json, other_syntax(text));
  return visit_text(json ? std::string_view(*json) : text, 0, visit);
}

Result<model::Inventory> read_document(std::string_view text, base::Meter& meter) {
  if (is_json_lines(text))
    return read_json_lines(text, [&](std::string_view line) { return read_text(line, 0, meter); });
  PQ_TRY(const auto json, other_syntax(text));
  return read_text(json ? std::string_view(*json) : text, 0, meter);
}

Result<model::Inventory> take_document(std::string text, base::Meter& meter) {
  if (is_json_lines(text)) return read_document(text, meter);
  PQ_TRY(auto json, other_syntax(text));
  if (json) text = *std::move(json);
  const auto bounds = document_bounds(meter);
  PQ_TRY(const auto document,
         advised(codec::JsonDocument::take(std::move(text), bounds.text, bounds.memory)));
  return read_root(document.root(), 0, meter);
}

Result<model::Inventory> read_document(std::string_view text) {
  base::Meter meter;
  return read_document(text, meter);
}

}  // namespace pratique::sbom
