#include "oci/reference.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::oci {
namespace {

const std::string kHex(64, 'a');
const std::string kDigest = "sha256:" + kHex;

struct Good {
  std::string word, domain, path, tag, digest, familiar;
};

std::vector<Good> good_words() {
  const std::string d = kDigest;
  const std::string longest(255, 'a'), tag(128, 't');
  return {
      {"alpine", "docker.io", "library/alpine", "latest", "", "alpine:latest"},
      {"alpine:3.18", "docker.io", "library/alpine", "3.18", "", "alpine:3.18"},
      {"alpine@" + d, "docker.io", "library/alpine", "", d, "alpine@" + d},
      {"alpine:3.18@" + d, "docker.io", "library/alpine", "3.18", d, "alpine:3.18@" + d},
      {"library/alpine", "docker.io", "library/alpine", "latest", "", "alpine:latest"},
      {"org/app", "docker.io", "org/app", "latest", "", "org/app:latest"},
      {"org/team/app:1", "docker.io", "org/team/app", "1", "", "org/team/app:1"},
      {"docker.io/alpine", "docker.io", "library/alpine", "latest", "", "alpine:latest"},
      {"docker.io/library/alpine", "docker.io", "library/alpine", "latest", "", "alpine:latest"},
      {"index.docker.io/alpine", "docker.io", "library/alpine", "latest", "", "alpine:latest"},
      {"index.docker.io/org/app:1", "docker.io", "org/app", "1", "", "org/app:1"},
      {"library/a/b", "docker.io", "library/a/b", "latest", "", "library/a/b:latest"},
      {"ghcr.io/org/app:v1", "ghcr.io", "org/app", "v1", "", "ghcr.io/org/app:v1"},
      {"ghcr.io/app", "ghcr.io", "app", "latest", "", "ghcr.io/app:latest"},
      {"localhost/app", "localhost", "app", "latest", "", "localhost/app:latest"},
      {"localhost:5000/app", "localhost:5000", "app", "latest", "", "localhost:5000/app:latest"},
      {"localhost", "docker.io", "library/localhost", "latest", "", "localhost:latest"},
      {"host:5000", "docker.io", "library/host", "5000", "", "host:5000"},
      {"host:5000/app:2", "host:5000", "app", "2", "", "host:5000/app:2"},
      {"127.0.0.1:5000/a/b", "127.0.0.1:5000", "a/b", "latest", "", "127.0.0.1:5000/a/b:latest"},
      {"[::1]:5000/x", "[::1]:5000", "x", "latest", "", "[::1]:5000/x:latest"},
      {"[2001:db8::1]/x:1@" + d, "[2001:db8::1]", "x", "1", d, "[2001:db8::1]/x:1@" + d},
      {"Host/app", "Host", "app", "latest", "", "Host/app:latest"},
      {"REGISTRY.example.com/app", "REGISTRY.example.com", "app", "latest", "",
       "REGISTRY.example.com/app:latest"},
      {"xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com", "myimage", "xn--n3h.com", "",
       "xn--n3h.com/myimage:xn--n3h.com"},
      {"a.b/c", "a.b", "c", "latest", "", "a.b/c:latest"},
      {"a/b.c", "docker.io", "a/b.c", "latest", "", "a/b.c:latest"},
      {"a/b_c/d__e/f---g", "docker.io", "a/b_c/d__e/f---g", "latest", "", "a/b_c/d__e/f---g:latest"},
      {"9/8", "docker.io", "9/8", "latest", "", "9/8:latest"},
      {"app:_x.Y-z", "docker.io", "library/app", "_x.Y-z", "", "app:_x.Y-z"},
      {"r.io/" + longest, "r.io", longest, "latest", "", "r.io/" + longest + ":latest"},
      {"app:" + tag, "docker.io", "library/app", tag, "", "app:" + tag},
      {"r.io/" + kHex, "r.io", kHex, "latest", "", "r.io/" + kHex + ":latest"},
      {kHex + ":1", "docker.io", "library/" + kHex, "1", "", kHex + ":1"},
  };
}

TEST(References, MeanWhatDockerMeans) {
  for (const auto& want : good_words()) {
    const auto got = parse_reference(want.word);
    ASSERT_TRUE(got) << want.word << ": " << base::to_line(got.error());
    EXPECT_EQ(*got, (ImageReference{want.domain, want.path, want.tag, want.digest})) << want.word;
    EXPECT_EQ(familiar(*got), want.familiar) << want.word;
    EXPECT_EQ(wanted(*got), want.digest.empty() ? want.tag : want.digest) << want.word;
  }
}

TEST(References, BothSpellingsMeanTheSameAgain) {
  for (const auto& word : good_words()) {
    const auto once = parse_reference(word.word);
    ASSERT_TRUE(once) << word.word;
    for (const auto& spelt : {to_string(*once), familiar(*once)}) {
      const auto again = parse_reference(spelt);
      ASSERT_TRUE(again) << spelt;
      EXPECT_EQ(*again, *once) << spelt;
    }
  }
}

TEST(References, BadWordsAreRefusedWithTheReason) {
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "empty"},
      {":1", "no repository"},
      {"@" + kDigest, "no repository"},
      {"/app", "empty part"},
      {"app/", "empty part"},
      {"r.io/", "no repository"},
      {"r.io//app", "empty part"},
      {"a//b", "empty part"},
      {"App", "lower-case"},
      {"org/App", "lower-case"},
      {"r.io/App:1", "lower-case"},
      {"app:", "no tag"},
      {"app:-1", "no tag"},
      {"app:.1", "no tag"},
      {"app:1:2", "no tag"},
      {"app:ta g", "no tag"},
      {"app:" + std::string(129, 't'), "longer than 128"},
      {"r.io/" + std::string(256, 'a'), "longer than 255"},
      {std::string(3000, 'a'), "too long"},
      {"app@", "no digest"},
      {"app@sha256", "no digest"},
      {"app@:" + kHex, "no digest"},
      {"app@sha256:" + std::string(63, 'a'), "64 hex digits"},
      {"app@sha256:" + std::string(65, 'a'), "64 hex digits"},
      {"app@sha256:" + std::string(64, 'A'), "64 hex digits"},
      {"app@" + kDigest + ":1", "64 hex digits"},
      {"app@" + kDigest + "@" + kDigest, "64 hex digits"},
      {kHex, "image's id"},
      {"-app", "cannot be a part"},
      {"app-", "cannot be a part"},
      {"a..b", "cannot be a part"},
      {"a___b", "cannot be a part"},
      {"a._b", "cannot be a part"},
      {"a/./b", "cannot be a part"},
      {"a/../b", "cannot be a part"},
      {"a b", "cannot be a part"},
      {"ä", "cannot be a part"},
      {"a\nb", "cannot be a part"},
      {"a%2fb", "cannot be a part"},
      {"../app", "no registry's name"},
      {"-r.io/app", "no registry's name"},
      {"r..io/app", "no registry's name"},
      {"r.io:/app", "no registry's name"},
      {"r.io:0/app", "no registry's name"},
      {"r.io:65536/app", "no registry's name"},
      {"r.io:x/app", "no registry's name"},
      {"user@r.io/app", "no digest"},
      {"[::1/app", "no registry's name"},
      {"[]:5000/app", "no registry's name"},
      {"[::1%eth0]/app", "no registry's name"},
      {"[::1]x/app", "no registry's name"},
      {"http://r.io/app", "no registry's name"},
  };
  for (const auto& [word, reason] : bad) {
    const auto got = parse_reference(word);
    ASSERT_FALSE(got) << word << " is " << to_string(*got);
    EXPECT_EQ(got.error().kind, ErrorKind::kInvalid) << word;
    const auto line = base::to_line(got.error());
    EXPECT_NE(line.find(reason), std::string::npos) << line;
    EXPECT_LT(line.size(), 400u) << line;
  }
}

TEST(References, OtherDigestsAreSaidToBeUnread) {
  const auto got = parse_reference("app@sha512:" + std::string(128, 'a'));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().kind, ErrorKind::kUnsupported);
  EXPECT_NE(got.error().what.find("sha512"), std::string::npos);
}

}  // namespace
}  // namespace pratique::oci
