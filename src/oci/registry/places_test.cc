#include "oci/registry/places.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace pratique::oci::registry {
namespace {

// "mirror:5000/x insecure mirror, r.io/x".
std::string told(const Result<std::vector<RepositoryPlace>>& places) {
  if (!places) return "error: " + base::to_line(places.error());
  std::string text;
  for (const auto& place : *places) {
    text += (text.empty() ? "" : ", ") + place.domain + "/" + place.path +
            (place.insecure ? " insecure" : "") + (place.mirror ? " mirror" : "");
  }
  return text;
}

std::string told(const std::string& conf, const std::string& reference,
                 const std::vector<std::string>& hub_mirrors = {}) {
  const auto rules = parse_rules(conf);
  if (!rules) return "error: " + base::to_line(rules.error());
  return told(places_of(*parse_reference(reference), *rules, hub_mirrors));
}

constexpr const char* kConf = R"(
unqualified-search-registries = ["quay.io"]
[[registry]]
prefix = "r.io"
location = "inner.io:5000/copies"
insecure = true
[[registry.mirror]]
location = "m1.io/r"
[[registry.mirror]]
location = "m2.io"
insecure = true
pull-from-mirror = "digest-only"
[[registry.mirror]]
location = "m3.io"
pull-from-mirror = "tag-only"
[[registry]]
prefix = "r.io/secret"
blocked = true
[[registry]]
prefix = "r.io/digests"
mirror-by-digest-only = true
[[registry.mirror]]
location = "m4.io/d"
[[registry]]
prefix = "*.wild.io"
[[registry.mirror]]
location = "m5.io/w"
[[registry]]
location = "docker.io"
[[registry.mirror]]
location = "hub-copy.io"
)";

const std::string kDigest = "@sha256:" + std::string(64, 'a');

TEST(Places, FollowTheLongestPrefix) {
  EXPECT_EQ(told(kConf, "r.io/a/b"),
            "m1.io/r/a/b mirror, m3.io/a/b mirror, inner.io:5000/copies/a/b insecure");
  EXPECT_EQ(told(kConf, "r.io/a/b" + kDigest),
            "m1.io/r/a/b mirror, m2.io/a/b insecure mirror, inner.io:5000/copies/a/b insecure");
  EXPECT_EQ(told(kConf, "r.io/digests/x"), "r.io/digests/x");
  EXPECT_EQ(told(kConf, "r.io/digests/x" + kDigest), "m4.io/d/x mirror, r.io/digests/x");
  EXPECT_EQ(told(kConf, "r.io/digestsome/x").substr(0, 5), "m1.io");
  EXPECT_EQ(told(kConf, "a.wild.io/x"), "m5.io/w/x mirror, a.wild.io/x");
  EXPECT_EQ(told(kConf, "wild.io/x"), "wild.io/x");
  EXPECT_EQ(told(kConf, "awild.io/x"), "awild.io/x");
  EXPECT_EQ(told(kConf, "alpine"), "hub-copy.io/library/alpine mirror, docker.io/library/alpine");
  EXPECT_EQ(told(kConf, "other.io/x"), "other.io/x");
  EXPECT_NE(told(kConf, "r.io/secret/x").find("blocked"), std::string::npos);
}

TEST(Places, MirrorsOfTheHubAreForTheHub) {
  EXPECT_EQ(told("", "alpine", {"https://m.io", "127.0.0.1:5000/hub/"}),
            "m.io/library/alpine mirror, 127.0.0.1:5000/hub/library/alpine mirror, docker.io/library/alpine");
  EXPECT_EQ(told("", "r.io/x", {"m.io"}), "r.io/x");
  for (const char* wrong : {"", "https://", "mirror", "m.io:x", "m.io?x", "ftp://m.io", "u:p@m.io"})
    EXPECT_NE(told("", "alpine", {wrong}).find("no address of a mirror"), std::string::npos) << wrong;
}

TEST(Places, DamagedRulesAreTold) {
  for (const char* wrong :
       {"[[registry]]\ninsecure = true", "[[registry]]\nprefix=\"r.io\"\n[[registry.mirror]]\n",
        "[[registry]]\nprefix=\"r.io\"\n[[registry.mirror]]\nlocation=\"m\"\npull-from-mirror=\"x\"",
        "[registries.search]\nregistries=[\"x\"]", "x ="})
    EXPECT_EQ(told(wrong, "r.io/x").find("error"), 0u) << wrong;
  for (const char* wrong : {"mirror", "https://m.io", "m.io/../..", "m.io/A"})
    EXPECT_EQ(told(std::string("[[registry]]\nprefix=\"r.io\"\nlocation=\"") + wrong + "\"", "r.io/x")
                  .find("error"),
              0u)
        << wrong;
}

class Folders : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder_ + "/" + name).parent_path());
    std::ofstream(folder_ + "/" + name) << text;
  }
  net::Environment environment(std::map<std::string, std::string> values = {}) const {
    values.try_emplace("HOME", folder_);
    return [values](const char* name) {
      const auto found = values.find(name);
      return found == values.end() ? std::string() : found->second;
    };
  }
  const std::string folder_ = ::testing::TempDir() + "pratique-places-" + std::to_string(::getpid());
};

TEST_F(Folders, LaterFilesReplaceRulesOfTheSamePrefix) {
  const std::string place = ".config/containers/registries.conf";
  write(
      place,
      "[[registry]]\nprefix=\"r.io\"\nlocation=\"a.io\"\n[[registry]]\nprefix=\"s.io\"\nlocation=\"b.io\"\n");
  write(place + ".d/20.conf", "[[registry]]\nprefix=\"r.io\"\nlocation=\"c.io\"\n");
  write(place + ".d/10.conf", "[[registry]]\nprefix=\"r.io\"\nlocation=\"d.io\"\n");
  write(place + ".d/30.txt", "[[registry]]\nprefix=\"r.io\"\nlocation=\"e.io\"\n");
  const auto rules = read_rules(environment());
  ASSERT_TRUE(rules);
  EXPECT_EQ(told(places_of(*parse_reference("r.io/x"), *rules, {})), "c.io/x");
  EXPECT_EQ(told(places_of(*parse_reference("s.io/x"), *rules, {})), "b.io/x");
  write("chosen", "[[registry]]\nprefix=\"s.io\"\nlocation=\"f.io\"\n");
  const auto chosen = read_rules(environment({{"CONTAINERS_REGISTRIES_CONF", folder_ + "/chosen"}}));
  EXPECT_EQ(told(places_of(*parse_reference("s.io/x"), *chosen, {})), "f.io/x");
  EXPECT_FALSE(read_rules(environment({{"CONTAINERS_REGISTRIES_CONF", folder_ + "/missing"}})));
}

TEST_F(Folders, CertificatesBelongToTheirHost) {
  const std::string place = ".config/containers/certs.d/r.io:5000/";
  write(place + "ca.crt", "");
  write(place + "client.cert", "");
  write(place + "client.key", "");
  net::TlsOptions tls;
  ASSERT_TRUE(add_certificates("r.io:5000", environment(), tls));
  EXPECT_EQ(tls.more_authorities, std::vector<std::string>{folder_ + "/" + place + "ca.crt"});
  EXPECT_EQ(tls.client_certificate, folder_ + "/" + place + "client.cert");
  EXPECT_EQ(tls.client_key, folder_ + "/" + place + "client.key");
  net::TlsOptions other;
  ASSERT_TRUE(add_certificates("r.io", environment(), other));
  EXPECT_TRUE(other.more_authorities.empty() && other.client_certificate.empty());
  write(".config/containers/certs.d/half/x.cert", "");
  EXPECT_FALSE(add_certificates("half", environment(), other));
  write(".config/containers/certs.d/other-half/x.key", "");
  EXPECT_FALSE(add_certificates("other-half", environment(), other));
}

}  // namespace
}  // namespace pratique::oci::registry
