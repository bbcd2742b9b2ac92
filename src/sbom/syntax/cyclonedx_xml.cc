#include <charconv>

#include "base/text.h"
#include "codec/json_value.h"
#include "codec/xml.h"
#include "sbom/syntax.h"

namespace pratique::sbom {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;
using codec::Xml;

namespace {

// One more than the reader goes down, so that it sees that there is more.
constexpr int kMaxDepth = 66;
// Some hundred a component, as Syft writes them.
constexpr std::size_t kMaxNodes = 2'000'000;

void put(JsonObject& object, std::string_view key, std::string_view text) {
  if (!text.empty()) object.emplace(view(key), view(text));
}
void put(JsonObject& object, std::string_view key, JsonArray list) {
  if (!list.empty()) object.emplace(view(key), std::move(list));
}

JsonArray properties_of(Xml list) {
  JsonArray all;
  list.each([&](Xml one) {
    all.push_back(JsonObject{{"name", view(one.attribute("name"))}, {"value", view(one.text())}});
  });
  return all;
}

JsonArray hashes_of(Xml list) {
  JsonArray all;
  list.each([&](Xml one) {
    all.push_back(JsonObject{{"alg", view(one.attribute("alg"))}, {"content", view(one.text())}});
  });
  return all;
}

// <license> with <id> or <name>, <expression>.
JsonArray licenses_of(Xml list) {
  JsonArray all;
  list.each([&](Xml one) {
    if (one.name() == "expression") {
      all.push_back(JsonObject{{"expression", view(one.text())}});
      return;
    }
    JsonObject license;
    put(license, "id", one["id"].text());
    if (!one["id"]) license.emplace("name", view(one["name"].text()));
    all.push_back(JsonObject{{"license", std::move(license)}});
  });
  return all;
}

JsonArray references_of(Xml list) {
  JsonArray all;
  list.each([&](Xml one) {
    all.push_back(JsonObject{{"type", view(one.attribute("type"))}, {"url", view(one["url"].text())}});
  });
  return all;
}

// In JSON a list of identities since 1.6, in XML the element repeats.
JsonObject evidence_of(Xml evidence) {
  JsonArray occurrences, identities;
  evidence["occurrences"].each([&](Xml one) {
    JsonObject occurrence{{"location", view(one["location"].text())}};
    put(occurrence, "additionalContext", one["additionalContext"].text());
    occurrences.push_back(std::move(occurrence));
  });
  evidence.each([&](Xml one) {
    const auto text = one.name() == "identity" ? one["confidence"].text() : std::string_view();
    double confidence = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), confidence).ec == std::errc() &&
        !text.empty())
      identities.push_back(JsonObject{{"confidence", confidence}});
  });
  JsonObject object;
  put(object, "occurrences", std::move(occurrences));
  put(object, "identity", std::move(identities));
  return object;
}

JsonArray components_of(Xml list, int depth);

JsonObject component_of(Xml xml, int depth) {
  JsonObject object;
  for (const std::string_view attribute : {"type", "bom-ref"})
    put(object, attribute, xml.attribute(attribute));
  for (const std::string_view element :
       {"group", "name", "version", "description", "scope", "cpe", "purl", "publisher", "author"})
    put(object, element, xml[element].text());
  for (const std::string_view who : {"supplier", "manufacturer"}) {
    if (xml[who]["name"]) object.emplace(view(who), JsonObject{{"name", view(xml[who]["name"].text())}});
  }
  put(object, "hashes", hashes_of(xml["hashes"]));
  put(object, "licenses", licenses_of(xml["licenses"]));
  put(object, "externalReferences", references_of(xml["externalReferences"]));
  put(object, "properties", properties_of(xml["properties"]));
  if (auto evidence = evidence_of(xml["evidence"]); !evidence.empty())
    object.emplace("evidence", std::move(evidence));
  put(object, "components", components_of(xml["components"], depth + 1));
  return object;
}

JsonArray components_of(Xml list, int depth) {
  JsonArray all;
  if (depth > kMaxDepth) return all;
  list.each([&](Xml one) { all.push_back(component_of(one, depth)); });
  return all;
}

// <dependency ref="a"><dependency ref="b"/><provides ref="c"/></dependency>
JsonArray dependencies_of(Xml list) {
  JsonArray all;
  list.each([&](Xml one) {
    JsonArray needed, provided;
    one.each([&](Xml other) {
      (other.name() == "provides" ? provided : needed).emplace_back(view(other.attribute("ref")));
    });
    JsonObject object{{"ref", view(one.attribute("ref"))}};
    put(object, "dependsOn", std::move(needed));
    put(object, "provides", std::move(provided));
    all.push_back(std::move(object));
  });
  return all;
}

// The namespace has it: "http://cyclonedx.org/schema/bom/1.6". A document that gives its namespace a prefix hides it.
std::string version_of(Xml root) {
  const auto halves = base::cut_last(root.attribute("xmlns"), "/");
  return halves ? std::string(halves->after) : "1.6";
}

}  // namespace

Result<std::string> json_of_cyclonedx_xml(std::string_view text) {
  PQ_TRY(const auto document, codec::XmlDocument::parse(text, kMaxSyntaxBytes, kMaxNodes));
  const auto root = document.root();
  if (root.name() != "bom") return base::invalid("CycloneDX XML: the root is no \"bom\"");
  JsonObject metadata;
  if (const auto about = root["metadata"]["component"]) metadata.emplace("component", component_of(about, 0));
  put(metadata, "properties", properties_of(root["metadata"]["properties"]));
  JsonObject object{{"bomFormat", "CycloneDX"}, {"specVersion", view(version_of(root))}};
  object.emplace("metadata", std::move(metadata));
  object.emplace("components", components_of(root["components"], 1));
  put(object, "dependencies", dependencies_of(root["dependencies"]));
  return codec::to_compact_text(object);
}

}  // namespace pratique::sbom
