// What an SPDX 2 document of an inventory says, as the members of its JSON form: the one description that both encodings
// (JSON, tag-value) and versions (2.2, 2.3) are made of. How an inventory maps to it: docs/formats/spdx.md.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "codec/json_value.h"
#include "model/inventory.h"

namespace pratique::sbom {

class SpdxDocument {
 public:
  // Of version 2.`minor`, 2 or 3. The inventory must outlive this.
  SpdxDocument(const model::Inventory& inventory, std::string time, int minor);
  ~SpdxDocument();

  // Everything but the lists, which are null there: "packages", "hasExtractedLicensingInfos", "relationships".
  codec::JsonObject head() const;
  // One after the other, in this order of lists: each knows what the one before it found out. Nothing at the end.
  std::optional<codec::JsonValue> next_package();
  std::optional<codec::JsonValue> next_license();
  std::optional<codec::JsonValue> next_relationship();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::sbom
