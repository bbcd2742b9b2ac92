#include "trust/client.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "crypto/digest.h"

namespace pratique::trust {
namespace {

using crypto::PrivateKey;

constexpr Time kNow = 1'800'000'000, kDay = 86'400;

PrivateKey made() { return *PrivateKey::generate(crypto::KeyAlgorithm::kEd25519); }

// A publisher in memory, and a client that remembers in a folder.
class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = "build/test-tmp/trust-" + std::to_string(getpid()) + "-" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    root({root_a_, root_b_}, 2, online_);
    publish();
    anchor_ = files_["1.root.json"];
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // The next root, signed by its own keys and, after the first, those of the one before.
  void root(const std::vector<PrivateKey>& keys, std::uint64_t threshold, const PrivateKey& online,
            Time expires = kNow + 365 * kDay) {
    Metadata next{.role = RoleName::kRoot, .version = root_.version + 1, .expires = expires};
    const auto add = [&](RoleName role, const std::vector<PrivateKey>& all, std::uint64_t of) {
      Signers signers{.keys = {}, .threshold = of};
      for (const auto& key : all) {
        const RoleKey one{.key = key.public_key()};
        next.keys.emplace(one.id(), one);
        signers.keys.push_back(one.id());
      }
      next.roles.emplace(role, std::move(signers));
    };
    add(RoleName::kRoot, keys, threshold);
    for (const auto role : {RoleName::kTargets, RoleName::kSnapshot, RoleName::kTimestamp})
      add(role, {online}, 1);
    auto document = document_of(next);
    for (const auto& key : keys) (void)*add_signature(document, next, key);
    if (root_.version > 0)
      for (const auto& key : root_keys_) (void)*add_signature(document, root_, key);
    files_[std::to_string(next.version) + ".root.json"] = document.to_text();
    root_ = next;
    root_keys_ = keys;
    signer_ = online;
  }

  std::string signed_text(const Metadata& metadata) const {
    auto document = document_of(metadata);
    (void)*add_signature(document, root_, signer_);
    return document.to_text();
  }
  static Named named(std::uint64_t version, const std::string& text) {
    return {.version = version, .length = text.size(), .digest = crypto::sha256(base::as_bytes(text))};
  }
  // The next version of all three.
  void publish(Time life = 14 * kDay) {
    ++version_;
    Metadata targets{.role = RoleName::kTargets, .version = version_, .expires = kNow + 90 * kDay};
    targets.targets.emplace("a.db",
                            TargetFile{.length = version_, .digest = crypto::sha256({}), .custom = "{}"});
    publish(targets, version_, version_, life);
  }
  void publish(const Metadata& targets, std::uint64_t snapshot, std::uint64_t timestamp,
               Time life = 14 * kDay) {
    const auto first = signed_text(targets);
    files_[std::to_string(targets.version) + ".targets.json"] = first;
    const auto second = signed_text({.role = RoleName::kSnapshot,
                                     .version = snapshot,
                                     .expires = kNow + 30 * kDay,
                                     .names = named(targets.version, first)});
    files_[std::to_string(snapshot) + ".snapshot.json"] = second;
    files_["timestamp.json"] = signed_text({.role = RoleName::kTimestamp,
                                            .version = timestamp,
                                            .expires = kNow + life,
                                            .names = named(snapshot, second)});
  }

  Result<Trusted> refreshed(Time now = kNow) {
    const GetMetadata fetch = [this](const std::string& name,
                                     std::uint64_t limit) -> Result<std::optional<std::string>> {
      const auto at = files_.find(name);
      if (at == files_.end()) return std::optional<std::string>();
      if (at->second.size() > limit) return base::over_limit("more than asked for");
      return std::optional(at->second);
    };
    return refresh(fetch, TrustMemory(folder_), anchor_, now);
  }
  void expect_refused(const std::string& file, const std::string& words, Time now = kNow) {
    const auto refused = refreshed(now);
    ASSERT_FALSE(refused) << words;
    EXPECT_EQ(refused.error().kind, ErrorKind::kMismatch) << to_line(refused.error());
    EXPECT_EQ(refused.error().where.file, file);
    EXPECT_NE(refused.error().what.find(words), std::string::npos) << to_line(refused.error());
  }

  std::string folder_, anchor_;
  std::map<std::string, std::string> files_;
  PrivateKey root_a_ = made(), root_b_ = made(), online_ = made(), signer_ = online_;
  std::vector<PrivateKey> root_keys_;
  Metadata root_{};
  std::uint64_t version_ = 0;
};

TEST_F(ClientTest, BelievesWhatIsSignedAndRemembersIt) {
  const auto first = refreshed();
  ASSERT_TRUE(first) << to_line(first.error());
  EXPECT_EQ(first->targets.version, 1u);
  EXPECT_EQ(first->expires, kNow + 14 * kDay);
  EXPECT_FALSE(first->unchanged);
  EXPECT_TRUE(refreshed()->unchanged);
  publish();
  const auto second = refreshed();
  ASSERT_TRUE(second) << to_line(second.error());
  EXPECT_EQ(second->targets.version, 2u);
  // The anchor is not needed any more.
  anchor_.clear();
  EXPECT_TRUE(refreshed());
}

TEST_F(ClientTest, WithoutARootNobodyIsTrusted) {
  anchor_.clear();
  const auto refused = refreshed();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

TEST_F(ClientTest, AnotherRootThanTheFirstIsSaid) {
  ASSERT_TRUE(refreshed());
  anchor_ = "another";
  const auto refused = refreshed();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().what, "another root than the one that was trusted first");
}

// A root named by mistake, of another publisher, must not stand in the way of the right one.
TEST_F(ClientTest, ARootByWhichNothingIsSignedIsNotRemembered) {
  const auto right = anchor_;
  Metadata other = root_;
  const auto key = made();
  const RoleKey one{.key = key.public_key()};
  other.keys = {{one.id(), one}};
  for (auto& [role, signers] : other.roles) signers = {.keys = {one.id()}, .threshold = 1};
  auto document = document_of(other);
  (void)*add_signature(document, other, key);
  anchor_ = document.to_text();
  expect_refused("timestamp.json", "signed by 0 of the 1 keys");
  anchor_ = right;
  EXPECT_TRUE(refreshed());
}

TEST_F(ClientTest, RefusesARollback) {
  const auto old = files_;
  publish();
  ASSERT_TRUE(refreshed());
  const auto now = files_;
  files_ = old;
  expect_refused("timestamp.json", "version 1 is offered, and 2 was seen before: rolled back");
  // Of one role alone: a new timestamp that names the old snapshot, then a new snapshot that names the old targets.
  files_ = now;
  files_["timestamp.json"] = signed_text({.role = RoleName::kTimestamp,
                                          .version = 3,
                                          .expires = kNow + kDay,
                                          .names = named(1, old.at("1.snapshot.json"))});
  expect_refused("snapshot.json", "rolled back");
  const auto snapshot = signed_text({.role = RoleName::kSnapshot,
                                     .version = 3,
                                     .expires = kNow + kDay,
                                     .names = named(1, old.at("1.targets.json"))});
  files_["3.snapshot.json"] = snapshot;
  files_["timestamp.json"] = signed_text(
      {.role = RoleName::kTimestamp, .version = 4, .expires = kNow + kDay, .names = named(3, snapshot)});
  expect_refused("targets.json", "rolled back");
  // What was refused is not remembered: the sound one goes on.
  files_ = now;
  version_ = 10;
  publish();
  EXPECT_TRUE(refreshed());
}

TEST_F(ClientTest, RefusesAFreeze) {
  ASSERT_TRUE(refreshed());
  expect_refused("timestamp.json", "expired on", kNow + 15 * kDay);
  publish(40 * kDay);
  expect_refused("snapshot.json", "expired on", kNow + 31 * kDay);
  EXPECT_TRUE(refreshed(kNow + 29 * kDay));
}

TEST_F(ClientTest, RefusesAMixture) {
  const auto old = files_;
  publish();
  files_["2.targets.json"] = old.at("1.targets.json");
  expect_refused("targets.json", "not the document that snapshot.json names");
  publish();
  files_["3.snapshot.json"] = old.at("1.snapshot.json");
  expect_refused("snapshot.json", "not the document that timestamp.json names");
}

TEST_F(ClientTest, RefusesATruncation) {
  auto& targets = files_["1.targets.json"];
  targets.pop_back();
  expect_refused("targets.json", "cut off");
  targets.clear();
  expect_refused("targets.json", "cut off");
  files_.erase("1.targets.json");
  EXPECT_EQ(refreshed().error().kind, ErrorKind::kNotFound);
  files_["timestamp.json"].resize(20);
  EXPECT_FALSE(refreshed());
}

TEST_F(ClientTest, RefusesAWrongKey) {
  signer_ = made();
  publish();
  expect_refused("timestamp.json", "signed by 0 of the 1 keys");
}

TEST_F(ClientTest, RefusesAnExpiredRoot) {
  expect_refused("root.json", "expired on", kNow + 366 * kDay);
  // A next one helps.
  root({root_a_, root_b_}, 2, online_, kNow + 800 * kDay);
  EXPECT_EQ(refreshed(kNow + 366 * kDay).error().where.file, "timestamp.json");
}

TEST_F(ClientTest, FollowsRootsThatOldAndNewKeysSigned) {
  ASSERT_TRUE(refreshed());
  const auto c = made();
  root({root_b_, c}, 2, online_);
  root({c}, 1, online_);
  publish();
  const auto trusted = refreshed();
  ASSERT_TRUE(trusted) << to_line(trusted.error());
  EXPECT_EQ(trusted->root.version, 3u);
}

TEST_F(ClientTest, RefusesARootThatTheOldKeysDidNotSign) {
  ASSERT_TRUE(refreshed());
  const auto c = made(), d = made();
  root_keys_ = {root_a_};  // one of the two that are needed
  root({c, d}, 2, online_);
  expect_refused("root.json", "signed by 1 of the 2 keys that it needs (root 1)");
  files_.erase("2.root.json");
  EXPECT_TRUE(refreshed());
}

TEST_F(ClientTest, RefusesARootThatItsOwnKeysDidNotSign) {
  ASSERT_TRUE(refreshed());
  Metadata next = root_;
  next.version = 2;
  next.roles.at(RoleName::kRoot).keys = {RoleKey{.key = made().public_key()}.id()};
  next.roles.at(RoleName::kRoot).threshold = 1;
  auto document = document_of(next);
  for (const auto& key : root_keys_) (void)*add_signature(document, root_, key);
  files_["2.root.json"] = document.to_text();
  expect_refused("root.json", "signed by 0 of the 1 keys that it needs (root 2)");
}

TEST_F(ClientTest, RefusesARootOfAnotherVersion) {
  ASSERT_TRUE(refreshed());
  root({root_a_, root_b_}, 2, online_);
  root({root_a_, root_b_}, 2, online_);
  files_["2.root.json"] = files_["3.root.json"];
  expect_refused("root.json", "version 3 is offered as 2");
}

TEST_F(ClientTest, RefusesAFastForwardAndGetsOverOneWithNewKeys) {
  ASSERT_TRUE(refreshed());
  version_ = 5'000'000;
  publish();
  expect_refused("timestamp.json", "no publisher goes so fast");
  // One within reach is believed: who has the key signs. New keys then bring it back.
  version_ = 900'000;
  publish();
  ASSERT_TRUE(refreshed());
  version_ = 1;
  publish();
  expect_refused("timestamp.json", "rolled back");
  root({root_a_, root_b_}, 2, made());
  version_ = 1;
  publish();
  const auto trusted = refreshed();
  ASSERT_TRUE(trusted) << to_line(trusted.error());
  EXPECT_EQ(trusted->targets.version, 2u);
}

TEST_F(ClientTest, OneVersionSaysOneThing) {
  ASSERT_TRUE(refreshed());
  Metadata other{.role = RoleName::kTargets, .version = 1, .expires = kNow + 91 * kDay};
  publish(other, 2, 2);
  expect_refused("targets.json", "version 1 says something else than it did before");
}

TEST_F(ClientTest, ADocumentIsNotFetchedBeyondItsLength) {
  files_["1.snapshot.json"] += std::string(10'000, ' ');
  expect_refused("snapshot.json", "not the document that timestamp.json names");
  files_["timestamp.json"] = std::string(100'000, ' ');
  EXPECT_EQ(refreshed().error().kind, ErrorKind::kLimit);
}

}  // namespace
}  // namespace pratique::trust
