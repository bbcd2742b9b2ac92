#include "scan/spooled_store.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::scan {
namespace {

// Blobs that count how often they are fetched.
class Afar : public oci::Store {
 public:
  Result<std::unique_ptr<codec::ByteSource>> open(const std::string& name) override {
    ++fetched;
    if (name == "absent") return base::fail(ErrorKind::kNotFound, "absent");
    return codec::from_memory(base::as_bytes(name == "large" ? large : small));
  }
  std::optional<std::uint64_t> size(const std::string&) const override { return 0; }
  std::uint64_t position(const std::string&) const override { return 0; }
  bool forward_only() const override { return false; }

  int fetched = 0;
  const std::string small = "some bytes", large = std::string(100'000, 'x');
};

std::string all_of(SpooledStore& store, const std::string& name) {
  const auto source = store.open(name);
  if (!source) return "error: " + base::to_line(source.error());
  return codec::read_all(**source, 1 << 20).value_or("unreadable");
}

TEST(SpooledStore, FetchesABlobOnce) {
  Afar afar;
  std::uint64_t passed = 0;
  SpooledStore store(afar, {.progress = [&](const Transfer& transfer) { passed = transfer.bytes; }});
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(all_of(store, "large"), afar.large);
    EXPECT_EQ(all_of(store, "small"), afar.small);
  }
  EXPECT_EQ(afar.fetched, 2);
  EXPECT_EQ(passed, afar.large.size() + afar.small.size());
}

TEST(SpooledStore, WhatIsBeyondTheLimitIsFetchedAgainUntilItIsSettled) {
  Afar afar;
  SpooledStore store(afar, {.limit = 50'000});
  EXPECT_EQ(all_of(store, "large"), afar.large);
  EXPECT_EQ(all_of(store, "small"), afar.small);
  EXPECT_EQ(all_of(store, "large"), afar.large);
  EXPECT_EQ(afar.fetched, 3);
  store.settle();
  EXPECT_NE(all_of(store, "large").find("--spool-limit"), std::string::npos);
  EXPECT_EQ(all_of(store, "small"), afar.small);
  EXPECT_EQ(afar.fetched, 3);
}

TEST(SpooledStore, WhatWasNotReadToItsEndIsNotTakenForTheWhole) {
  Afar afar;
  SpooledStore store(afar, {});
  {
    const auto source = store.open("large");
    std::array<std::byte, 10> some;
    ASSERT_TRUE((*source)->read(some));
  }
  EXPECT_EQ(all_of(store, "large"), afar.large);
  EXPECT_EQ(afar.fetched, 2);
  store.settle();
  EXPECT_EQ(all_of(store, "small"), afar.small);
  EXPECT_EQ(afar.fetched, 3);
  EXPECT_EQ(all_of(store, "absent").find("error"), 0u);
}

}  // namespace
}  // namespace pratique::scan
