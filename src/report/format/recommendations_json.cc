// `recommendations --format json`: schema pratique/recommendations/1 (docs/recommendations.md).
#include "base/text.h"
#include "report/document.h"
#include "report/recommendations.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

using codec::JsonArray;
using codec::JsonObject;
using codec::JsonValue;
using codec::view;

JsonObject to_json(const recommend::ImageFacts& facts) {
  JsonObject object;
  sbom::put(object, "tag", facts.tag);
  sbom::put(object, "digest", facts.digest);
  sbom::put(object, "created", facts.created);
  if (facts.size != 0) object.emplace("size", facts.size);
  object.emplace("packages", facts.packages);
  sbom::put(object, "os", facts.system);
  sbom::put(object, "os_version", facts.system_version);
  sbom::put(object, "runtime", facts.runtime);
  sbom::put(object, "runtime_version", facts.runtime_version);
  sbom::put(object, "flavor", facts.flavour);
  sbom::put(object, "maintained_until", facts.maintenance.until);
  if (facts.maintenance.known) object.emplace("maintained", !facts.maintenance.ended);
  JsonValue vulnerabilities;
  if (facts.judged) {
    const auto counts = counts_of(facts);
    JsonObject by_severity;
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      const auto number = counts.by_severity[i];
      by_severity.emplace(base::to_lower(advisory::to_string(kSeverities[i])),
                          number == 0 && !facts.whole ? JsonValue(nullptr) : JsonValue(number));
    }
    by_severity.emplace("at_least", !facts.whole);
    vulnerabilities = std::move(by_severity);
  }
  object.emplace("vulnerabilities", std::move(vulnerabilities));
  return object;
}

JsonObject to_json(const Proposal& one) {
  auto object = to_json(one.facts);
  object.emplace("kind", recommend::to_string(one.kind));
  object.emplace("from", view(one.from));
  object.emplace("also", codec::texts(one.also));
  object.emplace("benefits", codec::texts(one.advice.benefits));
  object.emplace("drawbacks", codec::texts(one.advice.drawbacks));
  object.emplace("introduces", one.advice.introduced);
  object.emplace("removes", one.advice.removed);
  return object;
}

JsonObject to_json(const Refresh& refresh) {
  JsonObject object{{"state", to_string(refresh.state)}};
  sbom::put(object, "why", refresh.why);
  if (refresh.proposal) object.emplace("proposal", to_json(*refresh.proposal));
  return object;
}

JsonObject to_json(const BaseAdvice& advice) {
  JsonObject object{{"name", view(advice.name)}};
  object.emplace("base", advice.base ? JsonValue(to_json(*advice.base)) : JsonValue(nullptr));
  sbom::put(object, "base_by", advice.base_by);
  sbom::put(object, "base_why", advice.base_why);
  object.emplace("also", codec::texts(advice.also));
  if (advice.refresh) object.emplace("refresh", to_json(*advice.refresh));
  if (advice.updates) {
    JsonArray updates;
    for (const auto& one : *advice.updates) updates.emplace_back(to_json(one));
    object.emplace("updates", std::move(updates));
  }
  JsonArray unknown;
  for (const auto& one : advice.unknown)
    unknown.emplace_back(JsonObject{{"tag", view(one.tag)}, {"why", view(one.why)}});
  object.emplace("not_analyzed", std::move(unknown));
  sbom::put(object, "tags_by", advice.tags_by);
  sbom::put(object, "tags_why", advice.tags_why);
  return object;
}

class RecommendationsJson final : public ReportOf<RecommendedBases> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/recommendations/1"; }
  Result<void> write(const RecommendedBases& document, const Options&, const Sink& sink) const override {
    JsonObject object{{"schema", kRecommendationsSchema}, {"tool", tool_to_json()}};
    object.emplace("subject", sbom::to_json(document.subject));
    auto advice = to_json(document.advice);
    for (auto& [name, value] : advice) object.emplace(name, std::move(value));
    return codec::write_json(sink, object);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_recommendations_json() { return std::make_unique<RecommendationsJson>(); }

}  // namespace pratique::report
