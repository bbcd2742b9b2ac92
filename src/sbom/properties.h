// The name-value pairs of CycloneDX ("properties"), and our names among them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json.h"
#include "codec/json_value.h"
#include "model/component.h"

namespace pratique::sbom {

// Behind it stands a scope: "pratique:needs:dev".
inline constexpr std::string_view kNeeds = "pratique:needs:";

// Pairs being written, in the order of adding.
class PropertyList {
 public:
  // Leaves pairs with an empty value out.
  void add(std::string_view name, std::string_view value);
  // As compact JSON.
  void add(std::string_view name, codec::JsonObject value);
  void add_even_empty(std::string_view name, std::string_view value);
  // Adds them as "properties" of an object, if there are any.
  void put_into(codec::JsonObject& object) &&;

 private:
  codec::JsonArray array_;
};

// Pairs as read. Names may repeat; the order is the document's.
class Properties {
 public:
  // Of owner["properties"].
  explicit Properties(codec::Json owner);

  // The first of that name, else "".
  std::string_view operator[](std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  // Name without the prefix → value, of all names that begin so.
  std::map<std::string, std::string> with_prefix(std::string_view prefix) const;
  bool empty() const { return pairs_.empty(); }
  // Calls visit(name, value) for each.
  template <class Visit>
  void each(const Visit& visit) const {
    for (const auto& [name, value] : pairs_) visit(name, value);
  }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> pairs_;
};

// What a component has of `properties` in every document: its own, and those of its members that have always
// stood there under a stable name ("pratique:database" = "removed", "pratique:state", "pratique:scope"…), so
// that readers outside find them where they were.
std::map<std::string, std::string> properties_of(const model::Component& component);
// Where its sources are kept, as it states ("pratique:source-url"); may be empty.
std::string_view source_url_of(const model::Component& component);
// The reverse: sets those members, and the component's own properties. Errors: kInvalid for a word that the
// member does not have.
Result<void> take_properties(std::map<std::string, std::string> written, model::Component& component);

// A component's own properties stand beside those with a meaning of our mapping ("pratique:owner"); a key
// that would be taken for one of them, or does not begin with "pratique:", is written behind
// "pratique:property:".
std::string escaped_key(std::string_view key);
// Those of a component in a CycloneDX document of ours that take_properties() is for.
std::map<std::string, std::string> unreserved(const Properties& properties);

}  // namespace pratique::sbom
