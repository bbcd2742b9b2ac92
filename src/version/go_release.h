// Go's versions as they are met outside of advisories: of the toolchain, and of a program's own module.
#pragma once

#include <string>
#include <string_view>

namespace pratique::version {

// The release in any text that names a toolchain, without "go": "1.21.5" of "go1.21.5", "v1.21.5",
// "go1.21.5 X:boringcrypto", "1.21.5-X:nodwarf5", "go1.21.5-corp", "go1.21.5 (Red Hat 1.21.5-2.el9)"; "1.22rc1" of
// "go1.22rc1". "" when no release begins it: "devel go1.22-abcdef" is a commit on the way to one.
std::string go_release(std::string_view toolchain);

// What stands where a version should be and is none: "(devel)"; the version of a module that a folder stands in for
// (v0.0.0-00010101000000-000000000000); a commit of a working copy that has no release before it
// ("v0.0.0-20260817133844-d7598b714141+dirty").
bool is_no_go_version(std::string_view version);

// A commit without a release before it: "v0.0.0-20260817133844-d7598b714141" (go.dev/ref/mod#pseudo-versions). Of a
// dependency it is the version; of a program's own module it only says that nobody asked for a release.
bool is_untagged_go_commit(std::string_view version);

}  // namespace pratique::version
