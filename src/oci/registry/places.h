// Where a repository may be read: mirrors first, the registry itself last, as Podman's registries.conf
// (containers-registries.conf(5), version 2) and --registry-mirror say; and with which certificates
// (Docker's and Podman's certs.d).
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "net/client.h"
#include "oci/reference.h"

namespace pratique::oci::registry {

// One place that may hold a repository.
struct RepositoryPlace {
  // "docker.io", "mirror:5000".
  std::string domain;
  // Of the repository there.
  std::string path;
  // Certificates are not checked, and plain http is allowed.
  bool insecure = false;
  // Was written as http://….
  bool plain = false;
  // Somebody's copy: what it lacks is looked for in the next place.
  bool mirror = false;
};

// One [[registry]] of registries.conf.
struct Rule {
  // "example.com", "example.com/org", "*.example.com".
  std::string prefix;
  // What takes the prefix's place; empty: nothing does.
  std::string location;
  bool insecure = false, blocked = false, by_digest_only = false;

  struct Mirror {
    std::string location;
    bool insecure = false;
    // Which references are looked for there.
    bool tags = true, digests = true;
  };
  std::vector<Mirror> mirrors;
};

// The rules of one file's text. "unqualified-search-registries", aliases and credential helpers there are not
// looked at: a word without a registry means Docker's (docs/decisions/0031). Errors: kInvalid for what is no
// TOML or a rule without a name; kUnsupported for the form before version 2.
Result<std::vector<Rule>> parse_rules(std::string_view text);

// The rules of this machine: the file that CONTAINERS_REGISTRIES_CONF names, else
// ~/.config/containers/registries.conf, else /etc/containers/registries.conf; then those of the folders
// registries.conf.d beside the last two, in the order of their names, of which a later one replaces those of
// the same prefix. With the user's own file the folder in /etc does not count. None is no error; errors of
// parse_rules(), with the file.
Result<std::vector<Rule>> read_rules(const net::Environment& environment);

// Where a reference is read, in order: `hub_mirrors` ("host:5000", "https://host/prefix", as --registry-mirror
// has them; for docker.io only), the mirrors of the rule with the longest prefix, the registry. Errors:
// kInvalid when the rule blocks it; kUsage for a mirror that names no host; kInvalid where a rule leads to what
// is no repository.
Result<std::vector<RepositoryPlace>> places_of(const ImageReference& reference,
                                               const std::vector<Rule>& rules,
                                               const std::vector<std::string>& hub_mirrors);

// Adds what ~/.config/containers/certs.d/DOMAIN, /etc/containers/certs.d/DOMAIN or /etc/docker/certs.d/DOMAIN,
// the first that is there, holds: *.crt are authorities, X.cert and X.key show who we are. Errors: kInvalid for
// a certificate without its key and the other way round.
Result<void> add_certificates(const std::string& domain, const net::Environment& environment,
                              net::TlsOptions& tls);

// The address of a registry's interface: "https://registry-1.docker.io" for "docker.io".
Result<net::Url> address_of(const std::string& domain, bool secure);

}  // namespace pratique::oci::registry
