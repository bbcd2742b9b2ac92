#include "extract/stream/patterns.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstring>

#include "base/text.h"

namespace pratique::extract {
namespace {

// "OFFSET:NUMBER:AROUND@AT " for each hit.
std::string told(const Patterns& patterns, std::string_view bytes, const std::vector<std::size_t>& cuts,
                 std::uint64_t start = 0) {
  std::string out;
  PatternStream stream(patterns, [&](const PatternHit& hit) {
    out += std::to_string(hit.offset) + ":" + std::to_string(hit.pattern) + ":" + std::string(hit.around) +
           "@" + std::to_string(hit.at) + " ";
  });
  EXPECT_TRUE(stream.start(start));
  std::size_t from = 0;
  for (const auto cut : cuts) {
    EXPECT_TRUE(stream.feed(base::as_bytes(bytes.substr(from, cut - from))));
    from = cut;
  }
  EXPECT_TRUE(stream.feed(base::as_bytes(bytes.substr(from))));
  stream.finish();
  return out;
}

// What must be told, found one text at a time.
std::string plainly(const std::vector<std::string>& texts, std::string_view bytes) {
  struct Found {
    std::size_t end, number;
    auto operator<=>(const Found&) const = default;
  };
  std::vector<Found> all;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (auto at = bytes.find(texts[i]); at != bytes.npos; at = bytes.find(texts[i], at + 1))
      all.push_back({at + texts[i].size(), i});
  }
  std::ranges::sort(all);
  std::string out;
  for (const auto& [end, i] : all) {
    const auto offset = end - texts[i].size();
    const auto from = offset - std::min(offset, kShownBefore);
    const auto to = std::min(bytes.size(), end + kShownAfter);
    out += std::to_string(offset) + ":" + std::to_string(i) + ":" +
           std::string(bytes.substr(from, to - from)) + "@" + std::to_string(offset - from) + " ";
  }
  return out;
}

const std::vector<std::string> kTexts{
    "OpenSSL ", "nginx/", "aaaa", std::string("a\0a\0", 4), "SSL 1.1", std::string("\0\0\0\0", 4)};

TEST(Patterns, WhereverTheBytesAreCutTheSameIsTold) {
  const Patterns patterns(kTexts);
  std::string bytes(300, '.');
  bytes += "OpenSSL 1.1.1k aaaaaa" + kTexts[3] + std::string(100, '-') + "nginx/OpenSSL 1";
  bytes.insert(0, "aaaaa");
  const auto want = plainly(kTexts, bytes);
  EXPECT_EQ(std::ranges::count(want, '@'), 11);
  EXPECT_EQ(told(patterns, bytes, {}), want);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) EXPECT_EQ(told(patterns, bytes, {cut}), want) << cut;
  std::vector<std::size_t> each;
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) each.push_back(cut);
  EXPECT_EQ(told(patterns, bytes, each), want) << "one byte at a time";
}

RC_GTEST_PROP(Patterns, AgreeWithASearchForEachTextAlone, ()) {
  static const Patterns patterns(kTexts);
  const auto parts = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"a", "aa", std::string("\0", 1), "OpenSS", "L ", "1.1", "nginx", "/",
                               std::string(70, 'x'), std::string(250, 'y')}));
  std::string bytes;
  for (const auto& part : parts) bytes += part;
  auto cuts =
      *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  std::ranges::sort(cuts);
  RC_ASSERT(told(patterns, bytes, cuts) == plainly(kTexts, bytes));
}

TEST(Patterns, LargePiecesAreTheSameAsSmallOnes) {
  const Patterns patterns(kTexts);
  std::string bytes;
  while (bytes.size() < 300'000)
    bytes += std::to_string(bytes.size()) + (bytes.size() % 7 == 0 ? "nginx/" : "OpenSSL ");
  const auto whole = told(patterns, bytes, {});
  EXPECT_GT(std::ranges::count(whole, '@'), 10'000);
  std::vector<std::size_t> each;
  for (std::size_t cut = 999; cut < bytes.size(); cut += 999) each.push_back(cut);
  EXPECT_TRUE(told(patterns, bytes, each) == whole);
}

TEST(Patterns, AStretchKnowsNothingOfTheOneBefore) {
  const Patterns patterns(kTexts);
  std::string out;
  PatternStream stream(patterns, [&](const PatternHit& hit) {
    out += std::to_string(hit.offset) + ":" + std::string(hit.around) + " ";
  });
  ASSERT_TRUE(stream.start(100));
  ASSERT_TRUE(stream.feed(base::as_bytes("xOpenSSL 1")));
  ASSERT_TRUE(stream.feed(base::as_bytes("2 ngi")));
  ASSERT_TRUE(stream.start(200));
  ASSERT_TRUE(stream.feed(base::as_bytes("nx/ nginx/")));
  stream.finish();
  EXPECT_EQ(out, "101:xOpenSSL 12 ngi 204:nx/ nginx/ ");
  ASSERT_TRUE(Patterns({}).texts().empty());
  const Patterns none({});
  EXPECT_EQ(told(none, "nginx/", {}), "");
}

// Each byte is looked at once, however many texts there are: a hundred times the texts may cost some of the
// speed, and never a hundredth of it is left. Best of several, since others may work on the machine.
TEST(Patterns, AHundredTimesTheTextsAreNoHundredTimesTheWork) {
  std::vector<std::string> few{"OpenSSL "}, many = few;
  for (int i = 0; i < 99; ++i) many.push_back("pattern-" + std::to_string(i * 7919) + "/");
  std::string bytes(8 << 20, '\0');
  std::uint32_t random = 1;
  for (auto& byte : bytes) byte = static_cast<char>((random = random * 1664525 + 1013904223) >> 24);
  std::string copy(bytes.size(), '\0');
  const auto best = [&](const auto& work) {
    double shortest = 1e9;
    for (int i = 0; i < 5; ++i) {
      const auto start = std::chrono::steady_clock::now();
      work();
      shortest =
          std::min(shortest, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    return static_cast<double>(bytes.size()) / shortest / 1e9;
  };
  const auto speed = [&](const std::vector<std::string>& texts) {
    const Patterns patterns(texts);
    PatternStream stream(patterns, [](const PatternHit&) {});
    return best([&] {
      (void)stream.start(0);
      (void)stream.feed(base::as_bytes(bytes));
    });
  };
  const double one = speed(few), hundred = speed(many);
  const double copied = best([&] { std::memcpy(copy.data(), bytes.data(), bytes.size()); });
  std::size_t found = 0;
  const double sought = best([&] {
    for (const char* at = bytes.data();
         (at = static_cast<const char*>(
              std::memchr(at, 'O', static_cast<std::size_t>(bytes.data() + bytes.size() - at)))) != nullptr;
         ++at)
      ++found;
  });
  std::printf("GB/s: one text %.2f, a hundred %.2f, memchr %.2f (%zu hits), memcpy %.2f\n", one, hundred,
              sought, found, copied);
  EXPECT_GT(hundred, one / 20);
}

}  // namespace
}  // namespace pratique::extract
