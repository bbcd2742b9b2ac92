// What kind of place an address leads to: the one table that every guard against being led into an inner
// network asks (server-side request forgery). From IANA's special-purpose registries of IPv4 and IPv6
// addresses (RFC 6890) and the documentation of clouds for their metadata services.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

struct sockaddr;

namespace pratique::net {

enum class AddressKind {
  kPublic,
  kLoopback,   // 127.0.0.0/8, ::1; also 0.0.0.0 and ::, which Linux connects to itself
  kPrivate,    // RFC 1918, ULA (fc00::/7), site-local, CGNAT (100.64.0.0/10), local NAT64 (64:ff9b:1::/48)
  kLinkLocal,  // 169.254.0.0/16, fe80::/10
  kMetadata,   // where clouds answer machines about themselves, keys included
  kMulticast,  // and broadcast
  kReserved,   // documentation, benchmarks, tunnels, not assigned
  kUnix,       // a socket in the file system
};

// "a public address", "a private address"…: for messages.
std::string_view to_string(AddressKind kind);

// Four or sixteen bytes in network order. IPv6 forms that hold an IPv4 address (v4-mapped ::ffff:0:0/96,
// v4-compatible ::/96, NAT64 64:ff9b::/96, SIIT ::ffff:0:0:0/96, 6to4 2002::/16) are what that address is.
AddressKind kind_of_v4(std::span<const std::uint8_t, 4> bytes);
AddressKind kind_of_v6(std::span<const std::uint8_t, 16> bytes);

// What a socket is about to connect to. Families that are neither IP nor unix are kReserved.
AddressKind kind_of(const sockaddr& address);

// Of a literal: "10.0.0.1", "::1", "[::1]", "fe80::1%eth0"; nothing when it is no address but a name.
std::optional<AddressKind> kind_of_literal(std::string_view host);

// Whether a name can only mean this machine or a metadata service: "localhost" and what ends in
// ".localhost" (RFC 6761), "metadata.google.internal" and its like.
std::optional<AddressKind> kind_of_name(std::string_view host);
// Either of both.
std::optional<AddressKind> kind_of_host(std::string_view host);

// How far a request may reach. What the user named himself may lie anywhere. Where somebody else's answer
// leads (a redirect, the realm of a token) may lie no nearer than who led there.
enum class Reach {
  kAnywhere,  // the user's own words
  kPrivate,   // public, private, loopback: led there by somebody private
  kPublic,    // public only
};

// How far may lead who answered from such an address. Link-local, metadata, multicast and reserved addresses
// are never led to.
Reach reach_from(AddressKind peer);
bool may_reach(Reach reach, AddressKind kind);
// The narrower of both.
Reach narrower(Reach a, Reach b);

}  // namespace pratique::net
