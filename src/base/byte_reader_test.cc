#include "base/byte_reader.h"

#include <gtest/gtest.h>

namespace pratique::base {
namespace {

TEST(ByteReader, ReadsBothByteOrders) {
  const auto bytes = as_bytes(std::string_view("\x01\x02\x03\x04\x05\x06\x07\x08", 8));
  ByteReader little(bytes), big(bytes, Endian::kBig);
  EXPECT_EQ(*little.u16(), 0x0201);
  EXPECT_EQ(*big.u16(), 0x0102);
  EXPECT_EQ(*little.u32(), 0x06050403u);
  EXPECT_EQ(*big.u32(), 0x03040506u);
  EXPECT_EQ(ByteReader(bytes).u64().value(), 0x0807060504030201u);
}

TEST(ByteReader, RefusesToLeaveTheBuffer) {
  ByteReader reader(as_bytes("abcd"));
  ASSERT_TRUE(reader.skip(3));
  const auto read = reader.u16();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where.offset, 3u);
  EXPECT_EQ(reader.position(), 3u) << "a failed read consumes nothing";
  EXPECT_FALSE(reader.at(UINT64_MAX, 2)) << "offset + count would wrap";
  EXPECT_FALSE(reader.at(2, UINT64_MAX));
  EXPECT_TRUE(reader.at(4, 0));
  EXPECT_FALSE(reader.seek(5));
}

TEST(ByteReader, TextNeedsItsEnd) {
  ByteReader reader(as_bytes(std::string_view("ab\0cd", 5)));
  EXPECT_EQ(*reader.c_string(), "ab");
  EXPECT_FALSE(reader.c_string());
  EXPECT_FALSE(ByteReader(as_bytes(std::string_view("abc\0", 4))).c_string(3));
}

TEST(ByteReader, VarintsOfUpTo64Bits) {
  EXPECT_EQ(*ByteReader(as_bytes("\xac\x02")).uvarint(), 300u);
  EXPECT_EQ(*ByteReader(as_bytes("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")).uvarint(), UINT64_MAX);
  EXPECT_FALSE(ByteReader(as_bytes("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02")).uvarint()) << "65 bits";
  EXPECT_FALSE(ByteReader(as_bytes("\x80")).uvarint()) << "cut off";
}

TEST(Checked, OverflowIsAnError) {
  EXPECT_FALSE(checked_add(UINT64_MAX, 1));
  EXPECT_FALSE(checked_multiply(1ull << 33, 1ull << 31));
  EXPECT_EQ(*checked_multiply(0, UINT64_MAX), 0u);
}

}  // namespace
}  // namespace pratique::base
