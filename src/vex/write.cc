#include "vex/write.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "sbom/stable.h"

namespace pratique::vex {

namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::view;

// OpenVEX names hashes by IANA's registry of named information, the length tells which.
const char* algorithm_of(std::string_view hex) {
  switch (hex.size()) {
    case 32:
      return "md5";
    case 40:
      return "sha1";
    case 96:
      return "sha-384";
    case 128:
      return "sha-512";
    default:
      return "sha-256";
  }
}

JsonObject thing_to_json(const VexThing& thing) {
  const auto id = thing.purls.empty() ? thing.text() : thing.purls.front().to_string();
  JsonObject object{{"@id", view(id)}};
  JsonObject identifiers, hashes;
  if (!thing.purls.empty()) identifiers.emplace("purl", view(thing.purls.front().to_string()));
  for (const auto& cpe : thing.cpes)
    identifiers.insert_or_assign(cpe.starts_with("cpe:2.3:") ? "cpe23" : "cpe22", cpe);
  for (const auto& hash : thing.hashes) hashes.insert_or_assign(algorithm_of(hash), hash);
  if (identifiers.size() > 1 || (!identifiers.empty() && thing.purls.empty()))
    object.emplace("identifiers", std::move(identifiers));
  if (!hashes.empty()) object.emplace("hashes", std::move(hashes));
  return object;
}

JsonObject vulnerability_to_json(const std::vector<std::string>& ids) {
  JsonObject object;
  JsonArray aliases;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const bool address = ids[i].find("://") != std::string::npos;
    if (i == 0 && !address) {
      object.emplace("name", ids[i]);
    } else if (address) {
      object.insert_or_assign("@id", ids[i]);
    } else {
      aliases.emplace_back(ids[i]);
    }
  }
  if (!object.contains("name")) object.emplace("name", ids.front());
  if (!aliases.empty()) object.emplace("aliases", std::move(aliases));
  return object;
}

// OpenVEX knows five justifications; another form's word goes into the impact statement.
void put_reasons(const VexStatement& statement, JsonObject& object) {
  std::string text = statement.text;
  if (is_justification(statement.justification)) {
    object.emplace("justification", statement.justification);
  } else if (!statement.justification.empty()) {
    text = statement.justification + (text.empty() ? "" : ": " + text);
  }
  if (!text.empty())
    object.emplace(statement.status == VexStatus::kNotAffected ? "impact_statement" : "status_notes", text);
  if (!statement.action.empty()) object.emplace("action_statement", statement.action);
}

JsonObject statement_to_json(const VexStatement& statement) {
  JsonObject object{{"vulnerability", vulnerability_to_json(statement.vulnerabilities)}};
  if (!statement.timestamp.empty()) object.emplace("timestamp", statement.timestamp);
  JsonArray products;
  for (const auto& product : statement.products) {
    auto json = thing_to_json(product.thing);
    JsonArray parts;
    for (const auto& sub : product.subcomponents) parts.emplace_back(thing_to_json(sub));
    if (!parts.empty()) json.emplace("subcomponents", std::move(parts));
    products.emplace_back(std::move(json));
  }
  object.emplace("products", std::move(products));
  object.emplace("status", to_string(statement.status));
  put_reasons(statement, object);
  return object;
}

using ChangeKey = std::tuple<std::string, std::string, std::string>;
struct Said {
  std::int64_t seconds = 0;
  std::string words;
};

// The newest of each; of equal times the last.
std::map<ChangeKey, Said> said_in(const std::vector<VexDocument>& documents) {
  std::map<ChangeKey, Said> said;
  for (const auto& document : documents) {
    for (const auto& statement : document.statements) {
      const auto seconds = seconds_of(statement.timestamp).value_or(0);
      std::string words = to_string(statement.status);
      const auto& reason = statement.justification.empty() ? statement.text : statement.justification;
      if (!reason.empty()) words += " (" + reason + ")";
      const auto put = [&](const VexThing& product, const std::string& part) {
        auto& at = said[{statement.vulnerabilities.front(), product.text(), part}];
        if (at.words.empty() || seconds >= at.seconds) at = {.seconds = seconds, .words = words};
      };
      for (const auto& product : statement.products) {
        if (product.subcomponents.empty()) put(product.thing, "");
        for (const auto& sub : product.subcomponents) put(product.thing, sub.text());
      }
    }
  }
  return said;
}

}  // namespace

JsonObject to_openvex(const std::vector<VexDocument>& documents, const VexHead& head) {
  std::vector<const VexStatement*> statements;
  for (const auto& document : documents) {
    for (const auto& statement : document.statements) statements.push_back(&statement);
  }
  std::stable_sort(statements.begin(), statements.end(), [](const auto* a, const auto* b) {
    return seconds_of(a->timestamp).value_or(0) < seconds_of(b->timestamp).value_or(0);
  });
  JsonArray array;
  std::set<std::string> written;
  for (const auto* statement : statements) {
    auto json = statement_to_json(*statement);
    auto text = codec::to_compact_text(json);
    if (!written.insert(std::move(text)).second) continue;
    array.emplace_back(std::move(json));
  }
  const auto id = head.id.empty() ? "urn:uuid:" + sbom::uuid_of(codec::to_compact_text(array)) : head.id;
  JsonObject object{{"@context", "https://openvex.dev/ns/v0.2.0"}, {"@id", id}, {"author", head.author}};
  if (!head.timestamp.empty()) object.emplace("timestamp", head.timestamp);
  object.emplace("version", head.version);
  object.emplace("statements", std::move(array));
  return object;
}

std::vector<VexChange> difference(const std::vector<VexDocument>& before,
                                  const std::vector<VexDocument>& after) {
  const auto old = said_in(before), now = said_in(after);
  std::map<ChangeKey, VexChange> changes;
  const auto change = [&](const ChangeKey& key, VexChange::Kind kind, std::string was, std::string is) {
    const auto& [vulnerability, product, part] = key;
    changes[key] = {kind, vulnerability, product, part, std::move(was), std::move(is)};
  };
  for (const auto& [key, said] : old) {
    const auto at = now.find(key);
    if (at == now.end()) change(key, VexChange::Kind::kRemoved, said.words, "");
    if (at != now.end() && at->second.words != said.words)
      change(key, VexChange::Kind::kChanged, said.words, at->second.words);
  }
  for (const auto& [key, said] : now) {
    if (!old.contains(key)) change(key, VexChange::Kind::kAdded, "", said.words);
  }
  std::vector<VexChange> list;
  for (auto& [key, one] : changes) list.push_back(std::move(one));
  return list;
}

}  // namespace pratique::vex
