#include "sbom/ownership.h"

#include <gtest/gtest.h>

namespace pratique::sbom {
namespace {

model::Component component(std::string_view purl, std::string_view path = {}) {
  model::Component one{.purl = *model::parse_purl(purl)};
  if (!path.empty()) one.locations.push_back({.path = std::string(path), .layer = {}});
  return one;
}

// The documents of tests/cases/document/ownership have the rest; this is what a hostile one could do.
TEST(Ownership, AFileOfThousandsThatThousandsListIsBounded) {
  base::Limits limits;
  ASSERT_TRUE(limits.set("records=1M"));
  base::Meter meter(limits);
  model::Inventory inventory;
  Ownership ownership(inventory, meter);
  constexpr std::uint32_t kMany = 5'000;
  for (std::uint32_t i = 0; i < kMany; ++i) {
    const auto number = std::to_string(i);
    inventory.components.push_back(component("pkg:deb/debian/a" + number + "@1"));
    inventory.components.push_back(component("pkg:pypi/b" + number + "@1", "usr/lib/x"));
  }
  for (std::uint32_t i = 0; i < kMany; ++i) ownership.found_by(2 * i + 1, "usr/lib/x");
  for (std::uint32_t i = 0; i < kMany; ++i) ownership.list(2 * i, "/lib/x");
  ownership.settle();
  EXPECT_LE(meter.booked(base::Account::kRecords), 1u << 20);
  ASSERT_EQ(meter.reached().size(), 1u) << "told once";
  EXPECT_EQ(inventory.components[1].owner, "pkg:deb/debian/a0@1");
}

// What does not fit is judged by itself.
TEST(Ownership, WhatTheMeterDoesNotBearIsLeftOut) {
  base::Limits limits;
  ASSERT_TRUE(limits.set("records=150"));
  base::Meter meter(limits);
  model::Inventory inventory;
  for (const auto* purl : {"pkg:deb/debian/a@1", "pkg:pypi/b@1", "pkg:pypi/c@1"})
    inventory.components.push_back(component(purl));
  Ownership ownership(inventory, meter);
  ownership.claim(0, 1);
  ownership.claim(0, 2);
  ownership.settle();
  EXPECT_EQ(inventory.components[1].owner, "pkg:deb/debian/a@1");
  EXPECT_EQ(inventory.components[2].owner, "");
  EXPECT_EQ(meter.reached().size(), 1u);
}

TEST(Ownership, OfTwoSystemPackagesThatOfTheDistributionCounts) {
  base::Meter meter;
  model::Inventory inventory;
  inventory.subject.distro = {.id = "almalinux", .version_id = "9.4"};
  for (const auto* purl : {"pkg:rpm/almalinux/a@1", "pkg:rpm/almalinux/b@1", "pkg:pypi/c@1"})
    inventory.components.push_back(component(purl));
  inventory.components[0].supplier = "Acme Inc";
  inventory.components[1].supplier = "AlmaLinux";
  Ownership ownership(inventory, meter);
  ownership.claim(0, 2);
  ownership.claim(1, 2);
  ownership.claim(2, 2);
  ownership.claim(0, 1);
  ownership.settle();
  EXPECT_EQ(inventory.components[2].owner, "pkg:rpm/almalinux/b@1");
  EXPECT_EQ(inventory.components[2].details->listed_by, "");
  EXPECT_EQ(inventory.components[1].owner, "") << "system packages own no system packages";
}

}  // namespace
}  // namespace pratique::sbom
