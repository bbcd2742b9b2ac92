// What lock files of npm's packages (npm, Yarn, pnpm, Bun) say of one, in the words that they share.
#pragma once

#include <string_view>

#include "base/result.h"
#include "extract/record.h"
#include "model/component.h"

namespace pratique::extract::npm {

// A package that a lock file declares, "a" or "@scope/a". A version that is an address ("git+ssh://…#abc", "file:../x") is
// none. Errors: those of lang::package().
Result<model::Component> locked_package(std::string_view name, std::string_view version);

// Says where it is from by the first address that is of a repository or folder: as model::kind_of_address() has it, and by
// the ways in which Yarn and pnpm write down what they fetch from a repository ("https://host/x.git#commit=abc", an archive
// that the host makes of a commit). Else the host of the first one, unless that is npm's own registry, by either name.
void set_source(model::Component& component, std::string_view resolved, std::string_view version);

// Whether a lock file that gives the address of every package takes some from npm's own registry.
bool names_own_registry(std::string_view text);
// The same of one that gives the addresses of those only that come from elsewhere.
bool has_plain_packages(const Record& record);

// npm can be told to take a scope from another registry ("@corp:registry=…"). Where a lock file does so with a whole scope,
// and takes other packages from npm's own, the scope is private. Where all come from elsewhere, that is a mirror.
void mark_private_scopes(Record& record);

}  // namespace pratique::extract::npm
