#include "oci/registry/realm.h"

#include <dlfcn.h>
#include <fmt/format.h>
#include <libpsl.h>

#include <algorithm>
#include <array>

#include "net/address.h"

namespace pratique::oci::registry {

namespace {

// Registries whose tokens come from another owner's name, by their own documentation.
struct Pair {
  std::string_view registry, realm;
};
constexpr std::array<Pair, 1> kKnown{{{"registry.hub.docker.com", "auth.docker.io"}}};

// libcurl brings the library along; like libcurl it is loaded only when something is asked of it.
struct PublicSuffixes {
  decltype(&::psl_builtin) builtin = nullptr;
  decltype(&::psl_registrable_domain) registrable_domain = nullptr;
};

const PublicSuffixes& public_suffixes() {
  static const PublicSuffixes loaded = [] {
    PublicSuffixes suffixes;
    void* library = ::dlopen("libpsl.so.5", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return suffixes;
    suffixes.builtin = reinterpret_cast<decltype(&::psl_builtin)>(::dlsym(library, "psl_builtin"));
    suffixes.registrable_domain =
        reinterpret_cast<decltype(&::psl_registrable_domain)>(::dlsym(library, "psl_registrable_domain"));
    return suffixes;
  }();
  return loaded;
}

std::string registrable(const std::string& host) {
  const auto& suffixes = public_suffixes();
  if (suffixes.builtin == nullptr || suffixes.registrable_domain == nullptr) return "";
  const auto* list = suffixes.builtin();
  const char* domain = list ? suffixes.registrable_domain(list, host.c_str()) : nullptr;
  return domain ? domain : "";
}

bool is_loopback(const std::string& host) {
  const auto literal = net::kind_of_literal(host);
  return (literal ? literal : net::kind_of_name(host)) == net::AddressKind::kLoopback;
}

bool is_known_pair(const net::Url& registry, const net::Url& realm) {
  return std::any_of(kKnown.begin(), kKnown.end(), [&](const Pair& pair) {
    return pair.registry == registry.host() && pair.realm == realm.host();
  });
}

tl::unexpected<Error> denied(const net::Url& registry, const net::Url& realm, const std::string& why) {
  return base::fail(
      ErrorKind::kInvalid,
      fmt::format("{} wants credentials sent to {}, {}", registry.origin(), realm.origin(), why), {},
      "if it is right, get a token there and set PRATIQUE_REGISTRY_TOKEN");
}

}  // namespace

bool same_owner(const std::string& a, const std::string& b) {
  if (net::kind_of_literal(a) || net::kind_of_literal(b)) return false;
  const auto owner = registrable(a);
  return !owner.empty() && owner == registrable(b);
}

Result<void> check_realm(const net::Url& registry, const net::Url& realm) {
  const bool here = is_loopback(registry.host()) && is_loopback(realm.host());
  const bool same = here || registry.host() == realm.host();
  if (!realm.is_secure() && !here && (registry.is_secure() || !same))
    return denied(registry, realm, "without TLS: refused");
  if (same || same_owner(registry.host(), realm.host()) || is_known_pair(registry, realm)) return {};
  return denied(registry, realm, "which belongs to somebody else: refused");
}

}  // namespace pratique::oci::registry
