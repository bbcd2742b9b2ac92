#include "net/proxy.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/text.h"
#include "net/address.h"

namespace pratique::net {

namespace {

struct Setting {
  std::string variable, value;
};

// In lower case first, then in upper case.
Setting setting(const Environment& environment, std::string name) {
  auto value = environment(name.c_str());
  if (!value.empty()) return {name, value};
  for (auto& c : name) c = c == '_' ? c : static_cast<char>(c - 'a' + 'A');
  return {name, environment(name.c_str())};
}

Result<std::optional<ProxyUrl>> proxy_of(const Environment& environment, const char* name) {
  auto said = setting(environment, name);
  if (said.value.empty()) said = setting(environment, "all_proxy");
  if (base::trim(said.value).empty()) return std::nullopt;
  auto proxy = parse_proxy(base::trim(said.value));
  if (!proxy) return base::fail(ErrorKind::kUsage, said.variable + ": " + proxy.error().what);
  return *std::move(proxy);
}

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  unsigned bits = 0;  // 32 or 128; 0: no address
};

Address address_of(const std::string& text) {
  Address address;
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 32;
  } else if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) {
    address.bits = 128;
  }
  return address;
}

bool in_net(const Address& address, std::string_view net) {
  const auto halves = base::cut(net, "/");
  const auto start = address_of(std::string(halves ? halves->before : net));
  if (address.bits == 0 || start.bits != address.bits) return false;
  const auto bits = halves ? base::to_uint(halves->after) : std::optional<std::uint64_t>(start.bits);
  if (!bits || *bits > start.bits) return false;
  for (unsigned i = 0; i < *bits; ++i) {
    const auto mask = 0x80u >> (i % 8);
    if ((address.bytes[i / 8] & mask) != (start.bytes[i / 8] & mask)) return false;
  }
  return true;
}

}  // namespace

std::string system_environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<Proxies> Proxies::from(const Environment& environment) {
  Proxies proxies;
  PQ_TRY(proxies.http_, proxy_of(environment, "http_proxy"));
  PQ_TRY(proxies.https_, proxy_of(environment, "https_proxy"));
  const auto said = setting(environment, "no_proxy").value;
  for (auto entry : base::split(said, ',')) {
    entry = base::trim(entry);
    if (entry.empty()) continue;
    Exception exception{.name = base::to_lower(entry)};
    // "[::1]:80", "host:80"; a bare IPv6 address has several colons and no port.
    const auto colon = entry.rfind(':');
    const bool has_port =
        colon != std::string_view::npos && (entry.find(':') == colon || entry[colon - (colon > 0)] == ']');
    if (has_port) {
      exception.name = base::to_lower(entry.substr(0, colon));
      exception.port = entry.substr(colon + 1);
    }
    auto& name = exception.name;
    if (name.starts_with('[') && name.ends_with(']')) name = name.substr(1, name.size() - 2);
    proxies.exceptions_.push_back(std::move(exception));
  }
  return proxies;
}

bool Proxies::is_excepted(const Url& url) const {
  const auto& host = url.host();
  const auto kind = kind_of_host(host);
  if (kind == AddressKind::kLoopback) return true;
  const auto address = address_of(host);
  for (const auto& [name, port] : exceptions_) {
    if (!port.empty() && port != fmt::format("{}", url.port())) continue;
    if (name == "*" || in_net(address, name)) return true;
    std::string_view bare = name;
    if (bare.starts_with("*.")) bare.remove_prefix(1);
    // ".example.com" means what lies below it, "example.com" also itself.
    if (bare.starts_with('.') ? host.ends_with(bare)
                              : host == bare || host.ends_with("." + std::string(bare)))
      return true;
  }
  return false;
}

const ProxyUrl* Proxies::of(const Url& url) const {
  const auto& proxy = url.is_secure() ? https_ : http_;
  return proxy && !is_excepted(url) ? &*proxy : nullptr;
}

}  // namespace pratique::net
