// The one HTTP client: everything that leaves this machine leaves through it, by libcurl.
//
// What it holds to: http and https only; plain http only to loopback or when allowed; redirects are followed
// here, not by libcurl, and credentials never go to another origin (scheme, host, port); the address that is
// really connected to is held against the request's Reach, at each redirect again, so that neither a name that
// resolves otherwise the second time nor an answer leads into an inner network; headers are bounded; no
// cookies, .netrc, configuration or log of libcurl. No credential and no query is in an error.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "net/floor.h"
#include "net/message.h"
#include "net/proxy.h"
#include "net/retry.h"

namespace pratique::net {

struct TlsOptions {
  // PEM bundles besides the system's (or those of `certificate_file` and `certificate_folder`).
  std::vector<std::string> more_authorities;
  // Instead of the system's: what SSL_CERT_FILE and SSL_CERT_DIR name. Empty: the system's.
  std::string certificate_file, certificate_folder;
  // PEM files of a client certificate and its key; shown to `client_origin` only ("https://host:port").
  std::string client_certificate, client_key, client_origin;
};

struct ClientOptions {
  TlsOptions tls;
  Proxies proxies;
  // No certificate is checked, and plain http is allowed.
  bool insecure = false;
  // Plain http is allowed to any host; certificates are checked.
  bool plain_http = false;
  // Path of a unix socket that every connection goes to (an engine); the URL's host is a mere name then.
  std::string unix_socket;
  std::chrono::milliseconds connect_within{30'000};
  // Without a byte in either direction, while somebody waits for it.
  std::chrono::milliseconds silent_within{60'000};
  // Of what a body has, in either direction, while somebody waits for it.
  Floor floor{};
  // From the request to the end of the answer's headers, redirects and waits not counted: a server may not
  // drip them for ever.
  std::chrono::milliseconds answer_within{300'000};
  RetryPolicy retry = RetryPolicy::standard();

  // With proxies and certificates as the environment has them. Errors: kUsage for a proxy that is none.
  static Result<ClientOptions> from(const Environment& environment);
};

// Makes requests. Thread-safe: each thread may stream its own response. Connections are kept and used again,
// by HTTP/2 where the server has it (one request on a connection at a time; several at a time have several).
// Nothing runs in the background: a thread that waits for an answer does the work for it.
class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;

  // The answer as soon as its headers are there; its body may outlive the client. Follows redirects and tries
  // again as the options say: on statuses of may_pass(), failed connections and time-outs, for requests that
  // may be made twice. Errors: kIo (no connection, TLS, time-out: after the last try), kInvalid (an address or
  // redirect that may not be followed, what is no HTTP), kLimit (headers, redirects), kUsage (plain http; a
  // certificate that cannot be read), kUnsupported (no libcurl).
  Result<Response> send(const Request& request);

  const ClientOptions& options() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace pratique::net
