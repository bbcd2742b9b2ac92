// `attestation list --format json`: docs/api/attestations.schema.json.
#include "codec/json_value.h"
#include "report/attestations.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

codec::JsonObject row_to_json(const AttestationList::Row& row) {
  codec::JsonObject object{{"digest", row.digest},
                           {"manifest", row.manifest},
                           {"size", row.size},
                           {"place", row.place},
                           {"form", row.form},
                           {"kind", row.kind},
                           {"predicate_type", row.predicate_type},
                           {"subject", row.subject},
                           {"about", row.about}};
  sbom::put(object, "generator", row.generator);
  object.emplace("signatures", row.signatures);
  object.emplace("verification", "unverified");
  return object;
}

class AttestationsJson final : public ReportOf<AttestationList> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/attestations/1"; }

  Result<void> write(const AttestationList& list, const Options&, const Sink& sink) const override {
    const codec::JsonObject object{
        {"schema", "pratique/attestations/1"},         {"target", list.target},   {"digest", list.digest},
        {"platform", model::to_string(list.platform)}, {"attestations", nullptr}, {"notes", nullptr}};
    return codec::write_json(
        sink, object,
        {codec::stream_of("attestations", list.rows, row_to_json),
         codec::stream_of("notes", list.notes, [](const model::Note& note) { return sbom::to_json(note); })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_attestations_json() { return std::make_unique<AttestationsJson>(); }

}  // namespace pratique::report
