#include "sandbox/entries.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <optional>

namespace pratique::sandbox {
namespace {

struct Given {
  std::string path, content;
  codec::TarEntry::Type type = codec::TarEntry::Type::kFile;
};

// In pieces of 1000 bytes; the error stands for a file that cannot be read to its end.
class Members : public layer::EntryStream {
 public:
  explicit Members(std::vector<Given> all, std::string broken = "") : all_(std::move(all)), broken_(broken) {}
  Result<std::optional<codec::TarEntry>> next() override {
    if (at_ == all_.size()) return std::nullopt;
    const auto& one = all_[at_++];
    offset_ = 0;
    return codec::TarEntry{.path = one.path, .type = one.type, .size = one.content.size(), .mode = 0644};
  }
  Result<codec::TarReader::Piece> data() override {
    const auto& one = all_[at_ - 1];
    ++pieces;
    if (one.path == broken_ && offset_ > 2000) return base::fail(ErrorKind::kIo, "gone", {.file = one.path});
    const auto piece = std::string_view(one.content).substr(offset_, 1000);
    const codec::TarReader::Piece given{offset_, base::as_bytes(piece)};
    offset_ += piece.size();
    return given;
  }
  std::vector<model::Note> notes() override {
    return {{.code = "unreadable", .message = "why", .file = "locked", .incomplete = true}};
  }
  std::size_t pieces = 0;

 private:
  const std::vector<Given> all_;
  const std::string broken_;
  std::size_t at_ = 0, offset_ = 0;
};

// What a feed gives, `step` bytes at a time; the answer goes straight back.
class Fed : public codec::ByteSource {
 public:
  Fed(MemberFeed& feed, std::size_t step) : feed_(feed), step_(step) {}
  Result<std::size_t> read(std::span<std::byte> into) override {
    return feed_.read(into.first(std::min(into.size(), step_)));
  }

 private:
  MemberFeed& feed_;
  const std::size_t step_;
};

const std::vector<Given> kAll{{"a", "", codec::TarEntry::Type::kFolder},
                              {"a/empty", ""},
                              {"a/small", "xyz"},
                              {"a/large", std::string(70'000, 'l')},
                              {"b", "", codec::TarEntry::Type::kOther},
                              {"c", std::string(3'000, 'c')}};

// "PATH SIZE" of all, having read of each as much as `wanted` says.
std::vector<std::string> read_all(std::size_t step, std::size_t wanted, std::size_t& pieces) {
  auto members = std::make_unique<Members>(kAll);
  auto& given = *members;
  MemberFeed feed(std::move(members));
  const auto stream = members_from(std::make_unique<Fed>(feed, step), [&](bool more) {
    EXPECT_TRUE(feed.waits());
    feed.answer(more);
    return true;
  });
  std::vector<std::string> seen;
  for (;;) {
    const auto entry = stream->next();
    EXPECT_TRUE(entry);
    if (!entry || !*entry) break;
    std::string content;
    while (content.size() < wanted) {
      const auto piece = stream->data();
      EXPECT_TRUE(piece);
      if (!piece || piece->bytes.empty()) break;
      EXPECT_EQ(piece->offset, content.size());
      content += base::as_text(piece->bytes);
    }
    seen.push_back(std::string((*entry)->path) + " " + std::to_string(content.size()));
  }
  EXPECT_EQ(stream->notes(), Members(kAll).notes());
  pieces = given.pieces;
  return seen;
}

TEST(Members, ComeAsTheyAreHoweverTheBytesAreCut) {
  std::size_t pieces = 0;
  const std::vector<std::string> want{"a 0", "a/empty 0", "a/small 3", "a/large 70000", "b 0", "c 3000"};
  for (const std::size_t step : {1, 7, 1000, 100'000})
    EXPECT_EQ(read_all(step, SIZE_MAX, pieces), want) << step;
}

TEST(Members, WhatNobodyWantsIsNotRead) {
  std::size_t pieces = 0;
  const std::vector<std::string> want{"a 0", "a/empty 0", "a/small 3", "a/large 1000", "b 0", "c 1000"};
  EXPECT_EQ(read_all(1000, 1, pieces), want);
  EXPECT_LE(pieces, 6u) << "the first piece of each file";
}

TEST(Members, AnErrorIsTheSameError) {
  MemberFeed feed(std::make_unique<Members>(kAll, "a/large"));
  const auto stream = members_from(std::make_unique<Fed>(feed, 500), [&](bool more) {
    feed.answer(more);
    return true;
  });
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(stream->next());
  auto piece = stream->data();
  while (piece && !piece->bytes.empty()) piece = stream->data();
  ASSERT_FALSE(piece);
  EXPECT_EQ(base::to_line(piece.error()), "a/large: gone");
}

TEST(Members, NoBytesEndTheReader) {
  MemberFeed feed(std::make_unique<Members>(kAll));
  std::string bytes;
  for (std::array<std::byte, 64> some;;) {
    if (feed.waits()) feed.answer(true);
    const auto count = feed.read(some);
    if (count == 0 && !feed.waits()) break;
    bytes += base::as_text(base::Bytes(some).first(count));
  }
  for (std::size_t at = 0; at < std::min<std::size_t>(bytes.size(), 400); ++at) {
    auto wrong = bytes.substr(0, 3000);
    wrong[at] = static_cast<char>(wrong[at] ^ 0x55);
    const auto stream = members_from(codec::from_memory(base::as_bytes(wrong)), [](bool) { return false; });
    for (int i = 0; i < 100; ++i) {
      const auto entry = stream->next();
      if (!entry || !*entry) break;
    }
  }
}

}  // namespace
}  // namespace pratique::sandbox
