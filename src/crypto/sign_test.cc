#include "crypto/sign.h"

#include <gtest/gtest.h>

namespace pratique::crypto {
namespace {

TEST(SignTest, SignsAndVerifiesWithBothAlgorithms) {
  for (const auto algorithm : {KeyAlgorithm::kEd25519, KeyAlgorithm::kEcdsaP256}) {
    const auto key = PrivateKey::generate(algorithm);
    ASSERT_TRUE(key);
    const auto signature = key->sign("words");
    ASSERT_TRUE(signature);
    const auto open = key->public_key();
    EXPECT_EQ(open.algorithm(), algorithm);
    EXPECT_TRUE(open.verify("words", *signature));
    EXPECT_FALSE(open.verify("other words", *signature));
    EXPECT_FALSE(open.verify("words", ""));
    EXPECT_FALSE(open.verify("words", std::string(64, 'x')));
    const auto other = PrivateKey::generate(algorithm);
    EXPECT_FALSE(other->public_key().verify("words", *signature));
    const auto again = PublicKey::from_pem(open.pem());
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->verify("words", *signature));
    EXPECT_EQ(again->fingerprint(), open.fingerprint());
  }
}

// RFC 8032 §7.1, test 1.
TEST(SignTest, VerifiesAVectorOfTheStandard) {
  const auto bytes = [](std::string_view hex) {
    std::string out;
    for (std::size_t i = 0; i < hex.size(); i += 2)
      out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return out;
  };
  const auto key =
      PublicKey::from_ed25519(bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  ASSERT_TRUE(key);
  EXPECT_TRUE(key->verify(
      "", bytes("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e3970"
                "1cf9b46bd25bf5f0595bbe24655141438e7a100b")));
  EXPECT_EQ(key->raw(), bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
}

TEST(SignTest, APassphraseOpensAndItsLackDoesNot) {
  const auto key = PrivateKey::generate(KeyAlgorithm::kEd25519);
  const auto text = key->pem("open sesame");
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("ENCRYPTED"), std::string::npos);
  const auto again = PrivateKey::from_pem(*text, "open sesame");
  ASSERT_TRUE(again) << to_line(again.error());
  EXPECT_EQ(again->public_key().fingerprint(), key->public_key().fingerprint());
  for (const auto* wrong : {"", "shut"}) {
    const auto refused = PrivateKey::from_pem(*text, wrong);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(to_line(refused.error()).find("sesame"), std::string::npos);
  }
  const auto plain = key->pem("");
  EXPECT_TRUE(PrivateKey::from_pem(*plain, ""));
  EXPECT_FALSE(PrivateKey::from_pem("", ""));
  EXPECT_FALSE(PrivateKey::from_pem(text->substr(0, text->size() / 2), "open sesame"));
}

// An RSA key, and one of another curve, made by openssl genpkey.
TEST(SignTest, OtherKindsOfKeysAreRefused) {
  const auto* rsa =
      "-----BEGIN PUBLIC KEY-----\n"
      "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDQ1yqQS+Iu1DFFYrjfaJ4G8hlr\n"
      "MNai15XrekIcsR9EzKYxvPIjRtTHaILaE00lBHqo9WbAdM5NoOEV31HnBJqR4KP9\n"
      "YzknBamuBFZ/bfuzAdef996JMKlpRdTjhOaTZN+Cveb6oT/SQnWHhu+HbCzHUlr1\n"
      "SWLuth3qOVsslb/sKQIDAQAB\n"
      "-----END PUBLIC KEY-----\n";
  const auto* p384 =
      "-----BEGIN PUBLIC KEY-----\n"
      "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEm14xbz+uZSLzX47egieFgfv+ktSiB9PD\n"
      "FJiMt/0ksZR7abr12SL6rwhNqFsnGR/y0Bdh+b4sjw92WbmN+s1nOpxSdulfiL7M\n"
      "I5JjW42kxZd6eqVpDrLWeaLi8qbEpiXq\n"
      "-----END PUBLIC KEY-----\n";
  for (const auto* other : {rsa, p384}) {
    const auto key = PublicKey::from_pem(other);
    ASSERT_FALSE(key);
    EXPECT_EQ(key.error().kind, ErrorKind::kUnsupported);
  }
  EXPECT_FALSE(PublicKey::from_pem("no key"));
  EXPECT_FALSE(PublicKey::from_ed25519("short"));
}

}  // namespace
}  // namespace pratique::crypto
