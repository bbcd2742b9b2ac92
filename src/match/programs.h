// Programs that no package manager recorded, by what their own authors call them: which products of NVD's dictionary they
// are, and which project's advisories speak of them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"
#include "model/inventory.h"

namespace pratique::match {

struct Program {
  // Of "pkg:generic/NAME".
  std::string_view name;
  // As Affected::name of the ecosystem CPE, blank-separated: "a:f5:nginx a:nginx:nginx".
  std::string_view products;
  // The order of its versions.
  std::string_view order = "cpe";
  // Whose own advisories name it: "Node.js", "node"; empty: nobody's.
  std::string_view ecosystem = {}, package = {};
};
// nullptr: not one of those that are known. Without case.
const Program* program_called(std::string_view name);

// More products than a real component states are not looked up: each is a look-up.
inline constexpr std::size_t kMaxProducts = 16;

// Its products by its name, then by the CPEs that it states, each once. Applications only: of an operating system or a
// device nothing in an image is one.
std::vector<std::string> products_of(const model::Component& component);

// Makes components of what programs say of themselves: of the observations "program-banner", whose message begins "calls
// itself pkg:generic/NAME@VERSION: ". They are no package manager's word, so that an inventory holds them as observations
// only; whoever has them judged asks for it. Of each program in each file one, with little confidence.
void add_programs(model::Inventory& inventory);

}  // namespace pratique::match
