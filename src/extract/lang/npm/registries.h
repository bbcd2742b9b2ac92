// Which scopes npm was told to take from another registry than everybody's: "@corp:registry=https://npm.corp.example/" in
// npm's files of settings (https://docs.npmjs.com/cli/configuring-npm/npmrc, "Associating scopes with registries"). What npm
// 7 and later installed says nothing of where it came from; these files do.
#pragma once

#include <string_view>
#include <vector>

#include "extract/extractor.h"
#include "extract/lang/support/needs.h"

namespace pratique::extract::npm {

// Whether `address` is npm's own registry, by any of its names.
bool is_own_registry(std::string_view address);

// Whether the path is that of a file of settings: a project's, a user's (.npmrc), all users' (etc/npmrc). Those that lie
// among installed packages set nothing.
bool is_settings(std::string_view path);
// Of such a file: RecordKind::kOrigins, with a line "@corp https://npm.corp.example" in DatabaseFacts::log for each scope
// that another registry has; nothing else of it is kept, since it may hold passwords. At most 1,000 scopes.
Record read_settings(std::string_view text);
// Tells of installed packages of these scopes that they are private (model/unpublished.h): those below the folder of a
// project's file, and all where the file is a user's or all users'.
void mark_private_scopes(const Records& records, const std::vector<lang::Placed>& packages, Assembly& out);

}  // namespace pratique::extract::npm
