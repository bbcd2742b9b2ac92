#include "extract/analysis_codec.h"

#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "support/invented.h"

namespace pratique::extract {
namespace {

class Named : public Extractor {
 public:
  Named(std::string name, int version) : Extractor({.name = std::move(name), .version = version}) {}
  Wish wants(const Candidate&) const override { return Wish::no(); }
  Result<Record> parse(const FileView&) const override { return Record{}; }
};

using Table = std::vector<std::pair<std::string, int>>;

Catalogue catalogue_of(const Table& table) {
  std::vector<std::unique_ptr<Extractor>> extractors;
  for (const auto& [name, version] : table) extractors.push_back(std::make_unique<Named>(name, version));
  return Catalogue(std::move(extractors));
}

// Bytes of an analysis of which each one is tried.
constexpr std::size_t kSmall = 2500;

const Table kTable = {{"os/b", 2}, {"lang/a", 1}, {"binary/c", 300}};

class AnalysisCodec : public ::testing::Test {
 protected:
  LayerAnalysis invented(std::uint64_t seed) const {
    return support::Inventor(seed, catalogue_.size()).analysis();
  }
  Result<LayerAnalysis> read(std::string_view bytes) const {
    return decode(base::as_bytes(bytes), catalogue_);
  }

  const Catalogue catalogue_ = catalogue_of(kTable);
};

TEST_F(AnalysisCodec, GivesBackEveryAnalysisAndTheSameBytesForIt) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto analysis = invented(seed);
    const auto bytes = encode(analysis, catalogue_);
    ASSERT_TRUE(bytes);
    const auto back = read(*bytes);
    ASSERT_TRUE(back) << seed << ": " << base::to_line(back.error());
    EXPECT_TRUE(*back == analysis) << seed;
    EXPECT_EQ(*encode(*back, catalogue_), *bytes) << seed;
  }
}

TEST_F(AnalysisCodec, EveryTruncationIsAnErrorWithItsOffset) {
  std::size_t tried = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const auto bytes = *encode(invented(seed), catalogue_);
    if (bytes.size() > kSmall) continue;
    ++tried;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const auto back = read(std::string_view(bytes).substr(0, length));
      ASSERT_FALSE(back) << seed << ": " << length << " of " << bytes.size();
      ASSERT_TRUE(back.error().where.offset && *back.error().where.offset <= length);
    }
  }
  EXPECT_GE(tried, 3u);
}

// Whatever is read is what would have been written: no byte is without meaning, no value has two forms.
TEST_F(AnalysisCodec, AChangedByteIsAnErrorOrAnotherAnalysis) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    auto bytes = *encode(invented(seed), catalogue_);
    if (bytes.size() > kSmall) continue;
    for (auto& byte : bytes) {
      const auto right = byte;
      for (const auto wrong : {right ^ 1, right ^ 0x80, 0xff}) {
        byte = static_cast<char>(wrong);
        const auto back = read(bytes);
        ASSERT_TRUE(!back || *encode(*back, catalogue_) == bytes) << seed;
      }
      byte = right;
    }
  }
}

TEST_F(AnalysisCodec, BytesAfterTheEndAreRefused) {
  const auto bytes = *encode(invented(1), catalogue_);
  const auto back = read(bytes + '\0');
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().what, "bytes after the end of the analysis");
  EXPECT_EQ(back.error().where.offset, bytes.size());
}

TEST_F(AnalysisCodec, AnotherVersionIsRefusedInPlainWords) {
  auto bytes = *encode(invented(1), catalogue_);
  const auto at = bytes.find('\n') + 1;
  bytes[at] = kAnalysisVersion + 1;
  const auto back = read(bytes);
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(base::to_line(back.error()), "offset 15: version 8 of the format, not 7; read the layer anew");
  EXPECT_EQ(read("").error().what, "no analysis of a layer");
  EXPECT_EQ(read("PRATIQUE-LAYER").error().what, "no analysis of a layer");
}

// What other extractors made may lack what these would find.
TEST_F(AnalysisCodec, OtherExtractorsAreRefused) {
  const auto bytes = *encode(invented(1), catalogue_);
  const auto error_with = [&](const Table& table) {
    const auto back = decode(base::as_bytes(bytes), catalogue_of(table));
    EXPECT_FALSE(back);
    EXPECT_EQ(back.error().kind, ErrorKind::kUnsupported);
    return back ? std::string() : back.error().what;
  };
  EXPECT_EQ(error_with({{"os/b", 3}, {"lang/a", 1}, {"binary/c", 300}}),
            "made by os/b 2, which is not in this program");
  EXPECT_EQ(error_with({{"lang/a", 1}, {"binary/c", 300}}), "made by os/b 2, which is not in this program");
  EXPECT_EQ(error_with({{"os/b", 2}, {"lang/a", 1}, {"binary/c", 300}, {"lang/d", 1}}),
            "made by fewer extractors than this program has");
}

TEST_F(AnalysisCodec, TheOrderOfTheExtractorsIsNoMatter) {
  const auto bytes = *encode(invented(5), catalogue_);
  const auto other = catalogue_of({kTable[2], kTable[0], kTable[1]});
  const auto back = decode(base::as_bytes(bytes), other);
  ASSERT_TRUE(back);
  EXPECT_EQ(*encode(*back, other), bytes);
}

TEST_F(AnalysisCodec, WhatTheScansLimitsCutIsNotTheLayers) {
  auto analysis = invented(1);
  analysis.metered = true;
  EXPECT_EQ(encode(analysis, catalogue_).error().kind, ErrorKind::kMetered);
  analysis.metered = false;
  analysis.content.reached = base::Account::kEntries;
  EXPECT_EQ(encode(analysis, catalogue_).error().kind, ErrorKind::kMetered);
}

// A count or length is believed only as far as the bytes go.
TEST_F(AnalysisCodec, NothingIsAllocatedForAClaim) {
  const auto empty = *encode(LayerAnalysis{}, catalogue_);
  const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01";
  // Entries, whiteouts, opaque folders, notes, items, failures, pending: seven counts, all 0.
  for (std::size_t back = 1; back <= 7; ++back) {
    auto bytes = empty;
    bytes.replace(bytes.size() - back, 1, huge);
    const auto read_back = read(bytes);
    ASSERT_FALSE(read_back);
    EXPECT_EQ(read_back.error().what, "a count of more than what is left can hold") << back;
  }
}

TEST_F(AnalysisCodec, NamesThatNoLayerHasAreRefused) {
  LayerAnalysis analysis;
  analysis.content.index->add({.path = "usr/bin/tool", .target = ""});
  analysis.content.index->add_whiteout("usr/lib");
  const auto bytes = *encode(analysis, catalogue_);
  for (const auto& [right, wrong] : std::vector<std::pair<std::string, std::string>>{
           {"usr/bin/tool", "usr/../tool/"}, {"usr/bin/tool", "/sr/bin/tool"}, {"usr/lib", "../../x"}}) {
    auto changed = bytes;
    changed.replace(changed.find(right), right.size(), wrong);
    const auto back = read(changed);
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().what, "a name that is not clean");
  }
}

// Whoever changes what an analysis is made of, or how it is written, raises kAnalysisVersion, and then puts the
// new digest here.
TEST_F(AnalysisCodec, OtherBytesAreAnotherVersion) {
  std::string all;
  for (std::uint64_t seed = 0; seed < 50; ++seed) all += *encode(invented(seed), catalogue_);
  EXPECT_EQ(kAnalysisVersion, 7u);
  EXPECT_EQ(crypto::sha256(base::as_bytes(all)),
            "sha256:2f114821a50f94140340ebec604e618bdb359ca1ccd11779849422d5772866a9");
}

}  // namespace
}  // namespace pratique::extract
