#include "sbom/cyclonedx.h"

#include "sbom/changed.h"
#include "sbom/native.h"
#include "sbom/properties.h"
#include "sbom/read.h"

namespace pratique::sbom {

namespace {

class CycloneDxReader final : public Reader {
 public:
  // Required by the schema from 1.2 on, and by nothing else.
  bool recognises(codec::Json root) const override { return root["bomFormat"].text() == "CycloneDX"; }

  Result<model::Inventory> read(codec::Json root, base::Meter& meter) const override {
    const auto version = root["specVersion"].text();
    // Versions of 1 only add members; those that we do not know are passed over. 2.0 is a new model.
    if (!version.starts_with("1.")) {
      return base::fail(ErrorKind::kUnsupported, "CycloneDX version \"" + std::string(version) + "\"", {},
                        "Write the document as CycloneDX 1.6");
    }
    // Some tools write null for a list without an entry.
    const auto kind = root["components"].kind();
    if (kind != codec::Json::Kind::kAbsent && kind != codec::Json::Kind::kNull &&
        kind != codec::Json::Kind::kArray)
      return base::invalid("CycloneDX: components are no array");
    // Other tools copy our components into their documents, but not our claim to the whole.
    const Properties properties(root["metadata"]);
    if (properties["pratique:schema"] != kSchema) return read_foreign_cyclonedx(root, meter);
    auto own = read_own_cyclonedx(root, meter);
    if (own || own.error().kind != ErrorKind::kMismatch) return own;
    auto changed = read_foreign_cyclonedx(root, meter);
    if (changed) changed->notes.push_back(changed_note(own.error()));
    return changed;
  }
};

}  // namespace

namespace readers {
std::unique_ptr<Reader> make_cyclonedx() { return std::make_unique<CycloneDxReader>(); }
}  // namespace readers

}  // namespace pratique::sbom
