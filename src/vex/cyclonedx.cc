// VEX as CycloneDX has it (ECMA-424, "vulnerabilities", schemas bom-1.4 to bom-1.7, JSON and XML): a vulnerability, how it
// was analysed, and what it affects, by the bom-ref of a component of the document or by a BOM-link into another.
#include <algorithm>
#include <functional>

#include "base/text.h"
#include "codec/xml.h"
#include "vex/read.h"

namespace pratique::vex {

namespace {

using codec::Json;
using codec::Xml;

constexpr std::size_t kMaxBomThings = 100'000;
constexpr unsigned kMaxNested = 32;

// What an element of either syntax says: members and elements have the same names but where a list is.
struct BomComponent {
  std::string_view ref, name, version, purl, cpe;
  std::vector<std::string_view> hashes;
};

struct BomAffected {
  std::string_view ref;
  // {version, range, status}.
  struct Version {
    std::string_view version, range, status;
  };
  std::vector<Version> versions;
};

struct BomVulnerability {
  std::string_view id, state, justification, detail, recommendation, updated;
  std::vector<std::string_view> others;
  std::vector<BomAffected> affects;
};

struct Bom {
  std::string serial;
  std::uint64_t version = 1;
  std::string_view spec, timestamp;
  std::string author;
  std::vector<BomComponent> components;
  std::vector<BomVulnerability> vulnerabilities;
};

// "urn:uuid:X" and "X", lower case.
std::string serial_of(std::string_view text) {
  auto low = base::to_lower(base::trim(text));
  constexpr std::string_view kUrn = "urn:uuid:";
  return low.starts_with(kUrn) ? low.substr(kUrn.size()) : low;
}

BomComponent component_of(Json json) {
  BomComponent one{.ref = json["bom-ref"].text(),
                   .name = json["name"].text(),
                   .version = json["version"].text(),
                   .purl = json["purl"].text(),
                   .cpe = json["cpe"].text(),
                   .hashes = {}};
  json["hashes"].each([&](Json hash) { one.hashes.push_back(hash["content"].text()); });
  return one;
}

BomComponent component_of(Xml xml) {
  BomComponent one{.ref = xml.attribute("bom-ref"),
                   .name = xml["name"].text(),
                   .version = xml["version"].text(),
                   .purl = xml["purl"].text(),
                   .cpe = xml["cpe"].text(),
                   .hashes = {}};
  xml["hashes"].each([&](Xml hash) { one.hashes.push_back(hash.text()); });
  return one;
}

// Components and services, with those that they hold.
template <class Node>
void add_components(Node list, unsigned depth, std::vector<BomComponent>& into) {
  if (depth > kMaxNested) return;
  list.each([&](Node one) {
    if (into.size() >= kMaxBomThings) return;
    into.push_back(component_of(one));
    add_components(one["components"], depth + 1, into);
    add_components(one["services"], depth + 1, into);
  });
}

template <class Node>
void add_all_components(Node root, Bom& bom) {
  if (const auto main = root["metadata"]["component"]) {
    bom.components.push_back(component_of(main));
    add_components(main["components"], 1, bom.components);
  }
  add_components(root["components"], 0, bom.components);
  add_components(root["services"], 0, bom.components);
}

// Whose word it is: an author, else whoever makes or supplies what it is about.
template <class Node>
std::string author_of(Node metadata) {
  std::string author;
  metadata["authors"].each([&](Node one) {
    if (!author.empty()) return;
    author = one["name"].text();
    const std::string email(one["email"].text());
    if (!email.empty()) author += author.empty() ? email : " <" + email + ">";
  });
  for (const auto* who : {"manufacturer", "manufacture", "supplier"}) {
    if (author.empty()) author = metadata[who]["name"].text();
  }
  return author;
}

BomVulnerability vulnerability_of(Json json) {
  const auto analysis = json["analysis"];
  BomVulnerability one{.id = json["id"].text(),
                       .state = analysis["state"].text(),
                       .justification = analysis["justification"].text(),
                       .detail = analysis["detail"].text(),
                       .recommendation = json["recommendation"].text(),
                       .updated = analysis["lastUpdated"].text(),
                       .others = {},
                       .affects = {}};
  if (one.updated.empty()) one.updated = json["updated"].text();
  json["references"].each([&](Json other) { one.others.push_back(other["id"].text()); });
  json["affects"].each([&](Json json_affected) {
    BomAffected affected{.ref = json_affected["ref"].text(), .versions = {}};
    json_affected["versions"].each([&](Json version) {
      affected.versions.push_back(
          {version["version"].text(), version["range"].text(), version["status"].text()});
    });
    one.affects.push_back(std::move(affected));
  });
  return one;
}

BomVulnerability vulnerability_of(Xml xml) {
  const auto analysis = xml["analysis"];
  BomVulnerability one{.id = xml["id"].text(),
                       .state = analysis["state"].text(),
                       .justification = analysis["justification"].text(),
                       .detail = analysis["detail"].text(),
                       .recommendation = xml["recommendation"].text(),
                       .updated = analysis["lastUpdated"].text(),
                       .others = {},
                       .affects = {}};
  if (one.updated.empty()) one.updated = xml["updated"].text();
  xml["references"].each([&](Xml other) { one.others.push_back(other["id"].text()); });
  xml["affects"].each([&](Xml target) {
    BomAffected affected{.ref = target["ref"].text(), .versions = {}};
    target["versions"].each([&](Xml version) {
      affected.versions.push_back(
          {version["version"].text(), version["range"].text(), version["status"].text()});
    });
    one.affects.push_back(std::move(affected));
  });
  return one;
}

Bom bom_of(Json root) {
  Bom bom;
  bom.serial = serial_of(root["serialNumber"].text());
  bom.version = static_cast<std::uint64_t>(std::max<std::int64_t>(1, root["version"].integer().value_or(1)));
  bom.spec = root["specVersion"].text();
  bom.timestamp = root["metadata"]["timestamp"].text();
  bom.author = author_of(root["metadata"]);
  add_all_components(root, bom);
  root["vulnerabilities"].each([&](Json one) { bom.vulnerabilities.push_back(vulnerability_of(one)); });
  return bom;
}

// The version of the form is the end of its namespace: "http://cyclonedx.org/schema/bom/1.4".
Bom bom_of(Xml root) {
  Bom bom;
  bom.serial = serial_of(root.attribute("serialNumber"));
  bom.version = base::to_uint(root.attribute("version")).value_or(1);
  const auto space = base::cut_last(root.attribute("xmlns"), "/");
  if (space) bom.spec = space->after;
  bom.timestamp = root["metadata"]["timestamp"].text();
  bom.author = author_of(root["metadata"]);
  add_all_components(root, bom);
  root["vulnerabilities"].each([&](Xml one) { bom.vulnerabilities.push_back(vulnerability_of(one)); });
  return bom;
}

VexThing thing_of(const BomComponent& component) {
  VexThing thing;
  add_name(thing, component.purl);
  add_name(thing, component.cpe);
  for (const auto hash : component.hashes) add_hash(thing, hash);
  if (component.purl.empty() && !component.name.empty()) {
    const std::string version(component.version);
    add_name(thing, std::string(component.name) + (version.empty() ? "" : "@" + version));
  }
  return thing;
}

std::optional<VexStatus> status_of(std::string_view state) {
  if (state == "exploitable") return VexStatus::kAffected;
  if (state == "in_triage") return VexStatus::kUnderInvestigation;
  if (state == "resolved" || state == "resolved_with_pedigree") return VexStatus::kFixed;
  if (state == "not_affected" || state == "false_positive") return VexStatus::kNotAffected;
  return std::nullopt;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && base::is_hex(text[i + 1]) && base::is_hex(text[i + 2])) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Where a ref leads to.
class References {
 public:
  References(const Bom& bom, const BomIndex* boms) : boms_(boms) {
    for (const auto& component : bom.components) {
      if (!component.ref.empty()) own_.try_emplace(std::string(component.ref), thing_of(component));
    }
  }

  VexThing of(std::string_view ref) const {
    VexThing thing;
    const auto own = own_.find(ref);
    if (own != own_.end()) {
      thing = own->second;
    } else if (const auto* found = boms_ == nullptr ? nullptr : boms_->find(ref)) {
      thing = *found;
    } else if (!ref.starts_with("urn:cdx:")) {
      // Some documents name components by purl alone. A BOM-link is about one document only, whatever its ref looks
      // like.
      add_name(thing, ref);
    }
    if (std::find(thing.names.begin(), thing.names.end(), ref) == thing.names.end())
      thing.names.insert(thing.names.begin(), std::string(ref));
    return thing;
  }

 private:
  std::map<std::string, VexThing, std::less<>> own_;
  const BomIndex* boms_;
};

// The thing in one version only; nothing where it has no purl to say that by.
std::optional<VexThing> in_version(const VexThing& thing, std::string_view version) {
  VexThing out;
  for (auto purl : thing.purls) {
    purl.version = version;
    out.names.push_back(purl.to_string());
    out.purls.push_back(std::move(purl));
  }
  return out.purls.empty() ? std::nullopt : std::optional(std::move(out));
}

// Whether the status of a version ("affected", "unaffected", "unknown"; empty: none of its own) fits the analysis beside
// it. Of "resolved" the versions that were affected are told as well, and those are not resolved.
bool agrees(std::string_view version, VexStatus analysis) {
  if (version.empty()) return true;
  if (version == "affected")
    return analysis == VexStatus::kAffected || analysis == VexStatus::kUnderInvestigation;
  if (version == "unaffected") return analysis == VexStatus::kNotAffected || analysis == VexStatus::kFixed;
  return analysis == VexStatus::kUnderInvestigation;
}

Result<void> take_vulnerability(VexDocument& document, const BomVulnerability& vulnerability,
                                const References& references, std::size_t number, std::size_t& left) {
  // A vulnerability that nobody analysed is a disclosure, which says nothing of what is affected.
  if (vulnerability.state.empty()) return {};
  VexStatement statement{.number = number};
  const auto refuse = [&](std::string why) {
    document.refused.push_back({.number = number, .why = std::move(why)});
  };
  const auto status = status_of(vulnerability.state);
  if (!status) {
    refuse("no state of CycloneDX: \"" + std::string(vulnerability.state) + "\"");
    return {};
  }
  statement.status = *status;
  statement.timestamp =
      vulnerability.updated.empty() ? document.timestamp : std::string(vulnerability.updated);
  for (const auto id : {vulnerability.id}) {
    if (!id.empty()) statement.vulnerabilities.emplace_back(id);
  }
  for (const auto id : vulnerability.others) {
    if (!id.empty()) statement.vulnerabilities.emplace_back(id);
  }
  statement.justification = vulnerability.justification;
  // It says why by itself.
  if (statement.justification.empty() && vulnerability.state == "false_positive")
    statement.justification = vulnerability.state;
  statement.text = vulnerability.detail;
  statement.action = vulnerability.recommendation;
  for (const auto& affected : vulnerability.affects) {
    if (left == 0) return base::over_limit("over 1,000,000 affected components");
    --left;
    auto thing = references.of(affected.ref);
    PQ_CHECK(charge(document, bytes_of(thing)));
    if (affected.versions.empty()) {
      if (!affected.ref.empty())
        statement.products.push_back({.thing = std::move(thing), .subcomponents = {}});
      continue;
    }
    for (const auto& version : affected.versions) {
      if (left == 0) return base::over_limit("over 1,000,000 affected components");
      --left;
      PQ_CHECK(charge(document, bytes_of(thing)));
      auto one = version.version.empty() ? std::nullopt : in_version(thing, version.version);
      const bool other = !agrees(version.status, statement.status);
      if (!one || other) {
        refuse("speaks of versions by " + std::string(version.version.empty()
                                                          ? "a range, which is not compared"
                                                      : other ? "a status of their own"
                                                              : "no package URL"));
        continue;
      }
      statement.products.push_back({.thing = *std::move(one), .subcomponents = {}});
    }
  }
  if (statement.products.empty() && !vulnerability.affects.empty()) return {};
  return take(document, std::move(statement));
}

Result<VexDocument> document_of(const Bom& bom, const BomIndex* boms) {
  VexDocument document;
  document.form = VexForm::kCycloneDx;
  document.form_version = bom.spec;
  document.id = bom.serial.empty() ? "" : "urn:uuid:" + bom.serial;
  document.author = bom.author;
  document.timestamp = bom.timestamp;
  document.version = bom.version;
  const References references(bom, boms);
  std::size_t number = 0, left = kMaxVexThings;
  for (const auto& one : bom.vulnerabilities)
    PQ_CHECK(take_vulnerability(document, one, references, ++number, left));
  return document;
}

tl::unexpected<Error> no_vulnerabilities() {
  return base::fail(ErrorKind::kUnsupported, "a CycloneDX document without vulnerabilities: no VEX");
}

}  // namespace

// Fills an index.
struct BomReader {
  static void add(const Bom& bom, BomIndex& into) {
    // A UUID; it stands before each of the components' names here.
    constexpr std::size_t kMaxSerial = 100;
    if (bom.serial.empty() || bom.serial.size() > kMaxSerial) return;
    const auto begin = bom.serial + "/" + std::to_string(bom.version) + "#";
    for (const auto& component : bom.components) {
      if (into.things_.size() >= kMaxBomThings) return;
      if (!component.ref.empty())
        into.things_.try_emplace(begin + std::string(component.ref), thing_of(component));
    }
  }
};

bool BomIndex::add(std::string_view text) {
  if (base::trim(text).starts_with('<')) {
    const auto document = codec::XmlDocument::parse(text);
    if (!document || document->root().name() != "bom") return false;
    BomReader::add(bom_of(document->root()), *this);
    return true;
  }
  const auto document = codec::JsonDocument::parse(text, kMaxVexBytes);
  if (!document || document->root()["bomFormat"].text() != "CycloneDX") return false;
  BomReader::add(bom_of(document->root()), *this);
  return true;
}

const VexThing* BomIndex::find(std::string_view link) const {
  constexpr std::string_view kUrn = "urn:cdx:";
  const auto parts = link.starts_with(kUrn) ? base::cut(link.substr(kUrn.size()), "#") : std::nullopt;
  if (!parts) return nullptr;
  const auto document = base::to_lower(parts->before);
  for (const auto& ref : {std::string(parts->after), percent_decoded(parts->after)}) {
    const auto at = things_.find(document + "#" + ref);
    if (at != things_.end()) return &at->second;
  }
  return nullptr;
}

Result<VexDocument> read_cyclonedx(Json root, const BomIndex* boms) {
  if (!root["vulnerabilities"].is_array()) return no_vulnerabilities();
  return document_of(bom_of(root), boms);
}

Result<VexDocument> read_cyclonedx_xml(std::string_view text, const BomIndex* boms) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text));
  if (document.root().name() != "bom")
    return base::fail(ErrorKind::kUnsupported, "no VEX document: XML that is no BOM");
  if (!document.root()["vulnerabilities"]) return no_vulnerabilities();
  return document_of(bom_of(document.root()), boms);
}

}  // namespace pratique::vex
