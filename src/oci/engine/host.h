// Where engines listen: what Docker's and Podman's own programs would speak to. From the environment, Docker's
// contexts (docker/cli, cli/context/store) and the usual sockets.
#pragma once

#include <string>
#include <vector>

#include "net/client.h"

namespace pratique::oci::engine {

struct Host {
  // "unix:///var/run/docker.sock", "tcp://build:2376": for messages; without credentials.
  std::string name;
  // Who named it: "DOCKER_HOST", "context \"desktop\"", "CONTAINER_HOST"; empty: a usual place.
  std::string source;
  net::ClientOptions options;
  net::Url base;
};

// One way to an engine, or why it is none.
struct Way {
  std::string name, source;
  Result<Host> host;
};

// In the order in which they are asked. What was named excludes the usual places: DOCKER_HOST, else
// DOCKER_CONTEXT, else the context that ~/.docker/config.json (DOCKER_CONFIG) chose; and CONTAINER_HOST.
// Otherwise Docker's socket, that of a rootless Docker, and Podman's two, where there is a socket.
// Hosts: unix://PATH, tcp://HOST[:PORT] (with TLS by DOCKER_TLS_VERIFY and DOCKER_CERT_PATH, or the context's
// folder), http:// and https://. ssh:// and npipe:// are kUnsupported, with what to do instead.
std::vector<Way> ways(const net::Environment& environment);

}  // namespace pratique::oci::engine
