#include "model/file_facts.h"

#include <gtest/gtest.h>

namespace pratique::model {
namespace {

const FileFact kFull{.kind = FileFactKind::kCapabilities,
                     .location = {"usr/bin/ping", "sha256:01"},
                     .mode = 04755,
                     .uid = 1000,
                     .gid = UINT32_MAX,
                     .capabilities = "cap_net_raw=ep cap_chown=i",
                     .names = {"bin/ping", "usr/bin/ping"},
                     .package = "pkg:deb/debian/iputils-ping@3:20221126-1?arch=amd64"};

TEST(FileFacts, AnObservationIsReadBack) {
  EXPECT_EQ(to_observation(kFull).message,
            "file; mode 4755; owner 1000:4294967295; capabilities cap_net_raw=ep cap_chown=i; named "
            "bin/ping; named "
            "usr/bin/ping; package pkg:deb/debian/iputils-ping@3:20221126-1?arch=amd64");
  EXPECT_EQ(file_fact(to_observation(kFull)), kFull);
  for (std::size_t kind = 0; kind < kFileFactKinds; ++kind) {
    const FileFact plain{
        .kind = static_cast<FileFactKind>(kind), .location = {"tmp", ""}, .folder = true, .mode = 0777};
    EXPECT_EQ(file_fact(to_observation(plain)), plain);
    EXPECT_TRUE(is_about_files(to_observation(plain)));
  }
}

TEST(FileFacts, OtherWordsAreNoFact) {
  auto one = to_observation(kFull);
  const auto good = one.message;
  for (const auto* bad :
       {"", "file", "file; mode 4755", "file; mode 4795; owner 0:0", "file; mode 755; owner 0",
        "file; mode 755; owner 0:0; more", "link; mode 755; owner 0:0", "file; mode 755; owner -1:0",
        "file; mode 755; owner 0:99999999999", "files; mode 755; owner 0:0"}) {
    one.message = bad;
    EXPECT_FALSE(file_fact(one)) << bad;
  }
  one.message = good;
  one.rule = "other";
  EXPECT_FALSE(file_fact(one));
}

TEST(FileFacts, AnAccountIsReadBack) {
  const AccountFact full{.location = {"etc/passwd", "sha256:01"},
                         .line = 7,
                         .name = "app",
                         .uid = 1000,
                         .gid = 1001,
                         .groups = {27, 44},
                         .home = "/home/app",
                         .shell = "/bin/sh",
                         .has_home = true};
  EXPECT_EQ(account_fact(to_observation(full)), full);
  const AccountFact bare{.name = "x"};
  EXPECT_EQ(account_fact(to_observation(bare)), bare);
  const AccountFact odd{.name = "a;b\n", .home = "exists", .shell = "/bin/\x1b"};
  const auto back = account_fact(to_observation(odd));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->name.find_first_of(";\n"), std::string::npos);
  EXPECT_EQ(std::pair(back->home, back->has_home), std::pair(std::string("exists"), false));
}

TEST(FileFacts, WhatIsALoginShell) {
  for (const auto* shell : {"", "/bin/sh", "/usr/bin/fish", "/bin/nologin.sh"})
    EXPECT_TRUE(is_login_shell(shell)) << shell;
  for (const auto* shell : {"/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/bin/true", "/dev/null"})
    EXPECT_FALSE(is_login_shell(shell)) << shell;
}

}  // namespace
}  // namespace pratique::model
