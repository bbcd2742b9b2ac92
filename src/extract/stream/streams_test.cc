#include "extract/stream/streams.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "extract/catalogue.h"
#include "extract/dispatch.h"
#include "extract/layer_analysis.h"

namespace pratique::extract {
namespace {

using layer::ByteRange;

// Tells in a note what it saw: hits as "OFFSET:NUMBER:AROUND@AT", and a sum over the bytes with their places.
class Seen : public Scanner {
 public:
  void bytes(std::uint64_t offset, base::Bytes piece) override {
    for (const auto byte : piece) sum_ = sum_ * 31 + (offset++ + 1) * static_cast<std::uint64_t>(byte);
  }
  void hit(const PatternHit& hit) override {
    text_ += std::to_string(hit.offset) + ":" + std::to_string(hit.pattern) + ":" + std::string(hit.around) +
             "@" + std::to_string(hit.at) + " ";
  }
  Result<Record> finish(const FileView& file) const override {
    if (text_.find('!') != text_.npos) return base::invalid("broken");
    Record record;
    record.notes.push_back({.code = std::string(file.path()), .message = text_ + std::to_string(sum_)});
    return record;
  }

 private:
  std::string text_;
  std::uint64_t sum_ = 0;
};

class Watcher : public StreamExtractor {
 public:
  Watcher(std::string name, std::vector<std::string> texts, std::vector<ByteRange> ranges,
          std::string base_name = "file")
      : StreamExtractor({.name = std::move(name),
                         .role = Role::kBinary,
                         .triggers = {.base_names = {std::move(base_name)}},
                         .name_use = NameUse::kNone},
                        std::move(texts)),
        ranges_(std::move(ranges)) {}
  Wish wants(const Candidate&) const override { return Wish::stream(ranges_); }
  std::unique_ptr<Scanner> scanner() const override { return std::make_unique<Seen>(); }

 private:
  const std::vector<ByteRange> ranges_;
};

const std::vector<ByteRange> kAll{{0, UINT64_MAX}};

std::string seen(Streams& streams, std::size_t extractor, const FileView& file) {
  const auto record = streams.finish(extractor, file);
  return record ? record->notes.at(0).message : "error: " + record.error().what;
}

std::string seen_of(const StreamExtractor& extractor, std::string_view bytes) {
  const auto record = extractor.parse(FileView("file", base::as_bytes(bytes)));
  return record ? record->notes.at(0).message : "error: " + record.error().what;
}

std::string sample() {
  std::string bytes(1000, '.');
  bytes.replace(10, 8, "OpenSSL ");
  bytes.replace(396, 8, "OpenSSL ");
  bytes.replace(500, 12, "nginx/nginx/");
  return bytes;
}

TEST(Streams, AnExtractorSeesItsRangesAndNothingOfThoseOfOthers) {
  const Watcher start("test/start", {"OpenSSL ", "nginx/"}, {{0, 400}}),
      middle("test/middle", {"nginx/"}, {{300, 100}, {400, 106}}),
      all("test/all", {"absent", "OpenSSL "}, kAll);
  const auto bytes = sample();
  const FileView file("file", base::as_bytes(bytes));
  const StreamSet set({{4, &start}, {7, &middle}, {9, &all}});
  EXPECT_EQ(set.patterns().texts().size(), 3u) << "a text that two wait for is looked for once";
  Streams together(set);
  for (std::size_t step : {1ul, 7ul, 64ul, 1000ul}) {
    together.begin();
    together.add(4, start.wants({}).streamed);
    together.add(7, middle.wants({}).streamed);
    together.add(9, all.wants({}).streamed);
    for (std::size_t from = 0; from < bytes.size(); from += step)
      together.feed(from, base::as_bytes(bytes).subspan(from, std::min(step, bytes.size() - from)));
    EXPECT_EQ(seen(together, 4, file), seen_of(start, bytes)) << step;
    EXPECT_EQ(seen(together, 7, file), seen_of(middle, bytes)) << step;
    EXPECT_EQ(seen(together, 9, file), seen_of(all, bytes)) << step;
  }
  EXPECT_TRUE(seen_of(start, bytes).starts_with("10:0:")) << "the second lies across the end of its range";
  EXPECT_EQ(seen_of(start, bytes).find("396:"), std::string::npos);
  EXPECT_TRUE(seen_of(middle, bytes).starts_with("500:0:"));
  EXPECT_EQ(seen_of(middle, bytes).find("506:"), std::string::npos);
  EXPECT_NE(seen_of(all, bytes).find("396:1:"), std::string::npos) << "numbers are the extractor's own";
}

TEST(Streams, AHoleIsAsGoodAsZeros) {
  const Watcher all("test/all", {"OpenSSL ", std::string("\0\0nginx", 7)}, kAll);
  const StreamSet set({{0, &all}});
  for (std::size_t gap : {1ul, 2ul, 300ul, 5000ul}) {
    const std::string before = "..OpenSSL ", behind = "nginx..";
    const auto bytes = before + std::string(gap, '\0') + behind + std::string(gap, '\0');
    const FileView file("file", base::as_bytes(bytes));
    Streams streams(set);
    streams.begin();
    streams.add(0, kAll);
    streams.feed(0, base::as_bytes(before));
    streams.feed(before.size() + gap, base::as_bytes(behind));
    // The sum is over what was fed, and zeros add nothing but a factor: compare what was hit.
    const auto cut = [](const std::string& text) { return text.substr(0, text.rfind(' ') + 1); };
    const auto want = cut(seen_of(all, bytes));
    EXPECT_EQ(std::ranges::count(want, '@'), gap < 2 ? 1 : 2) << want;
    EXPECT_EQ(cut(seen(streams, 0, file)), want) << gap;
  }
}

TEST(Streams, AFloodOfHitsIsToldInPart) {
  const Watcher all("test/all", {"nginx/", "OpenSSL "}, kAll);
  std::string bytes;
  for (int i = 0; i < 5000; ++i) bytes += "nginx/";
  bytes += "OpenSSL ";
  const auto text = seen_of(all, bytes);
  EXPECT_EQ(static_cast<std::size_t>(std::ranges::count(text, '@')), kMaxHits + 1)
      << "each text has its own account";
}

TEST(Streams, WhatAScannerSaysIsPartOfTheLayersAnalysis) {
  std::vector<std::unique_ptr<Extractor>> extractors;
  extractors.push_back(std::make_unique<Watcher>("test/all", std::vector<std::string>{"OpenSSL "}, kAll));
  extractors.push_back(std::make_unique<Watcher>("test/part", std::vector<std::string>{"nginx/"},
                                                 std::vector<ByteRange>{{500, 6}}));
  const Catalogue catalogue(std::move(extractors));
  base::Meter meter;
  LayerAnalysis analysis;
  Dispatcher dispatcher(catalogue, analysis, meter);
  const auto bytes = sample();
  for (std::size_t number = 0; number < 2; ++number) {
    const auto wish =
        dispatcher.consider(number, {"a/file", bytes.size(), 0644, base::as_bytes(bytes).first(512)});
    EXPECT_EQ(wish.kind, Wish::Kind::kRanges);
    EXPECT_TRUE(wish.ranges.empty()) << "nothing is kept";
    EXPECT_FALSE(wish.streamed.empty());
    dispatcher.feed(0, base::as_bytes(bytes).first(700));
    if (number == 0) continue;  // a file that the layer's damage cut off
    dispatcher.feed(700, base::as_bytes(bytes).subspan(700));
    dispatcher.visit(number, FileView("a/file", bytes.size(), 0644, {}));
  }
  ASSERT_EQ(analysis.items.size(), 2u);
  EXPECT_EQ(analysis.items[0].entry, 1u);
  EXPECT_EQ(std::ranges::count(analysis.items[0].record.notes.at(0).message, '@'), 2);
  EXPECT_TRUE(analysis.items[1].record.notes.at(0).message.starts_with("500:0:nginx/@0 "));
  EXPECT_TRUE(analysis.pending.empty());
}

// The library that searches (Hyperscan 5.4.0) misses texts behind sixty and more equal bytes where it is given two to
// eight texts of some lengths: one engine of several that it chooses from. Not with those that the program has; a text
// that is added must not change that.
TEST(Streams, EveryTextOfTheProgramIsFoundBehindRunsOfOneByte) {
  const Catalogue catalogue(all_extractors());
  const auto& patterns = catalogue.streams().patterns();
  const auto& texts = patterns.texts();
  ASSERT_GT(texts.size(), 8u);
  for (std::size_t wanted = 0; wanted < texts.size(); ++wanted) {
    std::size_t missed = 0;
    for (const char fill : {'\0', '\x03', ' '}) {
      for (std::size_t at = 0; at < 40 * 16 * 3; ++at) {
        const auto run = at % 40 * 4, gap = at / 40 % 16, align = at / 640 * 5;
        const auto text = std::string(align, 'x') + std::string(run, fill) + std::string(gap, 'y') +
                          texts[wanted] + std::string(40, 'z');
        std::size_t hits = 0;
        PatternStream stream(patterns, [&](const PatternHit& hit) {
          hits += hit.pattern == wanted && hit.offset == run + gap;
        });
        ASSERT_TRUE(stream.start(0));
        ASSERT_TRUE(stream.feed(base::as_bytes(text).subspan(align)));
        stream.finish();
        missed += hits != 1;
      }
    }
    EXPECT_EQ(missed, 0u) << texts[wanted];
  }
}

}  // namespace
}  // namespace pratique::extract
