#include "vex/read.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::vex {

// A thing has a dozen names. Of one that has thousands, a name may stand twice: it is not held against all before it.
constexpr std::size_t kMaxComparedNames = 1'000;

void add_hash(VexThing& thing, std::string_view text) {
  if (!text.empty()) thing.hashes.push_back(base::to_lower(text));
}

void add_name(VexThing& thing, std::string_view text) {
  text = base::trim(text);
  if (text.empty()) return;
  if (text.starts_with("pkg:")) {
    if (auto purl = model::parse_purl(text)) thing.purls.push_back(*std::move(purl));
  } else if (text.starts_with("cpe:")) {
    thing.cpes.push_back(base::to_lower(text));
  } else if (text.starts_with("sha256:") || text.starts_with("sha512:")) {
    add_hash(thing, text.substr(text.find(':') + 1));
  }
  const auto compared = thing.names.begin() + std::min(thing.names.size(), kMaxComparedNames);
  if (std::find(thing.names.begin(), compared, text) == compared) thing.names.emplace_back(text);
}

std::string refusal_of(const VexStatement& statement) {
  if (statement.vulnerabilities.empty()) return "names no vulnerability";
  if (statement.products.empty()) return "names no product";
  if (statement.status != VexStatus::kNotAffected) return {};
  if (statement.justification.empty() && statement.text.empty())
    return "not_affected without a justification or an impact statement";
  return {};
}

std::uint64_t bytes_of(const VexThing& thing) {
  std::uint64_t bytes = sizeof(VexThing) + thing.purls.size() * sizeof(model::Purl);
  for (const auto* texts : {&thing.names, &thing.cpes, &thing.hashes})
    for (const auto& text : *texts) bytes += sizeof text + text.size();
  return bytes;
}

Result<void> charge(VexDocument& document, std::uint64_t bytes) {
  if (bytes > kMaxVexHeld - document.held)
    return base::over_limit("a VEX document whose statements hold over 256 MiB");
  document.held += bytes;
  return {};
}

Result<void> take(VexDocument& document, VexStatement statement) {
  if (auto why = refusal_of(statement); !why.empty()) {
    if (document.refused.size() < kMaxVexStatements)
      document.refused.push_back({.number = statement.number, .why = std::move(why)});
    return {};
  }
  if (document.statements.size() >= kMaxVexStatements) return base::over_limit("over 200,000 statements");
  std::uint64_t bytes = sizeof statement + statement.justification.size() + statement.text.size() +
                        statement.action.size() + statement.timestamp.size();
  for (const auto& id : statement.vulnerabilities) bytes += sizeof id + id.size();
  PQ_CHECK(charge(document, bytes));
  document.statements.push_back(std::move(statement));
  return {};
}

namespace {

// Which form a JSON document says that it has.
Result<VexDocument> read_json(std::string_view text, const BomIndex* boms, const VexThing* about) {
  PQ_TRY(const auto document, codec::JsonDocument::parse(text, kMaxVexBytes));
  const auto root = document.root();
  if (!root.is_object()) return base::fail(ErrorKind::kUnsupported, "no VEX document: no JSON object");
  if (root["bomFormat"].text() == "CycloneDX") return read_cyclonedx(root, boms);
  if (root["document"]["csaf_version"]) return read_csaf(root);
  return read_openvex(root, about);
}

std::string_view after_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

}  // namespace

Result<VexDocument> read_vex(std::string_view text, std::string place, const BomIndex* boms,
                             const VexThing* about) {
  const bool xml = base::trim(after_mark(text)).starts_with('<');
  auto document = xml ? read_cyclonedx_xml(text, boms) : read_json(text, boms, about);
  if (!document) return tl::unexpected(std::move(document).error().in(place));
  document->place = std::move(place);
  return document;
}

bool may_be_vex(std::string_view head) {
  return base::contains(head, "openvex.dev/ns") || base::contains(head, "\"csaf_version\"") ||
         base::contains(head, "\"CycloneDX\"") || base::contains(head, "cyclonedx.org/schema/bom");
}

}  // namespace pratique::vex
