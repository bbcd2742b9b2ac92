// One request on its way and the answer to it, without redirects or second tries. Inside net only; Client of
// client.h is the door.
#pragma once

#include <memory>
#include <string>

#include "net/client.h"

namespace pratique::net {

// What is set up once for a client and shared by all its transfers: options, certificates, and connections
// that wait for their next use. Thread-safe.
class Connections;
std::shared_ptr<Connections> make_connections(const ClientOptions& options);

// A request as it goes to one URL.
struct Hop {
  const Request& request;
  Url url;
  Reach reach = Reach::kAnywhere;
  // Whether this is the origin that the request was made for: credentials and the client's certificate go.
  bool is_own_origin = true;
};

struct Attempt {
  Response response;
  // What went wrong; `response` means nothing then.
  std::optional<Error> error;
  // Whether another try may go better: no connection, a connection that ended, a time-out.
  bool may_pass = false;
};

// Sends it and waits for the headers of the answer.
Attempt attempt(const std::shared_ptr<Connections>& connections, const Hop& hop);

// Reads what little is left of a body that nobody wants, so that its connection can be used again.
void drain(Response& response);

}  // namespace pratique::net
