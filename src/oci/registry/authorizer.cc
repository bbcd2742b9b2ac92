#include "oci/registry/authorizer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "codec/base64.h"
#include "codec/json.h"
#include "net/resume.h"
#include "oci/registry/realm.h"

namespace pratique::oci::registry {

namespace {

constexpr std::uint64_t kMaxAnswer = 1u << 20;
constexpr std::size_t kMaxToken = 256u << 10;
// The specification's least life of a token, and how long before its end we let go of it.
constexpr std::int64_t kLeastLife = 60;
constexpr std::chrono::seconds kBefore{10};
constexpr std::int64_t kLongestLife = 24 * 3600;

// RFC 3986 §2.3, what is not reserved; all else as %XX.
std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = base::is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string scope_of(const std::string& path, Action action) {
  return "repository:" + path + (action == Action::kPush ? ":pull,push" : ":pull");
}

// Visible ASCII only: a line end would begin another header.
bool is_token(std::string_view text) {
  return !text.empty() && text.size() <= kMaxToken &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

net::Secret basic(const Login& login) {
  return net::Secret("Basic " + codec::to_base64(login.user + ":" + std::string(login.password.reveal())));
}

tl::unexpected<Error> denied(std::string what, std::string hint) {
  return base::fail(ErrorKind::kIo, std::move(what), {}, std::move(hint));
}

// The challenge that we can answer best.
std::optional<Challenge> choose(const net::Response& refused) {
  std::optional<Challenge> basic;
  for (const auto header : refused.headers.all("WWW-Authenticate")) {
    for (auto& challenge : parse_challenges(header)) {
      if (challenge.scheme == "bearer") return std::move(challenge);
      if (challenge.scheme == "basic" && !basic) basic = std::move(challenge);
    }
  }
  return basic;
}

}  // namespace

Result<const std::optional<Login>*> Authorizer::login() {
  if (!login_) {
    PQ_TRY(login_, credentials_->find(domain_, path_));
  }
  return &*login_;
}

Result<Ticket> Authorizer::ticket(Action action) {
  const std::lock_guard lock(mutex_);
  auto& held = held_[static_cast<std::size_t>(action)];
  if (held.source && Clock::now() >= held.ends) PQ_CHECK(renew(held));
  return Ticket{held.header, held.generation};
}

Result<void> Authorizer::answer(const net::Response& refused, Action action, const Ticket& used) {
  const std::lock_guard lock(mutex_);
  auto& held = held_[static_cast<std::size_t>(action)];
  if (held.generation != used.generation) return {};
  const auto challenge = choose(refused);
  if (!challenge) return denied("refuses us and does not say whom it wants", "");
  ++held.generation;
  if (challenge->scheme == "basic") return come_with_basic(held, refused.url);
  return come_with_token(held, *challenge, refused, action);
}

Result<void> Authorizer::come_with_basic(Held& held, const net::Url& registry) {
  PQ_TRY(const auto* known, login());
  if (!*known || (*known)->password.empty()) {
    return denied(fmt::format("{} wants a user and password, and there are none for it", registry.origin()),
                  fmt::format("log in (docker login {}) or set PRATIQUE_REGISTRY_USER and "
                              "PRATIQUE_REGISTRY_PASSWORD",
                              domain_));
  }
  auto header = basic(**known);
  if (header.reveal() == held.header.reveal())
    return denied("refuses the user and password of " + (*known)->from, "");
  held.header = std::move(header);
  held.source.reset();
  return {};
}

Result<void> Authorizer::come_with_token(Held& held, const Challenge& challenge, const net::Response& refused,
                                         Action action) {
  PQ_TRY(const auto* known, login());
  if (*known && !(*known)->registry_token.empty()) {
    const auto token = (*known)->registry_token.reveal();
    if (!is_token(token)) return denied("the token of " + (*known)->from + " is none", "");
    net::Secret header("Bearer " + std::string(token));
    if (header.reveal() == held.header.reveal()) return denied("refuses the token of " + (*known)->from, "");
    held.header = std::move(header);
    return {};
  }
  auto realm = net::Url::parse(challenge.get("realm"));
  if (!realm) return denied("asks for a token and names no server that gives it", "");
  if (*known) {
    PQ_CHECK(check_realm(refused.url, *realm));
  } else if (!realm->is_secure() && refused.url.is_secure()) {
    return denied(fmt::format("names a token server without TLS: {}", realm->origin()), "");
  }
  Source source{.realm = *std::move(realm), .registry = refused.url, .service = challenge.get("service")};
  source.scope = challenge.get("scope");
  // Some registries call a repository otherwise than we do; none needs to ask for more than a repository.
  if (!source.scope.starts_with("repository:")) source.scope = scope_of(path_, action);
  source.reach = net::reach_from(refused.peer);
  held.source = std::move(source);
  return renew(held);
}

Result<net::Response> Authorizer::ask(const Source& source, const std::optional<Login>& login) {
  net::Request request{.reach = source.reach};
  const auto asked = "service=" + encoded(source.service) + "&scope=" + encoded(source.scope);
  if (login && !login->identity_token.empty()) {
    request.method = net::Method::kPost;
    request.url = source.realm;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body.text = "grant_type=refresh_token&client_id=pratique&" + asked +
                        "&refresh_token=" + encoded(login->identity_token.reveal());
    request.idempotent = true;
    return client_.send(request);
  }
  const auto text = source.realm.text();
  PQ_TRY(request.url, net::Url::parse(text + (base::contains(text, "?") ? "&" : "?") + asked));
  if (login && !login->password.empty()) request.authorization = basic(*login);
  return client_.send(request);
}

Result<void> Authorizer::renew(Held& held) {
  PQ_TRY(const auto* known, login());
  const auto request = [&] { return ask(*held.source, *known); };
  PQ_TRY(auto response, request());
  const auto origin = held.source->realm.origin();
  if (response.status == 401 || response.status == 403) {
    return denied(*known ? fmt::format("{} gives no token for the login of {}", origin, (*known)->from)
                         : fmt::format("{} gives no token to somebody without a login", origin),
                  *known ? "" : fmt::format("log in (docker login {})", domain_));
  }
  if (!response.ok()) return tl::unexpected(net::status_error(response).in(origin));
  PQ_TRY(const auto text, net::whole_body(response, kMaxAnswer, request));
  auto document = codec::JsonDocument::parse(text);
  const auto root = document ? document->root() : codec::Json();
  const auto token = root["token"].text().empty() ? root["access_token"].text() : root["token"].text();
  if (!is_token(token))
    return base::fail(ErrorKind::kInvalid, "the token server's answer holds no token", {.file = origin});
  const auto life = std::clamp(root["expires_in"].integer().value_or(kLeastLife), kLeastLife, kLongestLife);
  held.header = net::Secret("Bearer " + std::string(token));
  held.ends = Clock::now() + std::chrono::seconds(life) - kBefore;
  return {};
}

}  // namespace pratique::oci::registry
