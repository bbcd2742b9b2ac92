// Where credentials may go. A registry names the server that gives tokens for it (the realm), and whoever
// believes every such word hands a user's password to anybody (CVE-2026-33540, CVE-2025-27403).
#pragma once

#include "base/result.h"
#include "net/url.h"

namespace pratique::oci::registry {

// Whether what we know of ourselves for the registry may be sent to the realm that it named. By https, or by
// plain http where both are this machine, or the registry itself is spoken to so and lies on the same host. To
// the same host; or one whose registrable domain (Public Suffix List) is the same; or a known pair. Both on
// this machine are the same host. The error (kInvalid) says why not.
Result<void> check_realm(const net::Url& registry, const net::Url& realm);

// Whether two names belong to one owner by the Public Suffix List: "registry.example.com" and
// "auth.example.com" do, "a.co.uk" and "b.co.uk" do not. False for addresses, and for all names when the
// list's library is not installed.
bool same_owner(const std::string& a, const std::string& b);

}  // namespace pratique::oci::registry
