// What the packages of a lock file are there for, where it says that of those only that the project asks for.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/component.h"
#include "model/inventory.h"

namespace pratique::extract::lang {

struct Beginning {
  // Of a component.
  std::uint32_t number = 0;
  model::Scope scope = model::Scope::kRequired;
};

// Gives each component the nearest scope in which a way leads to it from what is asked for; a way is worth what the weakest
// of its steps is: what an optional package requires is optional. What no way leads to stays as it is. Edges are between
// `components`, the first of which has the number `first`; others are passed over. Linear in all three.
void spread_scopes(std::span<model::Component> components, std::span<const model::Edge> edges,
                   std::span<const Beginning> asked, std::uint32_t first = 0);

}  // namespace pratique::extract::lang
