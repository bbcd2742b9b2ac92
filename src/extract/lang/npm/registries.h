// Which scopes a package manager was told to take from another registry than everybody's: "@corp:registry=https://npm.corp.example/"
// in npm's files of settings, which pnpm and Yarn 1 read as well (https://docs.npmjs.com/cli/configuring-npm/npmrc, "Associating
// scopes with registries"), `"@corp:registry" "https://…"` in Yarn 1's .yarnrc (https://classic.yarnpkg.com/docs/yarnrc), and
// `npmScopes: {corp: {npmRegistryServer: "https://…"}}` in .yarnrc.yml of Yarn 2 and later
// (https://yarnpkg.com/configuration/yarnrc#npmScopes). What npm 7 and later installed says nothing of where it came from, nor
// do the lock files of pnpm and of Yarn since 2; these files do.
#pragma once

#include <string_view>

#include "extract/extractor.h"

namespace pratique::extract::npm {

// Whether `address` is npm's own registry, by any of its names.
bool is_own_registry(std::string_view address);

// Whether the path is that of a file of settings: a project's, a user's (.npmrc, .yarnrc, .yarnrc.yml), all users' (etc/npmrc).
// Those that lie among installed packages set nothing.
bool is_settings(std::string_view path);
// Of such a file, whose form its name tells: RecordKind::kOrigins, with a line "@corp https://npm.corp.example" in
// DatabaseFacts::log for each scope that another registry has; nothing else of it is kept, since it may hold passwords. A registry
// that a variable of the environment names ("${REGISTRY}") is not known, and its scope left out. At most 1,000 scopes. Errors:
// those of a YAML document that is none.
Result<Record> read_settings(std::string_view path, std::string_view text);
// Tells of npm's packages of these scopes, among the components from number `first` on, that they are private
// (model/unpublished.h): those below the folder of a project's file, and all where the file is a user's or all users'. What
// says already where it is from keeps that.
void mark_private_scopes(const Records& records, std::size_t first, Assembly& out);

}  // namespace pratique::extract::npm
