#include "net/client.h"

#include <fmt/format.h>

#include "net/transfer.h"

namespace pratique::net {

namespace {

bool is_redirect(long status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Whether this method goes on there by itself (RFC 9110 §15.4): what writes keeps its method and body with 307
// and 308 only, and its body stays with its origin.
bool may_go_on(const Request& request, long status, const Url& from, const Url& to) {
  if (request.method == Method::kGet || request.method == Method::kHead) return true;
  return (status == 307 || status == 308) && from.origin() == to.origin();
}

// What the name alone tells. Addresses that names resolve to are looked at when they are connected to, but a
// proxy resolves by itself.
Result<void> check_name(const Url& url, Reach reach) {
  const auto kind = kind_of_host(url.host());
  if (!kind || may_reach(reach, *kind)) return {};
  return base::fail(ErrorKind::kInvalid,
                    fmt::format("the host is {}, which may not be reached from here", to_string(*kind)),
                    {.file = url.shown()});
}

Result<void> check_scheme(const Url& url, const ClientOptions& options) {
  if (url.is_secure() || options.insecure || options.plain_http || !options.unix_socket.empty()) return {};
  const auto kind = kind_of_host(url.host());
  if (kind == AddressKind::kLoopback) return {};
  return base::fail(ErrorKind::kUsage, "plain http is for this machine only", {.file = url.shown()},
                    "use https, or allow it with --insecure");
}

}  // namespace

struct Client::State {
  ClientOptions options;
  std::shared_ptr<Connections> connections;

  Attempt follow(const Request& request);
  Result<Hop> next_hop(const Hop& hop, const Response& response, unsigned hops);
};

Result<ClientOptions> ClientOptions::from(const Environment& environment) {
  ClientOptions options;
  PQ_TRY(options.proxies, Proxies::from(environment));
  options.tls.certificate_file = environment("SSL_CERT_FILE");
  options.tls.certificate_folder = environment("SSL_CERT_DIR");
  return options;
}

Client::Client(ClientOptions options) : state_(std::make_shared<State>()) {
  state_->options = std::move(options);
  state_->connections = make_connections(state_->options);
}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

const ClientOptions& Client::options() const { return state_->options; }

Result<Hop> Client::State::next_hop(const Hop& hop, const Response& response, unsigned hops) {
  const Where where{.file = hop.url.shown()};
  if (hops >= hop.request.max_redirects)
    return base::fail(ErrorKind::kLimit, fmt::format("more than {} redirects", hop.request.max_redirects),
                      where);
  auto to = hop.url.resolve(response.headers.get("location"));
  if (!to) return base::fail(ErrorKind::kInvalid, "redirects to what is no place: " + to.error().what, where);
  if (!options.unix_socket.empty())
    return base::fail(ErrorKind::kInvalid, fmt::format("redirects to {}, and an engine may not", to->shown()),
                      where);
  if (hop.url.is_secure() && !to->is_secure() && !options.insecure)
    return base::fail(ErrorKind::kInvalid, fmt::format("redirects from https to {}", to->shown()), where);
  Hop next{.request = hop.request, .url = *std::move(to)};
  // Once away, credentials do not come back: the way led over somebody else.
  next.is_own_origin = hop.is_own_origin && next.url.origin() == hop.request.url.origin();
  next.reach = narrower(hop.reach, reach_from(response.peer));
  // What may be reached stays as it was on the same origin: a new answer of the same peer tells nothing new.
  if (next.url.origin() == hop.url.origin()) next.reach = hop.reach;
  const auto tell = [&](Error error) {
    error.what = fmt::format("redirects to {}: {}", next.url.shown(), error.what);
    error.where = where;
    // The user's words were right; what the server makes of them is not.
    error.kind = ErrorKind::kInvalid;
    error.hint.clear();
    return tl::unexpected(std::move(error));
  };
  if (auto allowed = check_scheme(next.url, options); !allowed) return tell(std::move(allowed).error());
  if (auto allowed = check_name(next.url, next.reach); !allowed) return tell(std::move(allowed).error());
  return next;
}

Attempt Client::State::follow(const Request& request) {
  const auto failed = [](Error error) { return Attempt{.error = std::move(error)}; };
  if (auto allowed = check_scheme(request.url, options); !allowed) return failed(std::move(allowed).error());
  if (auto allowed = check_name(request.url, request.reach); !allowed)
    return failed(std::move(allowed).error());
  auto hop = std::make_unique<Hop>(Hop{.request = request, .url = request.url, .reach = request.reach});
  for (unsigned hops = 0;; ++hops) {
    auto made = attempt(connections, *hop);
    if (made.error || request.max_redirects == 0 || !is_redirect(made.response.status)) return made;
    if (made.response.headers.get("location").empty()) return made;
    auto next = next_hop(*hop, made.response, hops);
    if (!next) return failed(std::move(next).error());
    if (!may_go_on(request, made.response.status, hop->url, next->url)) return made;
    drain(made.response);
    hop = std::make_unique<Hop>(*std::move(next));
  }
}

Result<Response> Client::send(const Request& request) {
  const auto& policy = state_->options.retry;
  const bool again = request.idempotent.value_or(is_idempotent(request.method));
  for (unsigned made = 1;; ++made) {
    auto attempt = state_->follow(request);
    const bool hopeful = attempt.error ? attempt.may_pass : may_pass(attempt.response.status);
    std::optional<RetryPolicy::Duration> wait;
    if (hopeful && again) {
      const auto asked = attempt.error ? std::nullopt
                                       : policy.asked_by(attempt.response.headers.get("retry-after"),
                                                         attempt.response.headers.get("date"));
      wait = policy.wait_after(made, asked);
    }
    if (!wait) {
      if (attempt.error) return tl::unexpected(*std::move(attempt.error));
      return std::move(attempt.response);
    }
    if (!attempt.error) drain(attempt.response);
    attempt = {};
    policy.sleep(*wait);
  }
}

}  // namespace pratique::net
