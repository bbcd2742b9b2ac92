#include "crypto/digest.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::crypto {
namespace {

// FIPS 180-4's examples, as NIST publishes them.
TEST(Sha256, PublishedExamples) {
  EXPECT_EQ(sha256({}), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256(base::as_bytes("abc")),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, PiecesAreTheWhole) {
  Sha256 hash;
  hash.update(base::as_bytes("a"));
  hash.update(base::as_bytes("bc"));
  EXPECT_EQ(hash.finish(), sha256(base::as_bytes("abc")));
}

TEST(Digest, OnlyLowerCaseHexMayBecomeAPath) {
  const std::string hex(64, 'a');
  EXPECT_TRUE(is_sha256("sha256:" + hex));
  for (const std::string& wrong :
       std::vector<std::string>{"sha256:../../../etc/passwd", "sha512:" + hex,
                                "sha256:" + std::string(64, 'A'), "sha256:" + hex + "a", hex}) {
    EXPECT_FALSE(is_sha256(wrong)) << wrong;
  }
}

// RFC 1321 A.5 and FIPS 180's example.
TEST(Digest, OthersThatPackageDatabasesHold) {
  EXPECT_EQ(md5_hex(base::as_bytes("abc")), "900150983cd24fb0d6963f7d28e17f72");
  EXPECT_EQ(sha1_hex(base::as_bytes("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(md5_hex({}), "d41d8cd98f00b204e9800998ecf8427e");
}

}  // namespace
}  // namespace pratique::crypto
