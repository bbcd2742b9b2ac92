#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/text.h"

namespace pratique::net {

namespace {

using V4 = std::array<std::uint8_t, 4>;
using V6 = std::array<std::uint8_t, 16>;

template <class Bytes>
struct Net {
  Bytes start;
  unsigned bits;
  AddressKind kind;
};

using enum AddressKind;

// The first that fits counts.
constexpr Net<V4> kV4[] =
    {
        {{169, 254, 169, 254}, 32, kMetadata},  // AWS, GCP, Azure, OpenStack, Oracle and others
        {{169, 254, 170, 0}, 23, kMetadata},    // AWS: credentials of containers (ECS .170.2, EKS .170.23)
        {{169, 254, 0, 23}, 32, kMetadata},     // Tencent
        {{169, 254, 42, 42}, 32, kMetadata},    // Scaleway
        {{100, 100, 100, 200}, 32, kMetadata},  // Alibaba
        {{168, 63, 129, 16}, 32, kMetadata},    // Azure's wire server
        {{192, 0, 0, 192}, 32, kMetadata},      // Oracle
        {{127, 0, 0, 0}, 8, kLoopback},
        {{0, 0, 0, 0}, 32, kLoopback},  // Linux connects to itself
        {{0, 0, 0, 0}, 8, kReserved},
        {{10, 0, 0, 0}, 8, kPrivate},
        {{172, 16, 0, 0}, 12, kPrivate},
        {{192, 168, 0, 0}, 16, kPrivate},
        {{100, 64, 0, 0}, 10, kPrivate},  // RFC 6598: CGNAT
        {{169, 254, 0, 0}, 16, kLinkLocal},
        {{192, 0, 0, 0}, 24, kReserved},     // RFC 6890: protocol assignments
        {{192, 0, 2, 0}, 24, kReserved},     // RFC 5737: documentation
        {{198, 51, 100, 0}, 24, kReserved},  // the same
        {{203, 0, 113, 0}, 24, kReserved},   // the same
        {{192, 88, 99, 0}, 24, kReserved},   // RFC 7526: 6to4 relays
        {{198, 18, 0, 0}, 15, kReserved},    // RFC 2544: benchmarks
        {{255, 255, 255, 255}, 32, kMulticast},
        {{224, 0, 0, 0}, 4, kMulticast},
        {{240, 0, 0, 0}, 4, kReserved},
};

constexpr Net<V6> kV6[] = {
    {{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, kMetadata},  // AWS
    {{0xfd, 0x00, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x23}, 128, kMetadata},     // AWS, EKS
    {{0xfd, 0x20, 0x00, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54}, 128, kMetadata},  // GCP
    {{0xfd, 0x00, 0x00, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x42}, 128, kMetadata},     // Scaleway
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, kLoopback},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 128, kLoopback},
    {{0x00, 0x64, 0xff, 0x9b, 0, 1}, 48, kPrivate},  // RFC 8215: NAT64 of one's own network
    {{0xfc}, 7, kPrivate},                           // RFC 4193: ULA
    {{0xfe, 0x80}, 10, kLinkLocal},
    {{0xfe, 0xc0}, 10, kPrivate},  // RFC 3879: site-local, deprecated
    {{0xff}, 8, kMulticast},
    {{0x20, 0x01, 0, 0}, 32, kReserved},        // RFC 4380: Teredo
    {{0x20, 0x01, 0, 2, 0, 0}, 48, kReserved},  // RFC 5180: benchmarks
    {{0x20, 0x01, 0, 0x10}, 28, kReserved},     // RFC 4843: ORCHID
    {{0x20, 0x01, 0x0d, 0xb8}, 32, kReserved},  // RFC 3849: documentation
    {{0x3f, 0xff, 0x00}, 20, kReserved},        // RFC 9637: documentation
    {{0x20}, 3, kPublic},                       // 2000::/3, all that is assigned (RFC 4291)
};

// Where the IPv4 address lies in IPv6 forms that hold one.
struct Holder {
  V6 start;
  unsigned bits;
  unsigned at;
};
constexpr Holder kHolders[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12},        // RFC 4291 §2.5.5.2: v4-mapped
    {{0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0}, 96, 12},        // RFC 7915: SIIT
    {{0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 12},  // RFC 6052: NAT64
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 96, 12},              // RFC 4291 §2.5.5.1: v4-compatible
    {{0x20, 0x02}, 16, 2},                                       // RFC 3056: 6to4
};

bool lies_in(std::span<const std::uint8_t> bytes, std::span<const std::uint8_t> start, unsigned bits) {
  const auto whole = bits / 8;
  if (!std::equal(start.begin(), start.begin() + whole, bytes.begin())) return false;
  const auto rest = bits % 8;
  return rest == 0 || ((bytes[whole] ^ start[whole]) >> (8 - rest)) == 0;
}

}  // namespace

std::string_view to_string(AddressKind kind) {
  switch (kind) {
    case kPublic:
      return "a public address";
    case kLoopback:
      return "this machine's own address";
    case kPrivate:
      return "a private address";
    case kLinkLocal:
      return "a link-local address";
    case kMetadata:
      return "the address of a metadata service";
    case kMulticast:
      return "a multicast address";
    case kReserved:
      return "a reserved address";
    case kUnix:
      return "a unix socket";
  }
  return "";
}

AddressKind kind_of_v4(std::span<const std::uint8_t, 4> bytes) {
  for (const auto& net : kV4) {
    if (lies_in(bytes, net.start, net.bits)) return net.kind;
  }
  return kPublic;
}

AddressKind kind_of_v6(std::span<const std::uint8_t, 16> bytes) {
  for (const auto& net : kV6) {
    // Of the holders' ranges only :: and ::1 stand in the table before the catch-all of 2000::/3.
    if (net.kind == kPublic) break;
    if (lies_in(bytes, net.start, net.bits)) return net.kind;
  }
  for (const auto& holder : kHolders) {
    if (!lies_in(bytes, holder.start, holder.bits)) continue;
    return kind_of_v4(std::span<const std::uint8_t, 4>(bytes.data() + holder.at, 4));
  }
  const auto& assigned = std::end(kV6)[-1];
  return lies_in(bytes, assigned.start, assigned.bits) ? kPublic : kReserved;
}

AddressKind kind_of(const sockaddr& address) {
  if (address.sa_family == AF_UNIX) return kUnix;
  if (address.sa_family == AF_INET) {
    V4 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in&>(address).sin_addr, bytes.size());
    return kind_of_v4(bytes);
  }
  if (address.sa_family == AF_INET6) {
    V6 bytes;
    std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, bytes.size());
    return kind_of_v6(bytes);
  }
  return kReserved;
}

std::optional<AddressKind> kind_of_literal(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::string text(host.substr(0, host.find('%')));  // without a zone
  V4 v4;
  if (inet_pton(AF_INET, text.c_str(), v4.data()) == 1) return kind_of_v4(v4);
  V6 v6;
  if (inet_pton(AF_INET6, text.c_str(), v6.data()) == 1) return kind_of_v6(v6);
  return std::nullopt;
}

std::optional<AddressKind> kind_of_name(std::string_view host) {
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto name = base::to_lower(host);
  if (name == "localhost" || name.ends_with(".localhost")) return kLoopback;
  constexpr std::string_view kServices[] = {"metadata.google.internal", "metadata.goog", "metadata",
                                            "instance-data", "instance-data.ec2.internal"};
  if (base::is_one_of(name, kServices)) return kMetadata;
  return std::nullopt;
}

std::optional<AddressKind> kind_of_host(std::string_view host) {
  const auto kind = kind_of_literal(host);
  return kind ? kind : kind_of_name(host);
}

Reach reach_from(AddressKind peer) { return peer == kPublic ? Reach::kPublic : Reach::kPrivate; }

bool may_reach(Reach reach, AddressKind kind) {
  if (reach == Reach::kAnywhere || kind == kPublic) return true;
  return reach == Reach::kPrivate && (kind == kPrivate || kind == kLoopback);
}

Reach narrower(Reach a, Reach b) { return std::max(a, b); }

}  // namespace pratique::net
