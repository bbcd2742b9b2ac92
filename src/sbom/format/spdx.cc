#include "sbom/spdx.h"

#include "sbom/format.h"
#include "sbom/stable.h"

namespace pratique::sbom {

namespace {

class Spdx final : public Format {
 public:
  std::string_view name() const override { return "spdx"; }

  Result<std::string> write(const model::Inventory& inventory, const Stamp& stamp) const override {
    return write_spdx(inventory, time_of(inventory.subject, stamp.time));
  }

  // SPDX 3 is JSON-LD and has no such member: read_document() names it.
  bool recognises(codec::Json root) const override { return root["spdxVersion"].text().starts_with("SPDX-"); }

  Result<model::Inventory> read(codec::Json root) const override {
    const auto version = root["spdxVersion"].text();
    // 2.2 and 2.3 differ in names of enumerations and in which members may be absent; one reader serves both.
    if (!version.starts_with("SPDX-2.")) {
      return base::fail(ErrorKind::kUnsupported, "SPDX version \"" + std::string(version) + "\"", {},
                        "Write the document as SPDX 2.3 JSON");
    }
    const auto kind = root["packages"].kind();  // null: of some tools, for a list without an entry
    if (kind != codec::Json::Kind::kAbsent && kind != codec::Json::Kind::kNull &&
        kind != codec::Json::Kind::kArray)
      return base::invalid("SPDX: packages are no array");
    return is_own_spdx(root) ? read_own_spdx(root) : read_foreign_spdx(root);
  }
};

}  // namespace

std::unique_ptr<Format> make_spdx() { return std::make_unique<Spdx>(); }

}  // namespace pratique::sbom
