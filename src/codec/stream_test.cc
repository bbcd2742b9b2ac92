#include "codec/stream.h"

#include <gtest/gtest.h>
#include <libdeflate.h>
#include <lzma.h>
#include <zstd.h>

#include "codec/tar.h"

namespace pratique::codec {
namespace {

std::string gzip(std::string_view text) {
  auto* packer = libdeflate_alloc_compressor(6);
  std::string out(libdeflate_gzip_compress_bound(packer, text.size()), '\0');
  out.resize(libdeflate_gzip_compress(packer, text.data(), text.size(), out.data(), out.size()));
  libdeflate_free_compressor(packer);
  return out;
}

std::string zstd(std::string_view text) {
  std::string out(ZSTD_compressBound(text.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
  return out;
}

std::string xz(std::string_view text) {
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(
      lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(text.data()),
                              text.size(), reinterpret_cast<uint8_t*>(out.data()), &size, out.size()),
      LZMA_OK);
  out.resize(size);
  return out;
}

// Gives `text` in pieces of `step` bytes, so that every boundary falls everywhere.
class Dripping : public Source {
 public:
  Dripping(std::string text, std::size_t step) : text_(std::move(text)), step_(step) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    const auto count = std::min({into.size(), step_, text_.size() - at_});
    std::copy_n(base::as_bytes(text_).begin() + static_cast<std::ptrdiff_t>(at_), count, into.begin());
    at_ += count;
    return count;
  }

 private:
  std::string text_;
  std::size_t step_, at_ = 0;
};

struct Unpacked {
  std::string text;
  std::string error;
};

Unpacked unpack(const std::string& packed, std::size_t step = 7, bool ahead = false) {
  const auto kind = detect_compression(base::as_bytes(packed));
  auto source = decompressed(kind, std::make_unique<Dripping>(packed, step));
  if (ahead) source = read_ahead(std::move(source), 2);
  Unpacked out;
  for (;;) {
    auto chunk = source->next();
    if (!chunk) {
      out.error = chunk.error().what;
      return out;
    }
    if (chunk->empty()) return out;
    out.text += base::as_text(*chunk);
  }
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(i * 7919);
  return text;
}

TEST(Stream, UnpacksEveryCompressionAtEveryBoundary) {
  const auto text = long_text();
  for (const auto& packed : {gzip(text), zstd(text), xz(text)}) {
    for (const std::size_t step : {1ul, 13ul, 65536ul}) {
      const auto got = unpack(packed, step);
      EXPECT_EQ(got.error, "");
      EXPECT_TRUE(got.text == text) << step;
      EXPECT_TRUE(unpack(packed, step, true).text == text);
    }
  }
}

TEST(Stream, ReadsAllGzipMembersAndIgnoresZeroPadding) {
  const auto got = unpack(gzip("one ") + gzip("") + gzip("two") + std::string(700, '\0'));
  EXPECT_EQ(got.text, "one two");
  EXPECT_EQ(got.error, "");
}

TEST(Stream, ReportsGarbageAfterGzipAfterTheSoundData) {
  const auto got = unpack(gzip("sound") + "garbage");
  EXPECT_EQ(got.text, "sound");
  EXPECT_EQ(got.error, "bytes after the end of the gzip stream");
}

TEST(Stream, ReportsWrongGzipChecksum) {
  auto packed = gzip(long_text());
  packed[packed.size() - 6] ^= 1;
  EXPECT_EQ(unpack(packed).error, "gzip checksum is wrong");
}

TEST(Stream, ReportsTruncation) {
  for (const auto& packed : {gzip(long_text()), zstd(long_text()), xz(long_text())}) {
    for (const auto keep : {packed.size() / 2, packed.size() - 1}) {
      const auto got = unpack(packed.substr(0, keep), 4096);
      EXPECT_NE(got.error.find("ends early"), std::string::npos) << got.error << keep;
      EXPECT_EQ(unpack(packed.substr(0, keep), 4096, true).error, got.error);
    }
  }
}

TEST(Stream, FlippedBitsAreErrorsOrOtherBytesButNeverHang) {
  const auto packed = gzip(long_text().substr(0, 3000));
  for (std::size_t bit = 0; bit < packed.size() * 8; bit += 5) {
    auto damaged = packed;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    const auto got = unpack(damaged, 4096);
    EXPECT_LT(got.text.size(), 1u << 20);
  }
}

TEST(Stream, NoRoomIsNotTheEnd) {
  for (const auto& packed : {gzip("text"), zstd("text"), xz("text"), std::string("text")}) {
    const auto source = decompressed(detect_compression(base::as_bytes(packed)),
                                     std::make_unique<Dripping>(packed, packed.size()));
    EXPECT_EQ(source->read({}).value(), 0u);
    EXPECT_EQ(read_all(*source, 10).value(), "text");
  }
}

TEST(Stream, ReadAllStopsAtTheLimit) {
  const auto source = from_memory(base::as_bytes("12345"));
  EXPECT_EQ(read_all(*source, 4).error().kind, ErrorKind::kLimit);
}

TEST(Stream, ReadAheadCanBeLeftEarly) {
  auto source = read_ahead(std::make_unique<Dripping>(std::string(1 << 22, 'x'), 100000), 2);
  ASSERT_TRUE(source->next());
}

TEST(Stream, OpenFileNamesWhatIsMissing) {
  const auto source = open_file("no/such/file");
  ASSERT_FALSE(source);
  EXPECT_EQ(base::to_line(source.error()), "no/such/file: No such file or directory");
}

TEST(Tar, EmptyInputIsAnEmptyArchive) {
  const auto source = from_memory({});
  TarReader tar(*source);
  const auto entry = tar.next();
  ASSERT_TRUE(entry) << base::to_line(entry.error());
  EXPECT_FALSE(entry->has_value());
}

TEST(Tar, NoiseIsAnError) {
  const auto noise = long_text();
  const auto source = from_memory(base::as_bytes(noise));
  TarReader tar(*source);
  EXPECT_FALSE(tar.next());
}

// A ustar header of a member without content.
std::string header(char type, const std::string& name, std::size_t size) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  const auto digits = std::to_string((size >> 6 & 7) * 100 + (size >> 3 & 7) * 10 + (size & 7));
  block.replace(124, 11, std::string(11 - digits.size(), '0') + digits);
  block.replace(136, 11, "00000000000");
  block.replace(148, 8, "        ");
  block[156] = type;
  block.replace(257, 8, std::string("ustar\00000", 8));
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  std::string octal;
  for (int i = 0; i < 6; ++i, sum >>= 3) octal.insert(octal.begin(), static_cast<char>('0' + (sum & 7)));
  return block.replace(148, 7, octal + '\0');
}

// A tar of one member with these pax records, behind `before` blocks of another member.
std::string with_pax(const std::string& records, std::size_t before = 0) {
  std::string tar = before ? header('0', "first", 0) : "";
  for (std::size_t i = 1; i < before; ++i) tar += header('5', "folder", 0);
  tar +=
      header('x', "PaxHeaders/x", records.size()) + records + std::string(512 - records.size() % 512, '\0');
  return tar + header('0', "plain", 0) + std::string(1024, '\0');
}

std::string defects(const std::string& text, std::size_t step) {
  Dripping source(text, step);
  TarReader tar(source);
  std::string all;
  for (;;) {
    const auto entry = tar.next();
    if (!entry) return all + "error: " + base::to_line(entry.error());
    if (!*entry) return all;
    if (!(*entry)->defect.empty())
      all += std::string((*entry)->path) + ": " + std::string((*entry)->defect) + "\n";
  }
}

TEST(Tar, NamesWithNulBytesAreTold) {
  const std::string bad("16 path=a\0b/c/d\n", 16), good("15 path=a/b/cd\n"),
      binary("21 SCHILY.xattr.a=\0x\n", 21);
  for (const std::size_t step : {512ul, 1536ul, 262144ul}) {
    for (const std::size_t before : {0ul, 1ul, 6ul}) {  // the headers cross the end of a chunk, or do not
      EXPECT_EQ(defects(with_pax(bad, before), step), "a: NUL byte in its name\n") << step << " " << before;
      EXPECT_EQ(defects(with_pax(good + bad, before), step), "a: NUL byte in its name\n");
      EXPECT_EQ(defects(with_pax(good, before), step), "");
      EXPECT_EQ(defects(with_pax(binary, before), step), "");  // an attribute's value may be anything
    }
  }
}

TEST(Tar, MalformedPaxRecordsAreTold) {
  for (const std::string records : {"-5 path=a\n", "12 path=abcd", "99999999999 path=a\n"}) {
    const auto told = defects(with_pax(records), 262144);
    EXPECT_TRUE(told.starts_with("plain: ") && told.find("pax") != std::string::npos) << told;
  }
}

}  // namespace
}  // namespace pratique::codec
