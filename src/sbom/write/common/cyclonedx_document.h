// What a CycloneDX document of an inventory says, as the members of its JSON form: the one description that every
// encoding (JSON, XML) and version is made of. How an inventory maps to it: docs/formats/cyclonedx.md.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "codec/json_value.h"
#include "model/inventory.h"

namespace pratique::sbom {

class CycloneDxDocument {
 public:
  // Whether the encoding carries the texts of an object unchanged. Where it does not, the object gets the native form as
  // a property, which is what is read back.
  using Carries = std::function<bool(const codec::JsonObject&)>;

  // Of version 1.`minor`. The inventory must outlive this.
  CycloneDxDocument(const model::Inventory& inventory, std::string time, int minor,
                    Carries carries = nullptr);
  ~CycloneDxDocument();

  // Everything in the order of the schema; "components" and "dependencies" are null there, to be written one by one.
  codec::JsonObject head() const;
  // One after the other; nothing at the end.
  std::optional<codec::JsonValue> next_component();
  std::optional<codec::JsonValue> next_dependency();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace pratique::sbom
