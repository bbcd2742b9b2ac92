#include "net/address.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <cstring>

namespace pratique::net {
namespace {

using enum AddressKind;

struct Row {
  const char* address;
  AddressKind kind;
};

// Both ends of each range, and the neighbours.
constexpr Row kRows[] = {
    {"1.1.1.1", kPublic},
    {"9.255.255.255", kPublic},
    {"10.0.0.0", kPrivate},
    {"10.255.255.255", kPrivate},
    {"11.0.0.0", kPublic},
    {"172.15.255.255", kPublic},
    {"172.16.0.0", kPrivate},
    {"172.31.255.255", kPrivate},
    {"172.32.0.0", kPublic},
    {"192.167.255.255", kPublic},
    {"192.168.0.0", kPrivate},
    {"192.168.255.255", kPrivate},
    {"192.169.0.0", kPublic},
    {"100.63.255.255", kPublic},
    {"100.64.0.0", kPrivate},
    {"100.127.255.255", kPrivate},
    {"100.128.0.0", kPublic},
    {"100.100.100.200", kMetadata},
    {"0.0.0.0", kLoopback},
    {"0.0.0.1", kReserved},
    {"0.255.255.255", kReserved},
    {"126.255.255.255", kPublic},
    {"127.0.0.0", kLoopback},
    {"127.0.0.1", kLoopback},
    {"127.255.255.255", kLoopback},
    {"128.0.0.0", kPublic},
    {"169.253.255.255", kPublic},
    {"169.254.0.0", kLinkLocal},
    {"169.254.169.254", kMetadata},
    {"169.254.169.253", kLinkLocal},
    {"169.254.170.2", kMetadata},
    {"169.254.170.23", kMetadata},
    {"169.254.255.255", kLinkLocal},
    {"169.255.0.0", kPublic},
    {"168.63.129.16", kMetadata},
    {"192.0.0.1", kReserved},
    {"192.0.0.192", kMetadata},
    {"192.0.1.0", kPublic},
    {"192.0.2.7", kReserved},
    {"198.17.255.255", kPublic},
    {"198.18.0.0", kReserved},
    {"198.19.255.255", kReserved},
    {"198.20.0.0", kPublic},
    {"198.51.100.7", kReserved},
    {"203.0.113.7", kReserved},
    {"223.255.255.255", kPublic},
    {"224.0.0.0", kMulticast},
    {"239.255.255.255", kMulticast},
    {"240.0.0.0", kReserved},
    {"255.255.255.254", kReserved},
    {"255.255.255.255", kMulticast},
    {"::", kLoopback},
    {"::1", kLoopback},
    {"::2", kReserved},
    {"::10.0.0.1", kPrivate},
    {"::ffff:127.0.0.1", kLoopback},
    {"::ffff:10.1.2.3", kPrivate},
    {"::ffff:169.254.169.254", kMetadata},
    {"::ffff:8.8.8.8", kPublic},
    {"::ffff:0:192.168.1.1", kPrivate},
    {"64:ff9b::a9fe:a9fe", kMetadata},
    {"64:ff9b::7f00:1", kLoopback},
    {"64:ff9b::808:808", kPublic},
    {"64:ff9b:1::1", kPrivate},
    {"100::1", kReserved},
    {"2000::1", kPublic},
    {"2001:0:1::1", kReserved},
    {"2001:2::1", kReserved},
    {"2001:20::1", kPublic},
    {"2001:10::1", kReserved},
    {"2001:db8::1", kReserved},
    {"2001:db9::1", kPublic},
    {"2002:7f00:1::", kLoopback},
    {"2002:a9fe:a9fe::1", kMetadata},
    {"2002:808:808::1", kPublic},
    {"2606:4700::1111", kPublic},
    {"3fff:fff::1", kReserved},
    {"3fff:1000::1", kPublic},
    {"4000::1", kReserved},
    {"5f00::1", kReserved},
    {"fbff::1", kReserved},
    {"fc00::1", kPrivate},
    {"fdff::1", kPrivate},
    {"fd00:ec2::254", kMetadata},
    {"fd00:ec2::253", kPrivate},
    {"fe00::1", kReserved},
    {"fe80::1", kLinkLocal},
    {"febf::1", kLinkLocal},
    {"fec0::1", kPrivate},
    {"ff02::1", kMulticast},
};

sockaddr_storage socket_address(const char* text) {
  sockaddr_storage storage{};
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
  } else if (inet_pton(AF_INET6, text, &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
  }
  return storage;
}

TEST(Address, EachRangeIsWhatItsRegistrySays) {
  for (const auto& row : kRows) {
    EXPECT_EQ(kind_of_literal(row.address), row.kind) << row.address;
    const auto storage = socket_address(row.address);
    EXPECT_EQ(kind_of(reinterpret_cast<const sockaddr&>(storage)), row.kind) << row.address;
  }
}

TEST(Address, LiteralsMayHaveBracketsAndZonesAndNamesAreNone) {
  EXPECT_EQ(kind_of_literal("[::1]"), kLoopback);
  EXPECT_EQ(kind_of_literal("fe80::1%eth0"), kLinkLocal);
  for (const auto* name : {"localhost", "example.com", "", "127.1", "0x7f000001", "1.2.3.4.5"})
    EXPECT_EQ(kind_of_literal(name), std::nullopt) << name;
  sockaddr_un local{.sun_family = AF_UNIX};
  EXPECT_EQ(kind_of(reinterpret_cast<const sockaddr&>(local)), kUnix);
}

TEST(Address, SomeNamesCanMeanOnlyOnePlace) {
  for (const auto* name : {"localhost", "LOCALHOST", "localhost.", "a.localhost", "a.b.localhost."})
    EXPECT_EQ(kind_of_name(name), kLoopback) << name;
  for (const auto* name : {"metadata.google.internal", "Metadata.Google.Internal."})
    EXPECT_EQ(kind_of_name(name), kMetadata) << name;
  for (const auto* name : {"example.com", "notlocalhost", "localhost.example.com"})
    EXPECT_EQ(kind_of_name(name), std::nullopt) << name;
}

// Who may lead where: rows are who answered, columns where it leads.
TEST(Address, NobodyLeadsNearerThanHeIs) {
  constexpr AddressKind kAll[] = {kPublic,   kLoopback,  kPrivate,  kLinkLocal,
                                  kMetadata, kMulticast, kReserved, kUnix};
  for (const auto from : kAll) {
    for (const auto to : kAll) {
      const bool near = to == kLoopback || to == kPrivate;
      const bool allowed = to == kPublic || (near && from != kPublic);
      EXPECT_EQ(may_reach(reach_from(from), to), allowed) << to_string(from) << " to " << to_string(to);
    }
  }
  for (const auto to : kAll) EXPECT_TRUE(may_reach(Reach::kAnywhere, to));
  EXPECT_EQ(narrower(Reach::kAnywhere, Reach::kPrivate), Reach::kPrivate);
  EXPECT_EQ(narrower(Reach::kPublic, Reach::kPrivate), Reach::kPublic);
}

}  // namespace
}  // namespace pratique::net
