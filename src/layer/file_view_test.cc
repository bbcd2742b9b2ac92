#include "layer/file_view.h"

#include <gtest/gtest.h>

namespace pratique::layer {
namespace {

struct Length {
  Result<std::size_t> of_start;
};

TEST(FileView, WhatIsDerivedIsMadeOnceForAllCopies) {
  base::Meter meter;
  const FileView file("a", base::as_bytes("0123456789"));
  int made = 0;
  const auto length = [&](const FileView& view) -> const Length& {
    return view.once<Length>([&] {
      ++made;
      const auto bytes = view.read(0, 4);
      return Length{bytes->size()};
    });
  };
  const auto& first = length(file.charging(meter));
  EXPECT_EQ(first.of_start.value(), 4u);
  EXPECT_EQ(&length(file), &first);
  EXPECT_EQ(&length(file.under_name("b")), &first);
  EXPECT_EQ(made, 1);
  EXPECT_EQ(file.once<int>([] { return 7; }), 7) << "another type is another thing";
  EXPECT_EQ(file.derived(), 2u);
}

TEST(FileView, BytesThatTheFirstMissedAreMissedByEachWhoAsks) {
  const FileView file("a", 100, 0644, {});
  const auto ask = [](const FileView& view) {
    (void)view.once<Length>([&]() -> Length {
      const auto bytes = view.read(40, 10);
      if (!bytes) return Length{tl::unexpected(bytes.error())};
      return Length{bytes->size()};
    });
  };
  for (const auto& view : {file.under_name("b"), file.under_name("c"), file}) {
    ask(view);
    ASSERT_EQ(view.needed().size(), 1u) << view.path();
    EXPECT_EQ(view.needed()[0].offset, 40u);
  }
}

}  // namespace
}  // namespace pratique::layer
