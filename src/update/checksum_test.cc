#include "update/checksum.h"

#include <gtest/gtest.h>

namespace pratique::update {
namespace {

const std::string kA(64, 'a'), kB(64, 'b'), kLong(128, 'c');

TEST(Checksum, ReadsWhatPublishersWrite) {
  const auto of = [](const std::string& text, const char* name = "all.zip") {
    return checksum_of(text, name).value_or("none");
  };
  EXPECT_EQ(of(kA), "sha256:" + kA);
  EXPECT_EQ(of(kA + "\r\n"), "sha256:" + kA);
  EXPECT_EQ(of(std::string(64, 'A')), "sha256:" + kA);
  EXPECT_EQ(of(kA + "  all.zip\n"), "sha256:" + kA);
  EXPECT_EQ(of(kA + " *all.zip\n"), "sha256:" + kA);
  EXPECT_EQ(of(kLong + "  ./2026/all.zip\n", "x/all.zip"), "sha512:" + kLong);
  EXPECT_EQ(of("SHA256 (all.zip) = " + kA), "sha256:" + kA);
  EXPECT_EQ(of("SHA2-512(all.zip)= " + kLong), "sha512:" + kLong);
  EXPECT_EQ(of("other," + kB + ",5\nRHEL9/all.zip," + kA + ",12\n"), "sha256:" + kA);
  EXPECT_EQ(of(kB + "  other.zip\n" + kA + "  all.zip\n"), "sha256:" + kA);
  // Signed in the clear.
  EXPECT_EQ(of("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n" + kA +
               "  all.zip\n-----BEGIN PGP SIGNATURE-----\niQ==\n-----END PGP SIGNATURE-----\n"),
            "sha256:" + kA);
}

TEST(Checksum, WhatIsAnotherFilesOrNoneIsRefused) {
  for (const auto& text : {std::string(), std::string("<html>"), kA.substr(1), kA + "a", kB + "  other.zip",
                           kA + "  all.zip\n" + kB + "  all.zip", kA + "\n" + kB + "\n",
                           "SHA256 (all.zip = " + kA, "SHA256 )all.zip( = " + kA, std::string(64, 'g')}) {
    const auto read = checksum_of(text, "all.zip");
    EXPECT_FALSE(read) << text;
  }
}

TEST(Checksum, AManifestIsReadLineByLine) {
  std::uint64_t skipped = 0;
  const auto files = read_pulp_manifest(
      "RHEL9/rhel-9.oval.xml.bz2," + kA + ",123\n../x," + kA + ",1\nx," + kLong + ",1\ny," + kA + ",many\n\n",
      skipped);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].name, "RHEL9/rhel-9.oval.xml.bz2");
  EXPECT_EQ(files[0].digest, "sha256:" + kA);
  EXPECT_EQ(files[0].size, 123u);
  EXPECT_EQ(skipped, 3u);
}

}  // namespace
}  // namespace pratique::update
