// Who we are to a registry: what the files of Docker and Podman, credential helpers and our own settings say.
//
// Formats: Docker's config.json ("auths", "credsStore", "credHelpers"; docker/cli, "login"), Podman's
// auth.json (containers-auth.json(5): the same, and keys may name a part of a registry: "host/org/app").
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/proxy.h"
#include "net/secret.h"

namespace pratique::oci::registry {

struct Login {
  std::string user;
  net::Secret password;
  // A refresh token of OAuth2, in the place of a password.
  net::Secret identity_token;
  // Goes to the registry as it is: "Authorization: Bearer …".
  net::Secret registry_token;
  // Where it stood, for people: a file, a helper, "PRATIQUE_REGISTRY_USER".
  std::string from;
};

class Credentials {
 public:
  // Reads nothing yet. `own_registry`: the domain of the image that the command is about; what stands in
  // PRATIQUE_REGISTRY_USER, _PASSWORD and _TOKEN is for it alone, and for nobody when it is empty.
  Credentials(std::string own_registry, net::Environment environment);

  // For a repository ("docker.io", "library/alpine") or whatever else lies on a host ("mirror:5000", "org/app").
  // The first that knows it, of: PRATIQUE_REGISTRY_*; REGISTRY_AUTH_FILE, and if it is set, no other file;
  // $XDG_RUNTIME_DIR/containers/auth.json; $XDG_CONFIG_HOME/containers/auth.json;
  // $DOCKER_CONFIG/config.json or ~/.docker/config.json. Within a file: the longest of its keys that begins the
  // name; for the host, its helper before what stands there in clear. Nothing: come as anybody.
  //
  // Errors, none of which holds a part of a credential: kUsage for a contradiction in PRATIQUE_REGISTRY_*;
  // kIo, kInvalid for a file that is there and cannot be read; kNotFound for a REGISTRY_AUTH_FILE that is not
  // there; those of ask_helper(). Thread-safe; slow where a helper is asked: whoever calls keeps the answer.
  Result<std::optional<Login>> find(const std::string& domain, const std::string& path) const;

 private:
  Result<std::optional<Login>> own(const std::string& domain) const;
  std::vector<std::string> files() const;

  std::string own_registry_;
  net::Environment environment_;
};

// The entry of one file for a repository, of what the text of the file says. Inside oci::registry only.
// `helper`: asks a credential helper (name, server).
using Helper =
    std::function<Result<std::optional<Login>>(const std::string& name, const std::string& server)>;
Result<std::optional<Login>> find_in_file(std::string_view text, const std::string& domain,
                                          const std::string& path, const Helper& helper);

// Runs docker-credential-NAME, found on PATH, without a shell: "get", the server on its standard input, JSON
// on its standard output (docker-credential-helpers, "get"). Nothing when it knows no credentials. Errors:
// kInvalid for a name that is more than a name, or an answer that is none; kNotFound when there is no such
// program; kIo when it fails; kLimit for more than kHelperTime or kHelperBytes.
inline constexpr std::chrono::seconds kHelperTime{30};
inline constexpr std::size_t kHelperBytes = 1 << 20;
Result<std::optional<Login>> ask_helper(const std::string& name, const std::string& server,
                                        std::chrono::milliseconds time = kHelperTime);

}  // namespace pratique::oci::registry
