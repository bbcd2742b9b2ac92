// `sbom diff --format json`: docs/api/sbom-diff.schema.json.
#include "codec/json_value.h"
#include "report/sbom_documents.h"
#include "sbom/native.h"

namespace pratique::report {
namespace {

codec::JsonObject listed_to_json(const sbom::ListedPackage& one) {
  codec::JsonObject object{{"package", codec::view(one.package)}};
  sbom::put(object, "version", one.version);
  return object;
}

codec::JsonObject changed_to_json(const sbom::ChangedPackage& one) {
  codec::JsonObject object{{"package", codec::view(one.package)},
                           {"before", codec::view(one.before)},
                           {"after", codec::view(one.after)}};
  codec::JsonArray fields;
  for (const auto& field : one.fields) {
    fields.push_back(codec::JsonObject{{"field", codec::view(field.field)},
                                       {"before", codec::view(field.before)},
                                       {"after", codec::view(field.after)}});
  }
  if (!fields.empty()) object.emplace("fields", std::move(fields));
  return object;
}

class SbomDiffJson final : public ReportOf<SbomDiff> {
 public:
  std::string_view format() const override { return "json"; }
  std::string_view about() const override { return "schema pratique/sbom-diff/1"; }

  Result<void> write(const SbomDiff& diff, const Options&, const Sink& sink) const override {
    const auto& difference = diff.difference;
    const codec::JsonObject object{{"schema", "pratique/sbom-diff/1"},
                                   {"before", codec::view(diff.before)},
                                   {"after", codec::view(diff.after)},
                                   {"differs", difference.differs()},
                                   {"same", difference.same},
                                   {"added", nullptr},
                                   {"removed", nullptr},
                                   {"changed", nullptr},
                                   {"notes", nullptr}};
    return codec::write_json(
        sink, object,
        {codec::stream_of("added", difference.added, listed_to_json),
         codec::stream_of("removed", difference.removed, listed_to_json),
         codec::stream_of("changed", difference.changed, changed_to_json),
         codec::stream_of("notes", diff.notes, [](const model::Note& note) { return sbom::to_json(note); })});
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_sbom_diff_json() { return std::make_unique<SbomDiffJson>(); }

}  // namespace pratique::report
