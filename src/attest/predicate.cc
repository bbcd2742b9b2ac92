#include "attest/predicate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "attest/statement.h"
#include "base/text.h"
#include "codec/json.h"

namespace pratique::attest {

using codec::Json;

namespace {

constexpr std::size_t kMaxGenerators = 5;
constexpr std::size_t kShown = 200;

struct Row {
  std::string_view start;
  Predicate predicate;
};
// What follows is a version ("/v2.3", "/v1.4", "/v0.2.0"); cosign writes SPDX's and CycloneDX's without.
constexpr std::array kTypes{
    Row{"https://spdx.dev/Document", Predicate::kSpdx},
    Row{"https://cyclonedx.org/bom", Predicate::kCyclonedx},
    Row{"https://cyclonedx.org/schema", Predicate::kCyclonedx},
    Row{"https://syft.dev/bom", Predicate::kSyft},
    Row{"https://scout.docker.com/sbom", Predicate::kScout},
    Row{"https://slsa.dev/provenance", Predicate::kProvenance},
    Row{"https://openvex.dev/ns", Predicate::kVex},
    Row{"https://in-toto.io/attestation/vex", Predicate::kVex},
};

struct Word {
  std::string_view word, start;
};
// The short words of cosign's --type for the same types.
constexpr std::array kWords{
    Word{"spdx", "https://spdx.dev/Document"},
    Word{"spdxjson", "https://spdx.dev/Document"},
    Word{"cyclonedx", "https://cyclonedx.org/"},
    Word{"syft", "https://syft.dev/bom"},
    Word{"scout", "https://scout.docker.com/sbom"},
    Word{"slsaprovenance", "https://slsa.dev/provenance"},
    Word{"slsaprovenance02", "https://slsa.dev/provenance/v0.2"},
    Word{"slsaprovenance1", "https://slsa.dev/provenance/v1"},
    Word{"openvex", "https://openvex.dev/ns"},
};

void add(std::vector<std::string>& all, std::string_view name, std::string_view version) {
  if (name.empty() || all.size() == kMaxGenerators) return;
  auto text = std::string(name.substr(0, kShown));
  if (!version.empty()) text += "-" + std::string(version.substr(0, kShown));
  if (std::ranges::find(all, text) == all.end()) all.push_back(std::move(text));
}

// SPDX 2.3, clause 6.8: "Tool: syft-1.18.0".
void add_creators(Json document, std::vector<std::string>& all) {
  document["creationInfo"]["creators"].each([&](Json creator) {
    constexpr std::string_view kTool = "Tool:";
    if (creator.text().starts_with(kTool)) add(all, base::trim(creator.text().substr(kTool.size())), "");
  });
}

// CycloneDX: metadata.tools is a list of tools up to 1.4, since 1.5 an object with components as well.
void add_tools(Json document, std::vector<std::string>& all) {
  const auto tools = document["metadata"]["tools"];
  (tools.is_array() ? tools : tools["components"]).each([&](Json tool) {
    add(all, tool["name"].text(), tool["version"].text());
  });
}

// "sbom-build" → "build"; the scanner is given the stages in folders "run/src/extras/build", which it may take for names.
std::string stage_of(std::string_view name, std::string_view name_space) {
  constexpr std::string_view kExtras = "run/src/extras/", kPrefix = "sbom-";
  constexpr std::size_t kUuid = 37;  // with the hyphen before it, at the end of Syft's namespaces
  auto stage = base::base_name(name);
  if (!stage.starts_with(kPrefix) && !base::contains(name, kExtras)) {
    const auto halves = base::cut(name_space, kExtras);
    if (!halves) return {};
    stage = halves->after.substr(0, halves->after.find('/'));
    if (stage.size() > kUuid && stage[stage.size() - kUuid] == '-') stage.remove_suffix(kUuid);
  }
  if (stage.starts_with(kPrefix)) stage.remove_prefix(kPrefix.size());
  return std::string(stage.empty() ? "unnamed" : stage.substr(0, kShown));
}

SbomHead head_of(Json document) {
  SbomHead head;
  std::vector<std::string> generators;
  head.ours = document["schema"].text().starts_with("pratique/inventory/");
  if (head.ours) add(generators, "pratique", "");
  if (document["spdxVersion"].is_string()) {
    add_creators(document, generators);
    head.name = document["name"].text_or("").substr(0, kShown);
    head.stage = stage_of(document["name"].text(), document["documentNamespace"].text());
    head.beside_image = !head.stage.empty();
  }
  add_tools(document, generators);
  // Syft's own JSON, and Scout's.
  add(generators, document["descriptor"]["name"].text(), document["descriptor"]["version"].text());
  head.ours = head.ours || std::ranges::any_of(generators, [](const std::string& one) {
                return one == "pratique" || one.starts_with("pratique-");
              });
  head.generator = base::join(generators, ", ");
  return head;
}

}  // namespace

Predicate predicate_of(std::string_view type) {
  const auto row = std::ranges::find_if(kTypes, [&](const Row& one) {
    return type.starts_with(one.start) && (type.size() == one.start.size() || type[one.start.size()] == '/');
  });
  return row == kTypes.end() ? Predicate::kOther : row->predicate;
}

bool is_sbom(Predicate predicate) {
  return predicate == Predicate::kSpdx || predicate == Predicate::kCyclonedx ||
         predicate == Predicate::kSyft || predicate == Predicate::kScout;
}

const char* kind_of(Predicate predicate) {
  if (is_sbom(predicate)) return "sbom";
  if (predicate == Predicate::kProvenance) return "provenance";
  return predicate == Predicate::kVex ? "vex" : "other";
}

bool names(std::string_view wanted, std::string_view type) {
  if (wanted == type || wanted == kind_of(predicate_of(type))) return true;
  return std::ranges::any_of(
      kWords, [&](const Word& one) { return one.word == wanted && type.starts_with(one.start); });
}

SbomHead head_of_sbom(std::string_view predicate) {
  const auto parsed = codec::JsonDocument::parse(predicate, kMaxAttestation, kMaxStatementMemory);
  if (!parsed) return {};
  const auto data = parsed->root()["Data"];
  if (!data) return head_of(parsed->root());
  if (!data.is_string()) return head_of(data);
  const auto inner = codec::JsonDocument::parse(data.text(), kMaxAttestation, kMaxStatementMemory);
  return inner ? head_of(inner->root()) : SbomHead{};
}

}  // namespace pratique::attest
