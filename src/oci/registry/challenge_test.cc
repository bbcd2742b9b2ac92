#include "oci/registry/challenge.h"

#include <gtest/gtest.h>

#include "oci/registry/realm.h"

namespace pratique::oci::registry {
namespace {

TEST(Challenges, AreReadAsRegistriesWriteThem) {
  const auto hub = parse_challenges(
      R"(Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull,push")");
  ASSERT_EQ(hub.size(), 1u);
  EXPECT_EQ(hub[0].scheme, "bearer");
  EXPECT_EQ(hub[0].get("realm"), "https://auth.docker.io/token");
  EXPECT_EQ(hub[0].get("scope"), "repository:library/alpine:pull,push");
  EXPECT_EQ(hub[0].get("error"), "");

  const auto two = parse_challenges(R"(BEARER Realm = "x\"y" , a=b, Basic realm="z")");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].get("realm"), "x\"y");
  EXPECT_EQ(two[0].get("a"), "b");
  EXPECT_EQ(two[1].scheme, "basic");
  EXPECT_EQ(two[1].get("realm"), "z");

  EXPECT_EQ(parse_challenges("Basic").size(), 1u);
  EXPECT_EQ(parse_challenges("Negotiate, Basic realm=a").size(), 2u);
}

TEST(Challenges, DamageIsNoChallenge) {
  EXPECT_TRUE(parse_challenges("").empty());
  EXPECT_TRUE(parse_challenges(" , ,").empty());
  EXPECT_TRUE(parse_challenges("\"x\"").empty());
  EXPECT_TRUE(parse_challenges("Bearer=x").empty());
  EXPECT_EQ(parse_challenges("Bearer realm=\"open").front().get("realm"), "");
  EXPECT_TRUE(parse_challenges("Bearer realm=\"a\" b\"").empty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "s" + std::to_string(i) + ", ";
  EXPECT_EQ(parse_challenges(many).size(), 16u);
}

bool may(const char* registry, const char* realm) {
  return check_realm(*net::Url::parse(registry), *net::Url::parse(realm)).has_value();
}

TEST(Realms, OfTheSameOwnerAreTrusted) {
  EXPECT_TRUE(may("https://registry-1.docker.io", "https://auth.docker.io/token"));
  EXPECT_TRUE(may("https://registry.hub.docker.com", "https://auth.docker.io/token"));
  EXPECT_TRUE(may("https://ghcr.io", "https://ghcr.io/token"));
  EXPECT_TRUE(may("https://ghcr.io:5000", "https://ghcr.io/token"));
  EXPECT_TRUE(may("https://registry.gitlab.com", "https://gitlab.com/jwt/auth"));
  EXPECT_TRUE(may("https://registry.example.co.uk", "https://auth.example.co.uk/"));
  EXPECT_TRUE(may("https://r.corp.internal", "https://sso.corp.internal/"));
  EXPECT_TRUE(may("http://127.0.0.1:5000", "http://127.0.0.1:5001/token"));
  EXPECT_TRUE(may("http://localhost:5000", "http://[::1]:5001/token"));
  EXPECT_TRUE(may("http://r.corp.internal:5000", "http://r.corp.internal:5001/token"));
}

TEST(Realms, OfOthersGetNoCredentials) {
  EXPECT_FALSE(may("https://registry-1.docker.io", "https://evil.example/token"));
  EXPECT_FALSE(may("https://registry-1.docker.io", "https://auth.docker.io.evil.example/token"));
  EXPECT_FALSE(may("https://registry-1.docker.io", "http://auth.docker.io/token"));
  EXPECT_FALSE(may("https://ghcr.io", "http://ghcr.io/token"));
  EXPECT_FALSE(may("https://a.co.uk", "https://b.co.uk/"));
  EXPECT_FALSE(may("https://a.github.io", "https://b.github.io/"));
  EXPECT_FALSE(may("https://10.0.0.1", "https://10.0.0.2/"));
  EXPECT_FALSE(may("https://ghcr.io", "https://127.0.0.1/token"));
  EXPECT_FALSE(may("http://127.0.0.1:5000", "https://evil.example/token"));
  EXPECT_FALSE(may("http://127.0.0.1:5000", "http://10.0.0.1/token"));
  EXPECT_FALSE(may("http://r.corp.internal", "http://sso.corp.internal/token"));
  EXPECT_FALSE(may("https://evil.example", "https://auth.docker.io/token"));
}

TEST(Realms, ARefusalSaysWhy) {
  const auto refused =
      check_realm(*net::Url::parse("https://ghcr.io"), *net::Url::parse("https://evil.example/t?x=1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  const auto line = base::to_line(refused.error());
  EXPECT_NE(line.find("https://ghcr.io"), std::string::npos) << line;
  EXPECT_NE(line.find("https://evil.example"), std::string::npos) << line;
  EXPECT_NE(line.find("somebody else"), std::string::npos) << line;
}

}  // namespace
}  // namespace pratique::oci::registry
