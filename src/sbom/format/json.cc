// The native form: docs/formats/inventory.md, docs/api/inventory.schema.json.
#include "codec/json_value.h"
#include "sbom/format.h"
#include "sbom/native.h"

namespace pratique::sbom {

namespace {

constexpr std::string_view kSchemaFamily = "pratique/inventory/";

class Native final : public Format {
 public:
  std::string_view name() const override { return "json"; }

  Result<std::string> write(const model::Inventory& inventory, const Stamp&) const override {
    return write_native(inventory);
  }

  // Any version is ours to refuse with a word about the version; only version 1 is read.
  bool recognises(codec::Json root) const override {
    return root["schema"].text().starts_with(kSchemaFamily);
  }

  Result<model::Inventory> read(codec::Json root) const override {
    if (root["schema"].text() != kSchema) {
      return base::fail(ErrorKind::kUnsupported, "inventory of schema \"" + root["schema"].text_or("") + "\"",
                        {}, "Use a newer Pratique, or write the inventory again");
    }
    return inventory_from(root);
  }
};

}  // namespace

std::unique_ptr<Format> make_json() { return std::make_unique<Native>(); }

}  // namespace pratique::sbom
