#include "oci/registry/endpoint.h"

#include <fmt/format.h>

#include "base/text.h"
#include "codec/json.h"

namespace pratique::oci::registry {

namespace {

constexpr std::uint64_t kMaxRefusal = 64u << 10;
constexpr unsigned kMaxRedirects = 5;

bool is_loopback(const net::Url& url) {
  const auto literal = net::kind_of_literal(url.host());
  return (literal ? literal : net::kind_of_name(url.host())) == net::AddressKind::kLoopback;
}

// RFC 9110 has no word for it: servers of https answer a request without TLS by 400, and say so.
bool wants_tls(long status) { return status == 400 || status == 497; }

}  // namespace

Endpoint::Endpoint(const RepositoryPlace& place, net::ClientOptions options,
                   std::shared_ptr<const Credentials> credentials)
    : place_(place),
      client_(std::move(options)),
      authorizer_(client_, std::move(credentials), place.domain, place.path) {}

Result<std::unique_ptr<Endpoint>> Endpoint::open(const RepositoryPlace& place, net::ClientOptions options,
                                                 std::shared_ptr<const Credentials> credentials) {
  PQ_TRY(const auto secure, address_of(place.domain, true));
  PQ_TRY(const auto plain, address_of(place.domain, false));
  const bool certified = !options.tls.client_certificate.empty() || !options.tls.more_authorities.empty();
  options.insecure = options.insecure || place.insecure;
  options.tls.client_origin = secure.origin();
  std::vector<net::Url> candidates{secure};
  if (place.plain) {
    candidates = {plain};
  } else if (is_loopback(secure)) {
    candidates = certified ? std::vector{secure, plain} : std::vector{plain, secure};
  } else if (options.insecure) {
    candidates = {secure, plain};
  }
  std::unique_ptr<Endpoint> endpoint(new Endpoint(place, std::move(options), std::move(credentials)));
  endpoint->candidates_ = std::move(candidates);
  return endpoint;
}

// The first request is made of the candidates in turn, until one answers in HTTP. Nothing when none did: the
// usual way, with its tries and its error, tells what is wrong.
std::optional<net::Response> Endpoint::probe(net::Request request, const std::string& path) {
  // Once: nobody there, or no TLS, is what it is.
  request.idempotent = false;
  address_ = candidates_.front();
  for (const auto& candidate : candidates_) {
    auto url = candidate.resolve(path);
    if (!url) break;
    request.url = *std::move(url);
    auto response = client_.send(request);
    // TLS is spoken there when only the certificate was wrong.
    const bool speaks = response || (candidate.is_secure() && response.error().kind != ErrorKind::kIo);
    if (!speaks || (!candidate.is_secure() && wants_tls(response->status))) continue;
    address_ = candidate;
    if (response) return *std::move(response);
    break;
  }
  return std::nullopt;
}

Result<net::Response> Endpoint::send(net::Request request, const std::string& path, Action action) {
  request.max_redirects = kMaxRedirects;
  std::optional<net::Response> first;
  net::Url base;
  {
    const std::lock_guard lock(mutex_);
    if (!address_ && candidates_.size() == 1) address_ = candidates_.front();
    const bool harmless = request.method == net::Method::kGet || request.method == net::Method::kHead;
    if (!address_) first = probe(harmless ? request : net::Request{}, harmless ? path : "/v2/");
    if (first && (!harmless || net::may_pass(first->status))) first.reset();
    base = *address_;
  }
  PQ_TRY(request.url, base.resolve(path));
  return ask(std::move(request), base, action, std::move(first));
}

Result<net::Response> Endpoint::send_to(net::Request request, net::Url url, Action action) {
  request.max_redirects = kMaxRedirects;
  request.url = std::move(url);
  net::Url base;
  {
    const std::lock_guard lock(mutex_);
    base = address_.value_or(candidates_.front());
  }
  return ask(std::move(request), base, action, std::nullopt);
}

Result<net::Response> Endpoint::ask(net::Request request, const net::Url& place, Action action,
                                    std::optional<net::Response> first) {
  const bool own = request.url.origin() == place.origin();
  for (bool again = false;; again = true) {
    Ticket ticket;
    // What came before anything was known came without a ticket.
    if (own && !first) {
      PQ_TRY(ticket, authorizer_.ticket(action));
      request.authorization = ticket.header;
    }
    auto response = first ? Result<net::Response>(*std::move(first)) : client_.send(request);
    first.reset();
    if (!response) return tl::unexpected(std::move(response).error());
    // Whoever a redirect led to is not asked whom he wants.
    if (response->status != 401 || !own || response->url.origin() != place.origin()) return response;
    if (again) {
      return base::fail(ErrorKind::kIo, "refuses the credentials that it asked for", {.file = name()},
                        "they may lack the right to this repository");
    }
    if (auto learnt = authorizer_.answer(*response, action, ticket); !learnt)
      return tl::unexpected(std::move(learnt).error().in(name()));
  }
}

Error refusal(net::Response& response, const Endpoint& endpoint) {
  std::string detail;
  if (const auto text = net::whole_body(response, kMaxRefusal)) {
    const auto document = codec::JsonDocument::parse(*text);
    if (document) {
      const auto first = document->root()["errors"].at(0);
      detail = first["message"].text_or(first["code"].text());
    }
  }
  auto error = net::status_error(response, detail);
  error.where.file = endpoint.name();
  return error;
}

}  // namespace pratique::oci::registry
