#include <gtest/gtest.h>

#include "extract/lang/support/parsed.h"
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

TEST(CargoLock, LocksOfUnpackedCratesAreNotRead) {
  EXPECT_EQ(
      parsed(make_cargo_lock(), "root/.cargo/registry/src/index.crates.io-0/regex-1.5.4/Cargo.lock", ""),
      "unwanted");
}

}  // namespace
}  // namespace pratique::extract
