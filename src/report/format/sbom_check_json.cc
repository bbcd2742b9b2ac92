// `sbom verify --format json`: docs/api/sbom-verify.schema.json.
#include "codec/json_value.h"
#include "report/attestations.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

codec::JsonObject package_to_json(const attest::ComparedPackage& one) {
  codec::JsonObject object{{"purl", one.purl}};
  sbom::put(object, "path", one.path);
  return object;
}
codec::JsonObject version_to_json(const attest::OtherVersion& one) {
  codec::JsonObject object{{"package", one.name}, {"listed", one.listed}, {"found", one.found}};
  sbom::put(object, "path", one.path);
  return object;
}

class SbomCheckJson final : public ReportOf<SbomCheck> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/sbom-verify/1"; }

  Result<void> write(const SbomCheck& check, const Options&, const Sink& sink) const override {
    const auto& difference = check.difference;
    const codec::JsonObject object{{"schema", "pratique/sbom-verify/1"},
                                   {"target", check.target},
                                   {"digest", check.digest},
                                   {"platform", model::to_string(check.platform)},
                                   {"sbom", sbom::to_json(check.sbom)},
                                   {"differs", difference.differs()},
                                   {"same", difference.same},
                                   {"missing", nullptr},
                                   {"invented", nullptr},
                                   {"other_version", nullptr},
                                   {"unlisted_types", codec::texts(difference.unlisted_types)},
                                   {"declared", nullptr},
                                   {"unchecked", nullptr},
                                   {"notes", nullptr}};
    return codec::write_json(sink, object,
                             {codec::stream_of("missing", difference.missing, package_to_json),
                              codec::stream_of("invented", difference.invented, package_to_json),
                              codec::stream_of("other_version", difference.other_version, version_to_json),
                              codec::stream_of("declared", difference.declared, package_to_json),
                              codec::stream_of("unchecked", difference.unchecked, package_to_json),
                              codec::stream_of("notes", check.notes,
                                               [](const model::Note& note) { return sbom::to_json(note); })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_check_json() { return std::make_unique<SbomCheckJson>(); }

}  // namespace pratique::report
