#include <gtest/gtest.h>

#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_cargo_lock();

namespace {

using testing::parsed;

TEST(CargoLock, CratesWithoutSourceAreTheProject) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/Cargo.lock");
  EXPECT_EQ(parsed(make_cargo_lock(), "app/Cargo.lock", text),
            "declared pkg:cargo/memchr@1.0.2\n"
            "declared pkg:cargo/memchr@2.7.4\n"
            "declared pkg:cargo/quay@0.1.0 main\n");
}

TEST(CargoLock, OldestFormHasARootTable) {
  EXPECT_EQ(
      parsed(make_cargo_lock(), "Cargo.lock",
             "[root]\nname = \"quay\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"libc\"\nversion = "
             "\"0.2.1\"\n"
             "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n\n[metadata]\n"
             "\"checksum libc 0.2.1 (registry+https://github.com/rust-lang/crates.io-index)\" = \"00\"\n"),
      "declared pkg:cargo/libc@0.2.1\n"
      "declared pkg:cargo/quay@0.1.0 main\n");
}

// "dependencies" say as much of a crate as tells it from others of its name: the name, the version, the source.
TEST(CargoLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(testing::edges_of(make_cargo_lock(), "Cargo.lock",
                              pratique::testing::read_file("src/extract/lang/testdata/Cargo.lock")),
            "quay@0.1.0 depends-on memchr@2.7.4\n");
  const std::string lock = R"x([[package]]
name = "a"
version = "1.0.0"
dependencies = ["b", "c 1.0.0", "d 1.0.0 (registry+https://one.example/index)", "c", "gone", "gone 1.0.0"]
[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
dependencies = ["c 2.0.0 (registry+https://github.com/rust-lang/crates.io-index)", "b"]
[[package]]
name = "c"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
[[package]]
name = "c"
version = "2.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
[[package]]
name = "d"
version = "1.0.0"
source = "registry+https://one.example/index"
)x";
  EXPECT_EQ(testing::edges_of(make_cargo_lock(), "Cargo.lock", lock),
            "a@1.0.0 depends-on b@1.0.0\n"
            "a@1.0.0 depends-on c@1.0.0\n"
            "a@1.0.0 depends-on d@1.0.0\n"
            "b@1.0.0 depends-on c@2.0.0\n");
}

TEST(CargoLock, ChecksumsOfEachVersionOfTheFile) {
  const std::string sum(64, 'a'), source = "registry+https://github.com/rust-lang/crates.io-index";
  const auto entry = "[[package]]\nname = \"libc\"\nversion = \"0.2.1\"\nsource = \"" + source + "\"\n";
  const auto want = "pkg:cargo/libc@0.2.1 sha256:" + sum + "\n";
  EXPECT_EQ(testing::details_of(make_cargo_lock(), "Cargo.lock", entry + "checksum = \"" + sum + "\"\n"),
            want);
  EXPECT_EQ(
      testing::details_of(make_cargo_lock(), "Cargo.lock",
                          entry + "[metadata]\n\"checksum libc 0.2.1 (" + source + ")\" = \"" + sum + "\"\n"),
      want);
  EXPECT_EQ(testing::details_of(make_cargo_lock(), "Cargo.lock", entry + "checksum = \"00\"\n"), "");
}

TEST(CargoLock, LocksOfUnpackedCratesAreNotRead) {
  EXPECT_EQ(
      parsed(make_cargo_lock(), "root/.cargo/registry/src/index.crates.io-0/regex-1.5.4/Cargo.lock", ""),
      "unwanted");
}

TEST(CargoLock, WhatItShouldHaveAndHasNotIsToldOf) {
  const auto lock = make_cargo_lock();
  EXPECT_EQ(parsed(lock, "Cargo.lock", "\n"), "error: empty file");
  EXPECT_EQ(parsed(lock, "Cargo.lock", "package = \"a\"\n"),
            "error: Cargo.lock with a list of packages that is no list");
  EXPECT_EQ(parsed(lock, "Cargo.lock",
                   "[[package]]\nname = \"a\"\nversion = 1.0\nsource = \"s\"\n"
                   "[[package]]\nname = \"b\"\nsource = \"s\"\n"),
            "declared pkg:cargo/a\ndeclared pkg:cargo/b\n"
            "note unreadable: 1 package has a version that is no text: a\n"
            "note unversioned: 1 package has no version: b\n");
}

}  // namespace
}  // namespace pratique::extract
