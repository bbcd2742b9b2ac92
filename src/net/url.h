// URLs of http and https (RFC 3986), taken apart by libcurl's own parser, so that what is checked is what is
// connected to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/secret.h"

namespace pratique::net {

class Url {
 public:
  Url() = default;
  // Errors: kInvalid for what is no URL of http or https, or brings a user and password (they would show in
  // logs; credentials have a place of their own). The message holds neither them nor the query.
  static Result<Url> parse(std::string_view text);
  // Where a Location leads that this URL's answer gave: absolute or relative. Errors as of parse().
  Result<Url> resolve(std::string_view location) const;

  // "http" or "https".
  const std::string& scheme() const { return scheme_; }
  // Lower case; IPv6 without brackets.
  const std::string& host() const { return host_; }
  std::uint16_t port() const { return port_; }
  // "/v2/?a=b": begins with "/".
  const std::string& path_and_query() const { return rest_; }
  bool is_secure() const { return scheme_ == "https"; }

  // "https://host", "http://host:5000", "https://[::1]:8443". What credentials belong to.
  std::string origin() const;
  std::string text() const { return origin() + rest_; }
  // For messages: without the values of the query, which hold signatures as often as not.
  std::string shown() const;

 private:
  std::string scheme_, host_, rest_;
  std::uint16_t port_ = 0;
};

// A proxy's URL: "http://host:3128", "https://…", "socks5h://…" or "host:3128"; it may bring credentials.
struct ProxyUrl {
  // Without credentials, as libcurl takes it.
  std::string address;
  // "user:password", decoded.
  Secret credentials;
};
Result<ProxyUrl> parse_proxy(std::string_view text);

}  // namespace pratique::net
