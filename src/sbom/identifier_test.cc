#include "sbom/identifier.h"

#include <gtest/gtest.h>

#include "model/purl.h"

namespace pratique::sbom {
namespace {

const std::string kDigest = "sha256:" + std::string(64, 'a');

std::string purl_of_name(const std::string& name) {
  model::Subject subject;
  subject.name = name;
  subject.digest = kDigest;
  subject.platform.architecture = "amd64";
  return purl_of(subject);
}

TEST(Identifier, AnImageIsNamedByItsDigest) {
  const auto start = [](const std::string& name) {
    return "pkg:oci/" + name + "@sha256:" + std::string(64, 'a');
  };
  EXPECT_EQ(purl_of_name("ghcr.io/Org/App:1.2"),
            start("app") + "?arch=amd64&repository_url=ghcr.io%2FOrg%2FApp&tag=1.2");
  EXPECT_EQ(purl_of_name("registry://localhost:5000/app@" + kDigest),
            start("app") + "?arch=amd64&repository_url=localhost:5000%2Fapp");
  EXPECT_EQ(purl_of_name("debian:12"), start("debian") + "?arch=amd64&tag=12");
  EXPECT_EQ(purl_of_name("library/debian"), start("debian") + "?arch=amd64");
  EXPECT_EQ(purl_of_name("../images/app"), start("app") + "?arch=amd64");
  EXPECT_EQ(purl_of_name(""), "");
  EXPECT_EQ(purl_of_name("ghcr.io/org/"), "");
}

TEST(Identifier, WhatNothingPinsHasNone) {
  model::Subject subject;
  subject.name = "app";
  EXPECT_EQ(purl_of(subject), "");
  subject.digest = "sha256:short";
  EXPECT_EQ(purl_of(subject), "");
  subject.digest = kDigest;
  subject.kind = model::SubjectKind::kFilesystem;
  EXPECT_EQ(purl_of(subject), "");
}

TEST(Identifier, OfSystems) {
  EXPECT_EQ(purl_of(model::Distro{.id = "debian", .version_id = "12"}), "pkg:generic/debian@12");
  EXPECT_EQ(purl_of(model::Distro{.id = "arch"}), "pkg:generic/arch");
  EXPECT_EQ(purl_of(model::Distro{}), "");
  // Whatever stands there, it is a purl.
  const auto odd = purl_of(model::Distro{.id = "a b/\xf0\x9f\x98\x80?#", .version_id = "@1 "});
  EXPECT_TRUE(model::parse_purl(odd)) << odd;
}

}  // namespace
}  // namespace pratique::sbom
