#include "sbom/syntax/cyclonedx_values.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "licence/list.h"
#include "sbom/stable.h"

namespace pratique::sbom::cyclonedx_values {
namespace {

template <std::size_t Size>
bool is_of(const std::array<std::string_view, Size>& words, std::string_view text) {
  return std::ranges::find(words, text) != words.end();
}

bool is_hex(std::string_view text) { return std::ranges::all_of(text, base::is_hex); }

}  // namespace

bool is_component_type(std::string_view text) {
  static constexpr std::array<std::string_view, 13> kWords = {"application",
                                                              "framework",
                                                              "library",
                                                              "container",
                                                              "platform",
                                                              "operating-system",
                                                              "device",
                                                              "device-driver",
                                                              "firmware",
                                                              "file",
                                                              "machine-learning-model",
                                                              "data",
                                                              "cryptographic-asset"};
  return is_of(kWords, text);
}

bool is_scope(std::string_view text) {
  return text == "required" || text == "optional" || text == "excluded";
}

bool is_hash_algorithm(std::string_view text) {
  static constexpr std::array<std::string_view, 14> kWords = {
      "MD5",      "SHA-1",       "SHA-256",     "SHA-384",     "SHA-512", "SHA3-256",     "SHA3-384",
      "SHA3-512", "BLAKE2b-256", "BLAKE2b-384", "BLAKE2b-512", "BLAKE3",  "Streebog-256", "Streebog-512"};
  return is_of(kWords, text);
}

bool is_hash(std::string_view text) {
  const auto size = text.size();
  return (size == 32 || size == 40 || size == 64 || size == 96 || size == 128) && is_hex(text);
}

bool is_license_id(std::string_view text) {
  return licence::is_licence_id(text) || licence::is_exception_id(text);
}

bool is_encoding(std::string_view text) { return text == "base64"; }

bool is_patch_type(std::string_view text) {
  return text == "unofficial" || text == "monkey" || text == "backport" || text == "cherry-pick";
}

bool is_issue_type(std::string_view text) {
  return text == "defect" || text == "enhancement" || text == "security";
}

bool is_data_flow(std::string_view text) {
  return text == "inbound" || text == "outbound" || text == "bi-directional" || text == "unknown";
}

bool is_phase(std::string_view text) {
  static constexpr std::array<std::string_view, 7> kWords = {
      "design", "pre-build", "build", "post-build", "operations", "discovery", "decommission"};
  return is_of(kWords, text);
}

bool is_aggregate(std::string_view text) {
  return text == "complete" || text.starts_with("incomplete") || text == "unknown" || text == "not_specified";
}

bool is_reference_type(std::string_view text) {
  static constexpr std::array<std::string_view, 46> kWords = {"vcs",
                                                              "issue-tracker",
                                                              "website",
                                                              "advisories",
                                                              "bom",
                                                              "mailing-list",
                                                              "social",
                                                              "chat",
                                                              "documentation",
                                                              "support",
                                                              "source-distribution",
                                                              "distribution",
                                                              "distribution-intake",
                                                              "license",
                                                              "build-meta",
                                                              "build-system",
                                                              "release-notes",
                                                              "security-contact",
                                                              "model-card",
                                                              "log",
                                                              "configuration",
                                                              "evidence",
                                                              "formulation",
                                                              "attestation",
                                                              "threat-model",
                                                              "adversary-model",
                                                              "risk-assessment",
                                                              "vulnerability-assertion",
                                                              "exploitability-statement",
                                                              "pentest-report",
                                                              "static-analysis-report",
                                                              "dynamic-analysis-report",
                                                              "runtime-analysis-report",
                                                              "component-analysis-report",
                                                              "maturity-report",
                                                              "certification-report",
                                                              "certification",
                                                              "codified-infrastructure",
                                                              "quality-metrics",
                                                              "poam",
                                                              "electronic-signature",
                                                              "digital-signature",
                                                              "rfc-9116",
                                                              "patent",
                                                              "citation",
                                                              "other"};
  return is_of(kWords, text) || text.starts_with("patent-");
}

bool is_acknowledgement(std::string_view text) { return text == "declared" || text == "concluded"; }

bool is_tlp(std::string_view text) {
  return text == "CLEAR" || text == "GREEN" || text == "AMBER" || text == "AMBER_AND_STRICT" || text == "RED";
}

bool is_serial_number(std::string_view text) {
  constexpr std::string_view kStart = "urn:uuid:";
  constexpr std::size_t kDigits = 36;
  if (text.starts_with('{') && text.ends_with('}')) text = text.substr(1, text.size() - 2);  // of XML only
  if (text.starts_with(kStart)) text.remove_prefix(kStart.size());
  if (text.size() != kDigits) return false;
  for (std::size_t i = 0; i < kDigits; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !base::is_hex(text[i])) return false;
  }
  return true;
}

bool is_time(std::string_view text) {
  return to_utc(text).has_value() || to_utc(std::string(text) + "Z").has_value();
}

bool is_not_empty(std::string_view text) { return !text.empty(); }

}  // namespace pratique::sbom::cyclonedx_values
