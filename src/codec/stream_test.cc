#include "codec/stream.h"

#include <bzlib.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <lzma.h>
#include <zstd.h>

#include <array>
#include <chrono>
#include <thread>

#include "support/dripping.h"

namespace pratique::codec {
namespace {

using testing::Dripping;

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

std::string bzip2(std::string_view text) {
  auto size = static_cast<unsigned>(text.size() + text.size() / 100 + 600);
  std::string out(size, '\0'), from(text);
  EXPECT_EQ(
      BZ2_bzBuffToBuffCompress(out.data(), &size, from.data(), static_cast<unsigned>(from.size()), 1, 0, 0),
      BZ_OK);
  out.resize(size);
  return out;
}

struct Unpacked {
  std::string text;
  std::string error;
};

Unpacked unpack(const std::string& packed, std::size_t step = 7, bool ahead = false) {
  const auto kind = detect_compression(base::as_bytes(packed));
  auto source = decompressed(kind, std::make_unique<Dripping>(packed, step));
  if (ahead) source = read_ahead(std::move(source), nullptr, 2);
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
  for (const auto& packed : {gzip(text), zstd(text), xz(text), bzip2(text)}) {
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

TEST(Stream, ReadsAllBzip2Streams) {
  const auto got = unpack(bzip2("one ") + bzip2("") + bzip2("two"));
  EXPECT_EQ(got.text, "one two");
  EXPECT_EQ(got.error, "");
  EXPECT_EQ(unpack(bzip2("sound") + "garbage").text, "sound");
  EXPECT_EQ(unpack(bzip2("sound") + "garbage").error, "bytes after the end of the bzip2 stream");
}

TEST(Stream, DamagedAndCutBzip2IsAnErrorAtEveryByte) {
  const auto packed = bzip2("of which the checksums are looked at");
  for (std::size_t size = 6; size < packed.size(); ++size)
    EXPECT_EQ(unpack(packed.substr(0, size)).error, "bzip2 stream ends early") << size;
  for (std::size_t at = 10; at + 1 < packed.size(); ++at) {
    auto damaged = packed;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    const auto got = unpack(damaged);
    EXPECT_TRUE(!got.error.empty() || got.text == "of which the checksums are looked at") << at;
  }
}

TEST(Stream, ReportsGarbageAfterGzipAfterTheSoundData) {
  const auto got = unpack(gzip("sound") + "garbage");
  EXPECT_EQ(got.text, "sound");
  EXPECT_EQ(got.error, "bytes after the end of the gzip stream");
}

// igzip gives back bits that it had from an earlier chunk: more than the last one held.
TEST(Stream, DamageIsToldAtAPlaceInsideTheStream) {
  const std::string damaged(
      "\x1f\x8b\x08\0\0\0\0\0\x02\x03\xcb@\xa2\xb8\x32\x46\xcf\x07\0\x66\x8a\xca\x11\x03\0\0\0", 27);
  const auto sound = gzip("hello, hello, hello");
  std::vector<std::string> all{damaged};
  for (std::size_t at = 10; at < sound.size(); ++at) {
    for (const int bits : {1, 8, 64, 255}) {
      all.push_back(sound);
      all.back()[at] = static_cast<char>(all.back()[at] ^ bits);
    }
  }
  int told = 0;
  for (const auto& packed : all) {
    for (const std::size_t step : {1, 2, 3, 7, 100}) {
      const auto source = decompressed(Compression::kGzip, std::make_unique<Dripping>(packed, step));
      const auto text = read_all(*source, 1000);
      if (text || !text.error().where.offset) continue;
      EXPECT_LE(*text.error().where.offset, packed.size()) << step;
      ++told;
    }
  }
  EXPECT_GT(told, 100);
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

// A frame of RFC 8878 §3.1.1 with one block as it is.
std::string zstd_frame(std::string_view text, int window_log) {
  std::string out("\x28\xb5\x2f\xfd\0", 5);
  out += static_cast<char>((window_log - 10) << 3);
  const auto block = static_cast<std::uint32_t>(text.size() << 3 | 1);
  for (int i = 0; i < 3; ++i) out += static_cast<char>(block >> (8 * i) & 0xff);
  return out.append(text);
}

std::string xz_with_dictionary(std::string_view text, std::uint32_t bytes) {
  lzma_options_lzma options;
  EXPECT_FALSE(lzma_lzma_preset(&options, 0));
  options.dict_size = bytes;
  const std::array<lzma_filter, 2> filters{
      {{.id = LZMA_FILTER_LZMA2, .options = &options}, {.id = LZMA_VLI_UNKNOWN, .options = nullptr}}};
  std::string out(lzma_stream_buffer_bound(text.size()), '\0');
  std::size_t size = 0;
  EXPECT_EQ(lzma_stream_buffer_encode(const_cast<lzma_filter*>(filters.data()), LZMA_CHECK_CRC32, nullptr,
                                      reinterpret_cast<const uint8_t*>(text.data()), text.size(),
                                      reinterpret_cast<uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

std::unique_ptr<ByteSource> of_scan(const std::string& packed, base::Meter& meter, std::size_t step = 3) {
  return metered(detect_compression(base::as_bytes(packed)), std::make_unique<Dripping>(packed, step), meter,
                 base::Account::kInflated, "x");
}

TEST(Stream, WhatXzUnpacksCountsForItsTime) {
  base::Meter meter;
  auto xz = of_scan(xz_with_dictionary("text", 1 << 20), meter, 100);
  ASSERT_TRUE(read_all(*xz, 100));
  EXPECT_EQ(meter.booked(base::Account::kInflated), 3 * std::string_view("text").size());
  auto zstd = of_scan(zstd_frame("text", 20), meter, 100);
  ASSERT_TRUE(read_all(*zstd, 100));
  EXPECT_EQ(meter.booked(base::Account::kInflated), 4 * std::string_view("text").size());
}

TEST(Stream, MemoryOfADecoderIsBookedWhileItLives) {
  for (const auto& packed : {zstd_frame("text", 27) + zstd_frame("more", 20),
                             xz_with_dictionary("text", 96 << 20) + xz_with_dictionary("more", 1 << 20)}) {
    base::Meter meter;
    {
      auto first = of_scan(packed, meter);
      EXPECT_EQ(meter.booked(base::Account::kWindows), 0u) << "before it is asked for anything";
      const auto all = read_all(*first, 100);
      ASSERT_TRUE(all) << all.error().what;
      EXPECT_EQ(*all, "textmore");
      EXPECT_GT(meter.booked(base::Account::kWindows), 96u << 20);
      auto second = of_scan(packed, meter);
      const auto refused = read_all(*second, 100);
      ASSERT_FALSE(refused) << "two at one time";
      EXPECT_EQ(refused.error().kind, ErrorKind::kMetered);
      EXPECT_EQ(meter.reached().at(0).account, base::Account::kWindows);
    }
    EXPECT_EQ(meter.booked(base::Account::kWindows), 0u);
    EXPECT_EQ(read_all(*of_scan(packed, meter), 100).value(), "textmore") << "one after the other";
  }
}

TEST(Stream, AWindowThatGrowsFromFrameToFrameIsBookedAgain) {
  base::Limits limits;
  limits.set(base::Account::kWindows, 8 << 20);
  base::Meter meter(limits);
  auto source = of_scan(zstd_frame("small", 20) + zstd_frame("large", 27), meter);
  std::string got;
  Result<base::Bytes> chunk = base::Bytes();
  while ((chunk = source->next()) && !chunk->empty()) got += base::as_text(*chunk);
  EXPECT_EQ(got, "small");
  ASSERT_FALSE(chunk);
  EXPECT_EQ(chunk.error().kind, ErrorKind::kMetered);
}

TEST(Stream, FramesWithoutAWindowAndCutHeadersAreReadAsEver) {
  const std::string skipped("\x50\x2a\x4d\x18\3\0\0\0abc", 11);
  for (const std::size_t step : {1, 2, 7, 4096}) {
    base::Meter meter;
    EXPECT_EQ(read_all(*of_scan(skipped + zstd("text") + skipped + zstd_frame("more", 20), meter, step), 100)
                  .value(),
              "textmore");
    const auto over = of_scan(zstd_frame("more", 20), meter, step);
    EXPECT_EQ(read_all(*over, 9).value(), "more");
    EXPECT_EQ(read_all(*over, 9).value(), "") << "the end stays the end";
    for (std::size_t keep = 1; keep < 9; ++keep) {
      const auto cut =
          read_all(*of_scan(zstd("text") + zstd_frame("more", 20).substr(0, keep), meter, step), 9);
      ASSERT_FALSE(cut) << keep;
      EXPECT_NE(cut.error().what.find("ends early"), std::string::npos) << cut.error().what;
    }
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

// Whoever is slower, the reader or what it reads from.
TEST(Stream, ReadAheadPassesEveryChunkOnceInOrder) {
  const auto text = std::string(1 << 20, 'a') + std::string(1 << 20, 'b') + long_text();
  for (const bool slow_reader : {false, true}) {
    std::string passed;
    auto source = read_ahead(
        std::make_unique<Dripping>(text, slow_reader ? text.size() : 1000),
        [&](base::Bytes chunk) { passed += base::as_text(chunk); }, 2);
    std::string got;
    for (auto chunk = source->next(); chunk && !chunk->empty(); chunk = source->next()) {
      got += base::as_text(*chunk);
      if (slow_reader) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    EXPECT_TRUE(got == text);
    EXPECT_TRUE(passed == text);
  }
}

TEST(Stream, ReadAheadPassesWhatCameBeforeAnError) {
  const auto packed = gzip(long_text());
  std::string passed, got;
  auto source = read_ahead(
      decompressed(Compression::kGzip, from_memory(base::as_bytes(packed).first(packed.size() / 2))),
      [&](base::Bytes chunk) { passed += base::as_text(chunk); });
  auto chunk = source->next();
  for (; chunk && !chunk->empty(); chunk = source->next()) got += base::as_text(*chunk);
  EXPECT_FALSE(chunk);
  EXPECT_FALSE(got.empty());
  EXPECT_TRUE(passed == got);
}

TEST(Stream, ReadAheadCanBeLeftEarly) {
  auto source = read_ahead(std::make_unique<Dripping>(std::string(1 << 22, 'x'), 100000), nullptr, 2);
  ASSERT_TRUE(source->next());
}

TEST(Stream, OpenFileNamesWhatIsMissing) {
  const auto source = open_file("no/such/file");
  ASSERT_FALSE(source);
  EXPECT_EQ(base::to_line(source.error()), "no/such/file: No such file or directory");
}

}  // namespace
}  // namespace pratique::codec
