// What a package.json says that it needs (https://docs.npmjs.com/cli/configuring-npm/package-json).
#pragma once

#include "codec/json.h"
#include "extract/lang/support/needs.h"

namespace pratique::extract::npm {

// Its members; views into the document.
struct NeedLists {
  codec::Json dependencies, optional_dependencies, peer_dependencies, peer_meta;
};

// Adds all names, each with what it is needed for. npm repeats optional dependencies among the others when it publishes;
// the weaker word counts then. What whoever uses the package need not bring is told apart in "peerDependenciesMeta".
void add_needs(const NeedLists& lists, Record& record);

}  // namespace pratique::extract::npm
