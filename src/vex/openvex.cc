// OpenVEX (OPENVEX-SPEC.md 0.2.0; the older 0.0.x has texts where that has objects, and subcomponents beside products).
#include <algorithm>

#include "base/text.h"
#include "vex/read.h"

namespace pratique::vex {

namespace {

using codec::Json;

constexpr std::string_view kContext = "https://openvex.dev/ns";

// "@context" is a text; JSON-LD allows a list.
std::string_view context_of(Json root) {
  const auto context = root["@context"];
  std::string_view found = context.text();
  context.each([&](Json one) {
    if (one.text().starts_with(kContext)) found = one.text();
  });
  return found;
}

VexThing thing_of(Json json) {
  VexThing thing;
  if (json.is_string()) {
    add_name(thing, json.text());
    return thing;
  }
  add_name(thing, json["@id"].text());
  json["identifiers"].each_member([&](std::string_view, Json value) { add_name(thing, value.text()); });
  json["hashes"].each_member([&](std::string_view, Json value) { add_hash(thing, value.text()); });
  return thing;
}

bool is_named(const VexThing& thing) { return !thing.names.empty() || !thing.hashes.empty(); }

Result<std::vector<VexThing>> things_of(Json list, std::size_t& left) {
  std::vector<VexThing> things;
  bool fits = true;
  list.each([&](Json one) {
    if (!fits) return;
    if (left == 0) {
      fits = false;
      return;
    }
    --left;
    if (auto thing = thing_of(one); is_named(thing)) things.push_back(std::move(thing));
  });
  if (!fits) return base::over_limit("over 1,000,000 products and subcomponents");
  return things;
}

// A product whose subcomponents are all nameless is about none of them, which is not "about all".
Result<void> add_products(Json statement, std::size_t& left, VexDocument& document, VexStatement& into) {
  PQ_TRY(const auto shared, things_of(statement["subcomponents"], left));
  std::uint64_t shared_bytes = 0;
  for (const auto& thing : shared) shared_bytes += bytes_of(thing);
  Result<void> sound;
  statement["products"].each([&](Json json) {
    if (!sound) return;
    if (left == 0 || into.products.size() >= kMaxVexProducts) {
      sound = base::over_limit("over 20,000 products in a statement");
      return;
    }
    --left;
    if (sound = charge(document, shared_bytes); !sound) return;
    VexProduct product{.thing = thing_of(json), .subcomponents = shared};
    if (!is_named(product.thing)) return;
    auto own = things_of(json["subcomponents"], left);
    if (!own) {
      sound = tl::unexpected(std::move(own).error());
      return;
    }
    const bool nameless = json["subcomponents"].size() > 0 && own->empty();
    std::move(own->begin(), own->end(), std::back_inserter(product.subcomponents));
    if (!nameless) into.products.push_back(std::move(product));
  });
  return sound;
}

void add_vulnerability(Json json, VexStatement& into) {
  const auto add = [&](std::string_view id) {
    id = base::trim(id);
    if (!id.empty()) into.vulnerabilities.emplace_back(id);
  };
  if (json.is_string()) return add(json.text());
  add(json["name"].text());
  json["aliases"].each([&](Json alias) { add(alias.text()); });
  add(json["@id"].text());
}

std::string time_of(Json json, std::string_view otherwise) { return json.text_or(otherwise); }

// Why it is refused before it is one; empty: it is not.
std::string read_words(Json json, VexStatement& into) {
  auto status = parse_vex_status(json["status"].text());
  if (!status) return status.error().what;
  into.status = *status;
  into.justification = json["justification"].text();
  into.text = json["impact_statement"].text();
  // What is no word of the list gives no reason; an impact statement may.
  if (!into.justification.empty() && !is_justification(into.justification)) {
    if (into.status == VexStatus::kNotAffected && into.text.empty())
      return "no justification of OpenVEX: \"" + into.justification + "\"";
  }
  into.action = json["action_statement"].text();
  if (into.status != VexStatus::kNotAffected && into.text.empty()) into.text = json["status_notes"].text();
  return {};
}

// What the specification demands of a document (§"Document Struct Fields").
void add_faults(Json root, VexDocument& document) {
  const auto fault = [&](const char* why) { document.faults.push_back({.number = 0, .why = why}); };
  if (document.id.empty()) fault("no @id");
  if (document.author.empty()) fault("no author");
  if (!seconds_of(root["timestamp"].text())) fault("no timestamp by RFC 3339");
  if (document.version == 0) fault("no version of 1 or more");
  if (root["statements"].size() == 0) fault("no statement");
}

// The same of a statement that is not refused (§"Statement Fields").
void add_faults(const VexStatement& statement, VexDocument& document) {
  const auto fault = [&](std::string why) {
    document.faults.push_back({.number = statement.number, .why = std::move(why)});
  };
  if (statement.status == VexStatus::kAffected && statement.action.empty())
    fault("affected without an action statement");
  if (statement.justification.empty()) return;
  if (!is_justification(statement.justification)) {
    fault("no justification of OpenVEX: \"" + statement.justification + "\"");
  } else if (statement.status != VexStatus::kNotAffected) {
    fault("a justification, though it does not say not_affected");
  }
}

}  // namespace

Result<VexDocument> read_openvex(Json root, const VexThing* about) {
  const auto context = context_of(root);
  if (!context.starts_with(kContext))
    return base::fail(ErrorKind::kUnsupported, "no VEX document of a form that is read");
  VexDocument document;
  document.form = VexForm::kOpenVex;
  const auto version = context.substr(kContext.size());
  document.form_version = version.starts_with("/v") ? version.substr(2) : "0.0.x";
  if (!document.form_version.starts_with("0."))
    return base::fail(ErrorKind::kUnsupported, "OpenVEX " + document.form_version + " is not read");
  if (!root["statements"].is_array()) return base::invalid("OpenVEX without statements");
  document.id = root["@id"].text();
  document.author = root["author"].text();
  document.timestamp = time_of(root["last_updated"], time_of(root["timestamp"], ""));
  document.version =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, root["version"].integer().value_or(0)));
  add_faults(root, document);
  std::size_t number = 0, left = kMaxVexThings;
  Result<void> sound;
  root["statements"].each([&](Json json) {
    ++number;
    if (!sound) return;
    VexStatement statement{.number = number};
    const auto own = time_of(json["last_updated"], time_of(json["timestamp"], ""));
    statement.timestamp = own.empty() ? document.timestamp : own;
    add_vulnerability(json["vulnerability"], statement);
    if (sound = add_products(json, left, document, statement); !sound) return;
    if (about != nullptr && json["products"].size() == 0)
      statement.products.push_back({.thing = *about, .subcomponents = {}});
    if (auto why = read_words(json, statement); !why.empty()) {
      document.refused.push_back({.number = number, .why = std::move(why)});
      return;
    }
    add_faults(statement, document);
    sound = take(document, std::move(statement));
  });
  PQ_CHECK(sound);
  return document;
}

}  // namespace pratique::vex
