// Which package.json files are packages that a package manager installed, by path alone. Node.js finds
// packages in folders node_modules/NAME (https://nodejs.org/api/modules.html, "Loading from node_modules
// folders"), and Debian's Node.js also in usr/share/nodejs and usr/lib/nodejs.
#pragma once

#include <string>
#include <string_view>

#include "extract/lang/support/places.h"

namespace pratique::extract::npm {

struct Located {
  // kInstalled: an unbroken chain of node_modules/NAME from the topmost module folder down to the file;
  // kVendored: deeper inside an installed package; kElsewhere: no module folder above it, so the manifest of a
  // source project.
  lang::Place place = lang::Place::kElsewhere;
  // Name of the (innermost) installed package by its folder: "b", "@scope/b"; empty when elsewhere.
  std::string package;
};

// Of the path of a package.json, or of another file beside one. Besides plain node_modules it knows the
// stores of pnpm (.pnpm/ID/node_modules/NAME), deno (.deno, alike), npm's and yarn's linked layouts
// (.store/ID/node_modules/NAME, .store/ID/package).
Located locate(std::string_view path);

}  // namespace pratique::extract::npm
