#include "trust/metadata.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"

namespace pratique::trust {
namespace {

using crypto::KeyAlgorithm;
using crypto::PrivateKey;

PrivateKey made(KeyAlgorithm algorithm = KeyAlgorithm::kEd25519) { return *PrivateKey::generate(algorithm); }

Metadata root_of(const std::vector<PrivateKey>& keys, std::uint64_t threshold) {
  Metadata root{.role = RoleName::kRoot, .version = 1, .expires = 4'000'000'000};
  Signers all{.keys = {}, .threshold = threshold};
  for (const auto& key : keys) {
    const RoleKey one{.key = key.public_key()};
    root.keys.emplace(one.id(), one);
    all.keys.push_back(one.id());
  }
  for (const auto role : kAllRoles) root.roles.emplace(role, all);
  return root;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(MetadataTest, TimesComeBack) {
  EXPECT_EQ(to_text(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(to_text(1'796'000'461), "2026-11-30T01:01:01Z");
  EXPECT_EQ(time_of("2026-11-30T01:01:01Z").value_or(0), 1'796'000'461);
  for (const auto* wrong :
       {"", "2026-11-30", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-30T24:00:00Z",
        "2026-11-30T01:41:01", "2026-11-30T01:41:01+00:00", "2026-11-30t01:41:01Z"})
    EXPECT_FALSE(time_of(wrong)) << wrong;
}

TEST(MetadataTest, ARootComesBackAndSignsForItself) {
  const auto a = made(), b = made(KeyAlgorithm::kEcdsaP256);
  auto document = document_of(root_of({a, b}, 2));
  ASSERT_TRUE(add_signature(document, document.metadata, a).value_or(false));
  EXPECT_FALSE(check_signatures(document, document.metadata));
  ASSERT_TRUE(add_signature(document, document.metadata, b).value_or(false));
  const auto again = read_document(document.to_text(), RoleName::kRoot);
  ASSERT_TRUE(again) << to_line(again.error());
  EXPECT_EQ(again->body, document.body);
  EXPECT_EQ(again->to_text(), document.to_text());
  EXPECT_EQ(count_signers(*again, again->metadata), 2u);
  EXPECT_TRUE(check_signatures(*again, again->metadata));
}

// The key of another does not count, nor one signature that is there twice.
TEST(MetadataTest, AThresholdCountsKeys) {
  const auto a = made(), b = made(), stranger = made();
  const auto root = root_of({a, b}, 2);
  auto document = document_of({.role = RoleName::kTargets, .version = 3, .expires = 1});
  EXPECT_TRUE(*add_signature(document, root, a));
  EXPECT_FALSE(*add_signature(document, root, stranger));
  document.signatures.push_back(document.signatures.front());
  document.signatures.push_back({RoleKey{.key = b.public_key()}.id(), document.signatures.front().bytes});
  EXPECT_EQ(count_signers(document, root), 1u);
  const auto refused = check_signatures(document, root);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "signed by 1 of the 2 keys that it needs (root 1)");
  // What holds stays; what does not is replaced.
  const auto before = document.to_text();
  EXPECT_TRUE(*add_signature(document, root, a));
  EXPECT_EQ(document.to_text(), before);
  EXPECT_TRUE(*add_signature(document, root, b));
  EXPECT_EQ(count_signers(document, root), 2u);
}

// One key under two ids: its PEM with other line ends (GHSA-pwqf-9h7j-7mv8).
TEST(MetadataTest, OneKeyUnderTwoIdsIsOneSigner) {
  const auto key = made(KeyAlgorithm::kEcdsaP256);
  const auto pem = key.public_key().pem();
  const auto object = [](const std::string& text) {
    return R"({"keytype":"ecdsa","keyval":{"public":")" + text + R"("},"scheme":"ecdsa-sha2-nistp256"})";
  };
  const auto id = [&](const std::string& text) {
    return crypto::sha256(base::as_bytes(object(text))).substr(7);
  };
  const auto escaped = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
      text.replace(at, 1, "\\n");
    return text;
  };
  const auto first = id(pem), second = id(pem + "\n");
  std::string text = R"({"signatures":[],"signed":{"_type":"root","spec_version":"1.0.31","version":1,)"
                     R"("expires":"2099-01-01T00:00:00Z","consistent_snapshot":true,"keys":{")" +
                     first + "\":" + object(escaped(pem)) + ",\"" + second +
                     "\":" + object(escaped(pem + "\n")) + R"(},"roles":{)";
  for (const auto role : kAllRoles)
    text += "\"" + std::string(to_string(role)) + R"(":{"keyids":[")" + first + R"(",")" + second +
            R"("],"threshold":2},)";
  text.back() = '}';
  auto root = read_document(text + "}}", RoleName::kRoot);
  ASSERT_TRUE(root) << to_line(root.error());
  const auto signature = *key.sign(root->body);
  root->signatures = {{first, signature}, {second, *key.sign(root->body)}};
  EXPECT_EQ(count_signers(*root, root->metadata), 1u);
  EXPECT_FALSE(check_signatures(*root, root->metadata));
}

TEST(MetadataTest, ThresholdsOutOfReachAreRefused) {
  const auto text = document_of(root_of({made(), made()}, 2)).to_text();
  for (const auto* wrong : {"\"threshold\":0", "\"threshold\":3", "\"threshold\":-1", "\"threshold\":2.0",
                            "\"threshold\":\"2\"", "\"threshold\":99999999999"}) {
    EXPECT_FALSE(read_document(replaced(text, "\"threshold\":2", wrong), RoleName::kRoot)) << wrong;
  }
}

TEST(MetadataTest, WhatIsNoMetadataIsRefused) {
  const auto key = made();
  Metadata targets{.role = RoleName::kTargets, .version = 1, .expires = 4'000'000'000};
  const auto digest = crypto::sha256(base::as_bytes("x"));
  targets.targets.emplace("a.db",
                          TargetFile{.length = 1, .digest = digest, .custom = R"({"kind":"database"})"});
  auto document = document_of(targets);
  ASSERT_TRUE(*add_signature(document, root_of({key}, 1), key));
  const auto text = document.to_text();
  ASSERT_TRUE(read_document(text, RoleName::kTargets));
  EXPECT_FALSE(read_document(text, RoleName::kSnapshot));
  EXPECT_FALSE(read_document(text.substr(0, text.size() - 1), RoleName::kTargets));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"a.db\"", "\"../a.db\""},
           {"\"a.db\"", "\"a/b\""},
           {"\"a.db\"", "\".hidden\""},
           {"\"a.db\"", "\"\""},
           {"\"length\":1", "\"length\":-1"},
           {"\"version\":1", "\"version\":0"},
           {"\"version\":1", "\"version\":1,\"version\":2"},
           {"\"signed\"", "\"signatures\":[],\"signed\""},
           {"\"_type\":\"targets\"", "\"_type\":\"Targets\""},
           {"\"spec_version\":\"1.0.31\"", "\"spec_version\":\"2.0\""},
           {digest.substr(7), digest.substr(8)},
           {"2096-", "96-"}}) {
    EXPECT_FALSE(read_document(replaced(text, from, to), RoleName::kTargets)) << to;
  }
  std::string many = "[";
  for (int i = 0; i < 65; ++i) many += R"({"keyid":"x","sig":"00"},)";
  many.back() = ']';
  EXPECT_EQ(
      read_document(R"({"signatures":)" + many + R"(,"signed":)" + document.body + "}", RoleName::kTargets)
          .error()
          .kind,
      ErrorKind::kLimit);
}

// What is signed is the value, however it is spelt; what is spelt otherwise stays signed, what says otherwise does not.
TEST(MetadataTest, ASignatureIsOfTheCanonicalForm) {
  const auto key = made();
  const auto root = root_of({key}, 1);
  auto document = document_of({.role = RoleName::kTimestamp,
                               .version = 7,
                               .expires = 4'000'000'000,
                               .names = {.version = 4, .length = 5, .digest = crypto::sha256({})}});
  ASSERT_TRUE(*add_signature(document, root, key));
  const auto spaced = read_document(replaced(document.to_text(), "\"version\":7", "  \"version\" :  7 "),
                                    RoleName::kTimestamp);
  ASSERT_TRUE(spaced);
  EXPECT_TRUE(check_signatures(*spaced, root));
  const auto other =
      read_document(replaced(document.to_text(), "\"version\":7", "\"version\":8"), RoleName::kTimestamp);
  ASSERT_TRUE(other);
  EXPECT_FALSE(check_signatures(*other, root));
  // A role's signature is no other role's: keys that serve both do not make one document the other.
  EXPECT_FALSE(read_document(document.to_text(), RoleName::kSnapshot));
}

}  // namespace
}  // namespace pratique::trust
