// An XML document that a reader could not read: was it cut off?
#include <gtest/gtest.h>

#include "advisory/inputs.h"

namespace pratique::advisory {
namespace {

TEST(CutXml, IsToldFromDamage) {
  const auto told = [](std::string_view text) { return broken_off("a/glsa-1.xml", text, true); };
  constexpr std::string_view kWhole =
      "<?xml version=\"1.0\"?>\n<!DOCTYPE a><!-- < -->\n<a b=\"1\"><c>x</c></a>\n";
  EXPECT_EQ(told(kWhole), "");
  // From inside the root on; before it nothing shows what it was to be.
  for (std::size_t size = kWhole.find("<c>") + 1; size < kWhole.size() - 1; ++size)
    EXPECT_EQ(told(kWhole.substr(0, size)), "it breaks off") << size;
  EXPECT_EQ(told("words"), "it breaks off");
  EXPECT_EQ(told("<"), "it breaks off");
  EXPECT_EQ(told("<a><b></c></a>"), "") << "damaged, and whole";
  EXPECT_EQ(broken_off("x.xml", "<a>", false), "") << "nobody's file";
}

}  // namespace
}  // namespace pratique::advisory
