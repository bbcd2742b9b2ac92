// What goes into the header Authorization: nothing, until a registry asks. Then Basic, or a token of the server
// that it names (distribution, "Token Authentication Specification" and "OAuth2 Token Authentication").
// Inside oci::registry only.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <mutex>

#include "net/client.h"
#include "oci/registry/challenge.h"
#include "oci/registry/credentials.h"

namespace pratique::oci::registry {

enum class Action { kPull, kPush };

// What one request is made with.
struct Ticket {
  net::Secret header;
  // Counts what was learnt; another thread may have learnt more meanwhile.
  unsigned generation = 0;
};

// For one repository on one host. Thread-safe: one thread asks for a token, the others wait for it.
class Authorizer {
 public:
  using Clock = std::chrono::steady_clock;

  // `client` must outlive it. `domain`: as credentials are kept under.
  Authorizer(net::Client& client, std::shared_ptr<const Credentials> credentials, std::string domain,
             std::string path)
      : client_(client),
        credentials_(std::move(credentials)),
        domain_(std::move(domain)),
        path_(std::move(path)) {}

  // A token that has ended is renewed; errors as of answer().
  Result<Ticket> ticket(Action action);
  // The registry did not take `used` (its answer is a 401): learns what to come with the next time. Errors:
  // kIo when nothing is known that could help, or may not be told; those of Credentials::find() and of
  // the token server.
  Result<void> answer(const net::Response& refused, Action action, const Ticket& used);

 private:
  // How to get a token again.
  struct Source {
    net::Url realm;
    net::Url registry;
    std::string service, scope;
    net::Reach reach = net::Reach::kPublic;
  };
  struct Held {
    net::Secret header;
    std::optional<Source> source;
    Clock::time_point ends = Clock::time_point::max();
    unsigned generation = 0;
  };

  Result<const std::optional<Login>*> login();
  Result<void> come_with_basic(Held& held, const net::Url& registry);
  Result<void> come_with_token(Held& held, const Challenge& challenge, const net::Response& refused,
                               Action action);
  Result<void> renew(Held& held);
  Result<net::Response> ask(const Source& source, const std::optional<Login>& login);

  net::Client& client_;
  const std::shared_ptr<const Credentials> credentials_;
  const std::string domain_, path_;
  std::mutex mutex_;
  std::array<Held, 2> held_;
  // Once looked for.
  std::optional<std::optional<Login>> login_;
};

}  // namespace pratique::oci::registry
