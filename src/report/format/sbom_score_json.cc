// `sbom score --format json`: docs/api/sbom-score.schema.json.
#include "codec/json_value.h"
#include "report/sbom_documents.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

codec::JsonObject standard_to_json(const sbom::StandardScore& one) {
  return {{"standard", sbom::to_string(one.standard)},
          {"name", sbom::name_of(one.standard)},
          {"elements", one.elements},
          {"met", one.met},
          {"percent", one.percent}};
}

codec::JsonObject element_to_json(const sbom::ElementScore& one) {
  codec::JsonArray demands;
  for (const auto& demand : one.element->demands) {
    demands.push_back(codec::JsonObject{{"standard", sbom::to_string(demand.standard)},
                                        {"clause", codec::view(demand.clause)}});
  }
  return {{"id", codec::view(one.element->id)},
          {"title", codec::view(one.element->title)},
          {"of", one.element->of_document != nullptr ? "document" : "component"},
          {"asked", one.asked},
          {"met", one.met},
          {"demands", std::move(demands)},
          {"missing", codec::texts(one.missing)}};
}

codec::JsonObject defect_to_json(const sbom::Defect& defect) {
  codec::JsonObject object{{"place", codec::view(defect.place)}, {"what", codec::view(defect.what)}};
  if (defect.line != 0) object.emplace("line", defect.line);
  return object;
}

class SbomScoreJson final : public ReportOf<SbomScore> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/sbom-score/1"; }

  Result<void> write(const SbomScore& document, const Options&, const Sink& sink) const override {
    codec::JsonObject object{{"schema", "pratique/sbom-score/1"},
                             {"target", codec::view(document.target)},
                             {"format", codec::view(document.facts.format)},
                             {"version", codec::view(document.facts.version)},
                             {"subject", codec::view(document.facts.subject)},
                             {"components", document.facts.components.size()},
                             {"valid", nullptr},
                             {"defects", nullptr},
                             {"standards", nullptr},
                             {"elements", nullptr}};
    if (document.checked) object["valid"] = document.defects.empty();
    return codec::write_json(sink, object,
                             {codec::stream_of("defects", document.defects, defect_to_json),
                              codec::stream_of("standards", document.score.standards, standard_to_json),
                              codec::stream_of("elements", document.score.elements, element_to_json)});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_score_json() { return std::make_unique<SbomScoreJson>(); }

}  // namespace pratique::report
