// Which proxy a request goes through, as HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY say (also in lower
// case, which counts first).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net/url.h"

namespace pratique::net {

// The value of a variable of the environment; "" when it is not set.
using Environment = std::function<std::string(const char* name)>;
std::string system_environment(const char* name);

class Proxies {
 public:
  // None.
  Proxies() = default;
  // Errors: kUsage for an address that is none, naming the variable.
  static Result<Proxies> from(const Environment& environment);

  // Nothing: go there directly. Loopback addresses and "localhost" are never behind a proxy, as Go has it.
  // NO_PROXY: "*", names ("example.com" also means what ends in ".example.com"), addresses, nets
  // ("10.0.0.0/8"), each with a port or without.
  const ProxyUrl* of(const Url& url) const;

 private:
  struct Exception {
    std::string name;
    std::string port;
  };
  bool is_excepted(const Url& url) const;

  std::optional<ProxyUrl> http_, https_;
  std::vector<Exception> exceptions_;
};

}  // namespace pratique::net
