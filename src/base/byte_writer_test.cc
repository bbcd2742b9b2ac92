#include "base/byte_writer.h"

#include <gtest/gtest.h>

namespace pratique::base {
namespace {

TEST(ByteWriter, WritesWhatTheReaderReads) {
  const std::uint64_t numbers[] = {0, 1, 127, 128, 16'383, 16'384, UINT32_MAX, UINT64_MAX};
  ByteWriter writer(1000);
  writer.u8(200);
  for (const auto number : numbers) writer.uvarint(number);
  writer.text("");
  writer.text("text\0with NUL");
  const auto bytes = std::move(writer).finish();
  ASSERT_TRUE(bytes);
  ByteReader reader(as_bytes(*bytes));
  EXPECT_EQ(*reader.u8(), 200);
  for (const auto number : numbers) EXPECT_EQ(*reader.shortest_uvarint(), number);
  EXPECT_EQ(*reader.text(), "");
  EXPECT_EQ(*reader.text(), "text\0with NUL");
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(ByteWriter, HoldsNoMoreThanItsLimit) {
  ByteWriter writer(4);
  writer.text("abc");
  EXPECT_EQ(writer.size(), 4u);
  writer.u8(1);
  writer.bytes({});
  EXPECT_EQ(writer.size(), 4u);
  EXPECT_EQ(std::move(writer).finish().error().kind, ErrorKind::kLimit);

  ByteWriter other(4);
  other.text(std::string(1000, 'x'));
  other.u8(1);
  EXPECT_LE(other.size(), 4u) << "nothing follows what did not fit";
  EXPECT_FALSE(std::move(other).finish());
}

TEST(ByteReader, RefusesTextAndNumbersThatLie) {
  const auto error_of = [](std::string_view bytes, auto read) {
    ByteReader reader(as_bytes(bytes));
    const auto result = read(reader);
    EXPECT_FALSE(result) << bytes.size();
    EXPECT_EQ(reader.position(), 0u) << "nothing is consumed";
    return result ? std::string() : result.error().what;
  };
  const auto text = [](ByteReader& reader) { return reader.text(); };
  const auto number = [](ByteReader& reader) { return reader.shortest_uvarint(); };
  const auto count = [](ByteReader& reader) { return reader.count(3); };
  EXPECT_EQ(error_of("\x05"
                     "abcd",
                     text),
            "text longer than what is left");
  EXPECT_EQ(error_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", text), "text longer than what is left");
  EXPECT_EQ(error_of(std::string_view("\x80\x00", 2), number), "number not in its shortest form");
  EXPECT_EQ(error_of("\xff", number), "bytes end too early");
  EXPECT_EQ(error_of("\x02"
                     "12345",
                     count),
            "a count of more than what is left can hold");
  EXPECT_EQ(error_of("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
                     "12345",
                     count),
            "a count of more than what is left can hold");
}

TEST(ByteReader, ACountMayUseAllThatIsLeft) {
  ByteReader reader(
      as_bytes("\x02"
               "123456"));
  EXPECT_EQ(*reader.count(3), 2u);
}

}  // namespace
}  // namespace pratique::base
