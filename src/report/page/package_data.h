// The data of the page of packages (docs/formats/html.md): layers, licences, packages and how they lead to one another, as
// the script reads them. All texts are printable.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.h"
#include "codec/json_value.h"
#include "model/graph.h"
#include "report/report.h"

namespace pratique::report {

class PackageData {
 public:
  // Both must outlive this, and what it gives.
  PackageData(const model::Inventory& inventory, const Options& options);

  // "layers", "licences", "expressions", "hows".
  codec::JsonObject tables() const;
  // "packages": one for each component, in the inventory's order.
  codec::JsonStream packages() const;

  // Of a component, as an SPDX expression; empty: not known. Not yet printable.
  std::string_view licence_of(std::size_t component) const;
  // Number of its first place's layer; kNoLayer: it is not told.
  std::int64_t layer_of(std::size_t component) const;

 private:
  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);

  void read_licences();
  void find_doubles();
  codec::JsonObject layer_to_json(std::size_t number) const;
  codec::JsonObject package_to_json(std::size_t component) const;
  void put_licences(codec::JsonObject& object, std::size_t component) const;
  void put_places(codec::JsonObject& object, const model::Component& component) const;
  void put_links(codec::JsonObject& object, std::size_t component) const;
  std::int64_t layer_named(std::string_view diff_id) const;

  const model::Inventory& inventory_;
  const Options& options_;
  model::Graph graph_;
  std::unordered_map<std::string_view, std::int64_t, base::TextHash> layers_;
  // Different expressions, in the order in which they come first; of each component, the number of its own.
  std::vector<std::string> expressions_;
  std::vector<std::uint32_t> licences_;
  // Of each component, the first one that is the same package, if that is another.
  std::vector<std::uint32_t> same_;
};

}  // namespace pratique::report
