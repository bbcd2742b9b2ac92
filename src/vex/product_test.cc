#include "vex/product.h"

#include <gtest/gtest.h>

#include "vex/read.h"

namespace pratique::vex {
namespace {

VexNearness near(std::string_view stated, std::string_view ours) {
  return matches(*model::parse_purl(stated), *model::parse_purl(ours)).nearness;
}

TEST(VexPurl, VersionsAndQualifiersThatAreGivenMustBeEqual) {
  constexpr auto kOurs = "pkg:apk/alpine/busybox@1.36.1-r5?arch=x86_64&distro=3.18";
  EXPECT_EQ(near("pkg:apk/alpine/busybox", kOurs), VexNearness::kByName);
  EXPECT_EQ(near("pkg:apk/alpine/busybox@1.36.1-r5", kOurs), VexNearness::kByVersion);
  EXPECT_EQ(near("pkg:apk/alpine/busybox@1.36.1-r5?arch=x86_64", kOurs), VexNearness::kByVersion);
  EXPECT_EQ(near("pkg:apk/alpine/busybox@1.36.1-r6", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:apk/alpine/busybox?arch=aarch64", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:apk/alpine/busybox?epoch=1", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:apk/wolfi/busybox", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:golang/golang.org/x/net@0.7.0", "pkg:golang/golang.org/x/net@v0.7.0"),
            VexNearness::kByVersion);
}

// arthur-engine#1862: one release, told with and without its point.
TEST(VexPurl, AReleaseWithAndWithoutItsPointIsOne) {
  constexpr auto kOurs = "pkg:deb/debian/curl@7.88.1-10?distro=debian-12";
  EXPECT_EQ(near("pkg:deb/debian/curl@7.88.1-10?distro=debian-12.13", kOurs), VexNearness::kByVersion);
  EXPECT_EQ(near("pkg:deb/debian/curl?distro=debian-13", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:deb/debian/curl?distro=debian-1", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:apk/alpine/curl?distro=alpine-3.18", "pkg:apk/alpine/curl@8-r0?distro=alpine-3.18.9"),
            VexNearness::kByName);
}

TEST(VexPurl, DockersWordsForItsHardenedImagesAreUnderstood) {
  constexpr auto kOurs = "pkg:apk/dhi/coreutils@9.11-r0?arch=aarch64&distro=dhi-3.24";
  const std::string stated = "pkg:apk/dhi/coreutils@9.11-r0?os_distro=alpine&os_name=dhi&os_version=";
  EXPECT_EQ(near(stated + "3.24", kOurs), VexNearness::kByVersion);
  EXPECT_EQ(near(stated + "3.23", kOurs), VexNearness::kNot);
  EXPECT_EQ(near("pkg:apk/alpine/x?os_name=dhi", "pkg:apk/alpine/x@1"), VexNearness::kNot);
}

constexpr auto kDigest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

ImageNames image() {
  return {.repository = "docker.io/library/alpine",
          .tags = {"3.18"},
          .digests = {kDigest},
          .words = {"alpine:3.18", "docker.io/library/alpine:3.18"},
          .architecture = "amd64",
          .platform = "linux/amd64"};
}

VexNearness names_image(std::string_view text) {
  VexThing thing;
  add_name(thing, text);
  return matches(thing, image()).nearness;
}

TEST(VexImage, EachToolsSpellingIsUnderstood) {
  const std::string digest = kDigest;
  for (const auto& text :
       {digest, "pkg:oci/alpine@" + digest, "docker.io/library/alpine@" + digest,
        // Trivy's with the image's name, Grype's without.
        "pkg:oci/alpine@" + digest + "?repository_url=index.docker.io/library/alpine&arch=amd64",
        "pkg:oci/alpine@" + digest + "?repository_url=index.docker.io/library",
        "pkg:docker/library/alpine@" + digest, "pkg:docker/alpine@" + digest + "?platform=linux/amd64"})
    EXPECT_EQ(names_image(text), VexNearness::kByDigest) << text;
  for (const auto* text : {"alpine:3.18", "pkg:docker/alpine@3.18", "pkg:oci/alpine?tag=3.18"})
    EXPECT_EQ(names_image(text), VexNearness::kByVersion) << text;
  for (const auto* text : {"pkg:oci/alpine", "pkg:docker/library/alpine",
                           "pkg:oci/alpine?repository_url=docker.io%2Flibrary%2Falpine"})
    EXPECT_EQ(names_image(text), VexNearness::kByName) << text;
  for (const auto* text : {"pkg:oci/busybox", "pkg:docker/alpine@3.19", "pkg:oci/alpine?arch=arm64", "alpine",
                           "pkg:oci/alpine?repository_url=ghcr.io/library/alpine", "pkg:docker/other/alpine",
                           "pkg:oci/alpine?flavour=small", "pkg:generic/alpine"})
    EXPECT_EQ(names_image(text), VexNearness::kNot) << text;
}

TEST(VexImage, HashesAreDigests) {
  VexThing thing;
  thing.hashes = {std::string(kDigest).substr(7)};
  EXPECT_EQ(matches(thing, image()).nearness, VexNearness::kByDigest);
}

TEST(Glob, OneStarStaysInAFolder) {
  EXPECT_TRUE(fits_glob("usr/lib/*", "usr/lib/a"));
  EXPECT_FALSE(fits_glob("usr/lib/*", "usr/lib/a/b"));
  EXPECT_TRUE(fits_glob("usr/**", "usr/lib/a/b"));
  EXPECT_TRUE(fits_glob("**/b", "usr/b"));
  EXPECT_TRUE(fits_glob("*", ""));
  EXPECT_FALSE(fits_glob("", "a"));
  EXPECT_TRUE(fits_glob("a*b*c", "axxbyyc"));
  EXPECT_FALSE(fits_glob("a*b*c", "axxbyy"));
}

}  // namespace
}  // namespace pratique::vex
