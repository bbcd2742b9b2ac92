#include "sbom/score.h"

#include <algorithm>

#include "licence/expression.h"
#include "licence/list.h"
#include "sbom/stable.h"

namespace pratique::sbom {
namespace {

using enum Standard;
using Document = DocumentFacts;
using Component = ComponentFacts;

// NTIA: "The Minimum Elements For a Software Bill of Materials (SBOM)", July 12, 2021, table "Data Fields". CISA: "2025
// Minimum Elements for a Software Bill of Materials", draft of August 2025, section "Data Fields". BSI: TR-03183 part 2,
// version 2.1.0, 5.2.1 (the SBOM itself) and 5.2.2 (each component).
constexpr Demand kAuthor[] = {{kNtia, "Data Fields: Author of SBOM Data"},
                              {kCisa, "Data Fields: SBOM Author"},
                              {kBsi, "5.2.1 Creator of the SBOM"}};
constexpr Demand kAuthorContact[] = {{kBsi, "5.2.1 Creator of the SBOM: an email address, else a URL"}};
constexpr Demand kTimestamp[] = {
    {kNtia, "Data Fields: Timestamp"}, {kCisa, "Data Fields: Timestamp"}, {kBsi, "5.2.1 Timestamp"}};
constexpr Demand kTool[] = {{kCisa, "Data Fields: Tool Name"}};
constexpr Demand kContext[] = {{kCisa, "Data Fields: Generation Context"}};
constexpr Demand kRelations[] = {{kNtia, "Data Fields: Dependency Relationship"},
                                 {kCisa, "Data Fields: Dependency Relationship"},
                                 {kBsi, "5.2.2 Dependencies on other components"}};
constexpr Demand kCompleteness[] = {{kBsi, "5.2.2 Dependencies: their completeness is indicated"}};
constexpr Demand kIdentifierOfDocument[] = {{kBsi, "5.2.3 SBOM-URI"}};
constexpr Demand kName[] = {{kNtia, "Data Fields: Component Name"},
                            {kCisa, "Data Fields: Component Name"},
                            {kBsi, "5.2.2 Component name"}};
constexpr Demand kVersion[] = {{kNtia, "Data Fields: Version of the Component"},
                               {kCisa, "Data Fields: Component Version"},
                               {kBsi, "5.2.2 Component version"}};
constexpr Demand kSupplier[] = {{kNtia, "Data Fields: Supplier Name"},
                                {kCisa, "Data Fields: Software Producer"},
                                {kBsi, "5.2.2 Component creator"}};
constexpr Demand kSupplierContact[] = {{kBsi, "5.2.2 Component creator: an email address, else a URL"}};
constexpr Demand kIdentifier[] = {{kNtia, "Data Fields: Other Unique Identifiers"},
                                  {kCisa, "Data Fields: Software Identifiers"},
                                  {kBsi, "5.2.4 Other unique identifiers"}};
constexpr Demand kHash[] = {{kCisa, "Data Fields: Component Hash"}};
constexpr Demand kSha512[] = {{kBsi, "5.2.2 Hash value of the deployable component (SHA-512)"}};
constexpr Demand kLicense[] = {{kCisa, "Data Fields: License"}, {kBsi, "5.2.2 Distribution licences"}};
constexpr Demand kFilename[] = {{kBsi, "5.2.2 Filename of the component"}};
constexpr Demand kProperties[] = {{kBsi, "5.2.2 Executable, archive and structured property"}};
constexpr Demand kSource[] = {{kBsi, "5.2.4 Source code URI"}};

bool has_hash(const Component& one, std::initializer_list<const char*> algorithms) {
  return std::ranges::any_of(one.hashes, [&](const std::string& hash) {
    return std::ranges::find(algorithms, hash) != algorithms.end();
  });
}

// "unknown" is an answer of NTIA's ("known unknowns"), not one that names anybody.
bool is_named(const std::string& text) { return !text.empty() && text != "unknown" && text != "UNKNOWN"; }

bool is_license(const std::string& text) {
  return licence::is_licence_id(text) || licence::is_expression(text);
}

constexpr Element kElements[] = {
    {"author", "Who wrote the document", kAuthor,
     [](const Document& d) { return !d.authors.empty() || !d.tools.empty(); }},
    {"author-contact", "How its author is reached", kAuthorContact,
     [](const Document& d) { return d.author_contact; }},
    {"timestamp", "When it was written", kTimestamp,
     [](const Document& d) { return to_utc(d.timestamp).has_value(); }},
    {"tool", "What wrote it", kTool, [](const Document& d) { return !d.tools.empty(); }},
    {"context", "At which phase it was made", kContext, [](const Document& d) { return !d.context.empty(); }},
    {"identifier-of-document", "Serial number or namespace", kIdentifierOfDocument,
     [](const Document& d) { return !d.identifier.empty(); }},
    {"completeness", "Whether the dependencies are all", kCompleteness,
     [](const Document& d) { return d.completeness; }},
    {"name", "Name", kName, nullptr, [](const Component& c) { return !c.name.empty(); }},
    {"version", "Version", kVersion, nullptr, [](const Component& c) { return !c.version.empty(); }},
    {"supplier", "Supplier", kSupplier, nullptr, [](const Component& c) { return is_named(c.supplier); }},
    {"supplier-contact", "How the supplier is reached", kSupplierContact, nullptr,
     [](const Component& c) { return c.supplier_contact; }},
    {"identifier", "purl, CPE or SWID", kIdentifier, nullptr,
     [](const Component& c) { return c.purl || c.cpe; }},
    {"hash", "SHA-256 or stronger hash", kHash, nullptr,
     [](const Component& c) {
       return has_hash(c, {"sha256", "sha384", "sha512", "sha3256", "sha3384", "sha3512", "blake3",
                           "blake2b256", "blake2b512"});
     }},
    {"sha-512", "SHA-512 hash", kSha512, nullptr, [](const Component& c) { return has_hash(c, {"sha512"}); }},
    {"licence", "Licence as an SPDX expression", kLicense, nullptr,
     [](const Component& c) { return !c.licenses.empty() && std::ranges::all_of(c.licenses, is_license); }},
    {"relationship", "Relationship to another component", kRelations, nullptr,
     [](const Component& c) { return c.related; }},
    {"filename", "Name of its file", kFilename, nullptr, [](const Component& c) { return c.filename; }},
    {"properties", "Executable, archive, structured", kProperties, nullptr,
     [](const Component& c) { return c.properties; }},
    {"source", "Where its sources are", kSource, nullptr, [](const Component& c) { return c.source_url; }},
};

ElementScore score_of(const Element& element, const Document& document) {
  ElementScore score{.element = &element};
  if (element.of_document != nullptr) {
    score.asked = 1;
    score.met = element.of_document(document) ? 1 : 0;
    return score;
  }
  for (const auto& component : document.components) {
    ++score.asked;
    if (element.of_component(component)) {
      ++score.met;
    } else if (score.missing.size() < kShownMissing) {
      const auto version = component.version.empty() ? "" : " " + component.version;
      score.missing.push_back((component.name.empty() ? "a component without a name" : component.name) +
                              version);
    }
  }
  return score;
}

// Each element counts the same; one of components by the share that has it. Without components it counts nothing.
StandardScore total_of(Standard standard, const std::vector<ElementScore>& elements) {
  StandardScore total{.standard = standard};
  double sum = 0;
  for (const auto& one : elements) {
    const auto asks = [&](const Demand& demand) { return demand.standard == standard; };
    if (std::ranges::none_of(one.element->demands, asks)) continue;
    ++total.elements;
    const bool any = one.asked != 0;
    total.met += any && one.whole() ? 1 : 0;
    sum += any ? static_cast<double>(one.met) / static_cast<double>(one.asked) : 0;
  }
  constexpr unsigned kWhole = 100;
  total.percent =
      total.met == total.elements
          ? kWhole
          : std::min(kWhole - 1, static_cast<unsigned>(sum * kWhole / static_cast<double>(total.elements)));
  return total;
}

}  // namespace

const char* to_string(Standard standard) {
  static constexpr const char* kWords[] = {"ntia-2021", "cisa-2025", "bsi-tr-03183-2"};
  return kWords[static_cast<std::size_t>(standard)];
}

const char* name_of(Standard standard) {
  static constexpr const char* kNames[] = {
      "NTIA minimum elements (2021)", "CISA minimum elements (draft, 2025)", "BSI TR-03183-2, version 2.1"};
  return kNames[static_cast<std::size_t>(standard)];
}

std::span<const Element> elements() { return kElements; }

Score score_of(const DocumentFacts& document) {
  Score score;
  for (const auto& element : kElements) score.elements.push_back(score_of(element, document));
  for (const auto standard : {kNtia, kCisa, kBsi})
    score.standards.push_back(total_of(standard, score.elements));
  return score;
}

}  // namespace pratique::sbom
