// One place of a repository, spoken to: its address and scheme, its certificates, and who we are there.
// Inside oci::registry only.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "oci/registry/authorizer.h"
#include "oci/registry/places.h"

namespace pratique::oci::registry {

// Thread-safe.
class Endpoint {
 public:
  // Makes no request. Errors: those of address_of().
  static Result<std::unique_ptr<Endpoint>> open(const RepositoryPlace& place, net::ClientOptions options,
                                                std::shared_ptr<const Credentials> credentials);

  // The answer to a request for `path` ("/v2/…", maybe with a query) of this place, whatever its status but 401,
  // which is answered once. The request's URL is set here; its Reach is for what is not of our own making.
  // Errors: those of the client; kIo, as of Authorizer::answer(), or when a second 401 comes.
  //
  // Which scheme a place speaks shows at the first request: a loopback address may do without TLS, and is asked
  // so first; one that is marked insecure is asked by https first. All others speak https.
  Result<net::Response> send(net::Request request, const std::string& path, Action action = Action::kPull);
  // The same for an address that the place named itself (where an upload goes on, the next page). Our
  // credentials go there only if it is the place's own.
  Result<net::Response> send_to(net::Request request, net::Url url, Action action);

  // "/v2/NAME".
  std::string prefix() const { return "/v2/" + place_.path; }
  const RepositoryPlace& place() const { return place_; }
  // "127.0.0.1:5000/org/app": for messages.
  std::string name() const { return place_.domain + "/" + place_.path; }

 private:
  Endpoint(const RepositoryPlace& place, net::ClientOptions options,
           std::shared_ptr<const Credentials> credentials);
  std::optional<net::Response> probe(net::Request request, const std::string& path);
  Result<net::Response> ask(net::Request request, const net::Url& place, Action action,
                            std::optional<net::Response> first);

  const RepositoryPlace place_;
  // What may be spoken here, the likeliest first.
  std::vector<net::Url> candidates_;
  net::Client client_;
  Authorizer authorizer_;
  std::mutex mutex_;
  std::optional<net::Url> address_;
};

// What the registry says of a request that failed ({"errors": [{"code": …, "message": …}]}, specification
// "Error Codes"), with the place's name.
Error refusal(net::Response& response, const Endpoint& endpoint);

}  // namespace pratique::oci::registry
