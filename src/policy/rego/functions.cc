#include "policy/rego/functions.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>

#include "base/text.h"
#include "codec/json.h"
#include "policy/days.h"
#include "policy/rego/documents.h"
#include "version/order.h"

namespace pratique::policy {

namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

constexpr std::string_view kSbomType = "https://scout.docker.com/sbom/v0.1";
constexpr std::string_view kVulnerabilitiesType = "https://scout.docker.com/vulnerabilities/v0.1";
constexpr std::string_view kProvenanceType = "https://scout.docker.com/provenance/v0.1";
constexpr std::string_view kStatementType = "https://in-toto.io/Statement/v1";

RegoAnswer answer(const JsonValue& value) { return RegoAnswer::json(codec::to_compact_text(value)); }
RegoAnswer nothing() { return RegoAnswer::json("null"); }

std::string quoted(std::string_view text) { return codec::to_compact_text(JsonValue(view(text))); }

// Whether one component is what a purl names: qualifiers that the purl has must be the component's.
bool is_named(const model::Purl& component, const model::Purl& wanted) {
  if (component.type != wanted.type || component.name_space != wanted.name_space ||
      component.name != wanted.name || component.version != wanted.version)
    return false;
  return std::all_of(wanted.qualifiers.begin(), wanted.qualifiers.end(), [&](const auto& qualifier) {
    const auto found = component.qualifiers.find(qualifier.first);
    return found != component.qualifiers.end() && found->second == qualifier.second;
  });
}

class Functions {
 public:
  Functions(const PolicySubject& subject, CanonicalName canonical_name)
      : subject_(subject), canonical_name_(std::move(canonical_name)) {}

  RegoAnswer call(std::string_view name, std::string_view arguments) const {
    const auto parsed = codec::JsonDocument::parse(arguments);
    if (!parsed) return RegoAnswer::wrong("arguments that are no JSON");
    const auto given = parsed->root();
    if (name.starts_with("cosign.") || name.starts_with("gpg."))
      return RegoAnswer::no_data("signatures are not verified");
    if (name == "time.now_ns") return now();
    if (name == "scout.base_image") return answer(base_images_document(subject_));
    if (name == "scout.vulnerabilities") return vulnerabilities(given.at(0));
    if (!given.at(0).is_string()) return RegoAnswer::wrong("its first argument is no text");
    const std::string first(given.at(0).text());
    if (name == "oci.referrer") return referrer(first);
    if (name == "oci.canonical_name") return canonical(first);
    if (name == "oci.image_digest") return image_digest(first);
    if (name == "oci.referrer_index") return referrer_index(std::string(given.at(1).text()));
    if (name == "oci.referrer_by_digest") return by_digest(std::string(given.at(1).text()));
    if (name == "oci.index") return RegoAnswer::no_data("no registry is asked for the index of an image");
    if (name == "scout.parse_purl") return parse_purl(first);
    if (name == "scout.package_provenance") return package_provenance(first);
    if (name == "scout.package_recommendation") return recommendation(first);
    return RegoAnswer::wrong("there is no such function");
  }

 private:
  RegoAnswer now() const {
    const auto days = days_since_1970(subject_.day());
    if (!days) return RegoAnswer::no_data("the day of the report is not known; name it with --now");
    return RegoAnswer::json(std::to_string(*days * 86'400 * 1'000'000'000));
  }

  // A statement of ours, as JSON: its predicate is made by the caller and may be long.
  std::string statement(std::string_view type, std::string_view predicate) const {
    const auto& subject = subject_.inventory.subject;
    JsonObject digest;
    if (const auto halves = base::cut(subject.digest, ":"))
      digest[view(halves->before)] = view(halves->after);
    const JsonArray about{JsonObject{{"name", view(subject.name)}, {"digest", std::move(digest)}}};
    return "{\"_type\":" + quoted(kStatementType) + ",\"subject\":" + codec::to_compact_text(about) +
           ",\"predicateType\":" + quoted(type) + ",\"predicate\":" + std::string(predicate) + "}";
  }

  RegoAnswer wrapped(std::string_view type, std::string_view digest, std::string_view statement_text) const {
    const auto& subject = subject_.inventory.subject;
    const auto image = subject.name + (subject.digest.empty() ? "" : "@" + subject.digest);
    return RegoAnswer::json("{\"predicate_type\":" + quoted(type) + ",\"digest\":" + quoted(digest) +
                            ",\"image\":" + quoted(image) + ",\"statement\":" + std::string(statement_text) +
                            "}");
  }
  RegoAnswer made(std::string_view type, const JsonValue& predicate) const {
    return wrapped(type, "", statement(type, codec::to_compact_text(predicate)));
  }

  std::optional<RegoAnswer> unjudged() const {
    if (!subject_.judgement.database.empty()) return std::nullopt;
    return RegoAnswer::no_data("there is no advisory database, so nothing is known of vulnerabilities");
  }

  RegoAnswer referrer(const std::string& type) const {
    if (type == kSbomType) return made(type, sbom_document(subject_));
    if (type == kVulnerabilitiesType) {
      if (auto none = unjudged()) return *none;
      return made(type, vulnerabilities_document(subject_));
    }
    if (type == kProvenanceType) {
      const auto& subject = subject_.inventory.subject;
      if (subject.provenance.known_by.empty() && subject.bases.empty()) return nothing();
      return made(type, provenance_document(subject_));
    }
    for (const auto& each : subject_.statements) {
      if (each.predicate_type == type) return wrapped(type, each.digest, each.text);
    }
    if (!subject_.looked_beside)
      return RegoAnswer::no_data("nobody looked beside the image for statements about it");
    return nothing();
  }

  RegoAnswer referrer_index(const std::string& digest) const {
    if (digest != subject_.inventory.subject.digest)
      return RegoAnswer::no_data("no registry is asked for statements about another image");
    if (!subject_.looked_beside)
      return RegoAnswer::no_data("nobody looked beside the image for statements about it");
    JsonArray manifests;
    for (const auto& each : subject_.statements)
      manifests.emplace_back(
          JsonObject{{"digest", view(each.digest)}, {"predicateType", view(each.predicate_type)}});
    return answer(JsonObject{{"manifests", std::move(manifests)}});
  }

  RegoAnswer by_digest(const std::string& digest) const {
    for (const auto& each : subject_.statements) {
      if (each.digest == digest) return wrapped(each.predicate_type, each.digest, each.text);
    }
    if (!subject_.looked_beside)
      return RegoAnswer::no_data("nobody looked beside the image for statements about it");
    return nothing();
  }

  RegoAnswer canonical(const std::string& reference) const {
    const auto name = canonical_name_(reference);
    return name ? answer(JsonValue(view(*name))) : RegoAnswer::wrong(base::to_line(name.error()));
  }

  // The one name whose meaning today somebody may have been asked for.
  bool is_base(const std::string& reference) const {
    if (!subject_.base_today) return false;
    if (subject_.base_today->name == reference) return true;
    const auto base = canonical_name_(subject_.base_today->name), other = canonical_name_(reference);
    const auto tag = [](std::string_view text) {
      const auto last = text.substr(text.rfind('/') + 1);
      const auto colon = last.find(':');
      return colon == std::string_view::npos ? std::string_view("latest") : last.substr(colon + 1);
    };
    return base && other && *base == *other && tag(subject_.base_today->name) == tag(reference);
  }

  RegoAnswer image_digest(const std::string& reference) const {
    if (!is_base(reference))
      return RegoAnswer::no_data("nobody was asked what " + reference + " means today");
    const auto& base = *subject_.base_today;
    if (base.today.empty()) return RegoAnswer::no_data(base.why);
    return answer(JsonValue(view(base.today)));
  }

  static RegoAnswer parse_purl(const std::string& text) {
    const auto purl = model::parse_purl(text);
    if (!purl) return RegoAnswer::wrong("\"" + text + "\" is no package URL");
    JsonObject qualifiers;
    for (const auto& [key, value] : purl->qualifiers) qualifiers[view(key)] = view(value);
    return answer(JsonObject{{"type", view(purl->type)},
                             {"namespace", view(purl->name_space)},
                             {"name", view(purl->name)},
                             {"version", view(purl->version)},
                             {"qualifiers", std::move(qualifiers)},
                             {"subpath", view(purl->subpath)}});
  }

  RegoAnswer vulnerabilities(codec::Json purls) const {
    if (auto none = unjudged()) return *none;
    if (!purls.is_array()) return RegoAnswer::wrong("its argument is no list of package URLs");
    std::vector<std::string> wanted;
    purls.each([&](codec::Json each) { wanted.emplace_back(each.text()); });
    std::sort(wanted.begin(), wanted.end());
    JsonArray some;
    for (auto& entry : vulnerabilities_document(subject_)) {
      const auto& purl = entry.as_object().at("purl").as_string();
      if (std::binary_search(wanted.begin(), wanted.end(), std::string(purl.data(), purl.size())))
        some.emplace_back(std::move(entry));
    }
    return answer(some);
  }

  std::vector<std::size_t> named(const model::Purl& wanted) const {
    std::vector<std::size_t> all;
    const auto& components = subject_.inventory.components;
    for (std::size_t i = 0; i < components.size(); ++i) {
      if (is_named(components[i].purl, wanted)) all.push_back(i);
    }
    return all;
  }

  RegoAnswer package_provenance(const std::string& text) const {
    const auto purl = model::parse_purl(text);
    if (!purl) return RegoAnswer::wrong("\"" + text + "\" is no package URL");
    const auto& subject = subject_.inventory.subject;
    JsonArray locations;
    const auto found = named(*purl);
    for (const auto index : found) {
      for (const auto& location : subject_.inventory.components[index].locations) {
        JsonObject place{{"path", view("/" + location.path)}, {"layer", view(location.layer)}};
        if (const auto number = model::layer_number(subject, location.layer)) {
          place["layer_index"] = *number;
          place["created_by"] = view(subject.layers[*number].created_by);
          const auto base = model::base_of_layer(subject, *number);
          place["base_image"] = base ? JsonValue(view(subject.bases[*base].name)) : JsonValue();
        }
        locations.emplace_back(std::move(place));
      }
    }
    if (found.empty()) return nothing();
    return answer(JsonObject{{"purl", view(text)}, {"locations", std::move(locations)}});
  }

  // The newest of the versions that mend something: it mends the others, too, where the ecosystem's order holds.
  RegoAnswer recommendation(const std::string& text) const {
    if (auto none = unjudged()) return *none;
    const auto purl = model::parse_purl(text);
    if (!purl) return RegoAnswer::wrong("\"" + text + "\" is no package URL");
    const auto* order = version::order_of_purl_type(purl->type);
    const auto components = named(*purl);
    std::string_view newest;
    JsonArray fixes;
    for (const auto& finding : subject_.judgement.findings) {
      if (finding.state != match::FindingState::kOpen || finding.fixed.empty() || order == nullptr) continue;
      if (!std::binary_search(components.begin(), components.end(), finding.component)) continue;
      fixes.emplace_back(view(finding.id));
      if (newest.empty() || order->compare(newest, finding.fixed) < 0) newest = finding.fixed;
    }
    if (newest.empty()) return nothing();
    return answer(JsonObject{{"purl", view(text)}, {"version", view(newest)}, {"fixes", std::move(fixes)}});
  }

  const PolicySubject& subject_;
  const CanonicalName canonical_name_;
};

}  // namespace

RegoFunctions functions_about(const PolicySubject& subject, CanonicalName canonical_name) {
  const auto functions = std::make_shared<const Functions>(subject, std::move(canonical_name));
  return [functions](std::string_view name, std::string_view arguments) {
    return functions->call(name, arguments);
  };
}

}  // namespace pratique::policy
