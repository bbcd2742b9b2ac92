#include "advisory/source.h"

#include <gtest/gtest.h>

#include <vector>

namespace pratique::advisory {
namespace {

// Gives `text` in pieces of `size` bytes; an error behind them if asked.
Source in_pieces(std::string text, std::size_t size, bool breaks = false) {
  return {"f", [text = std::move(text), size, breaks, at = std::size_t{0}](std::string& into) mutable {
            const auto piece = std::string_view(text).substr(at, size);
            at += piece.size();
            into += piece;
            if (piece.empty() && breaks) return Result<bool>(base::invalid("damaged"));
            return Result<bool>(!piece.empty());
          }};
}

std::vector<std::string> lines_of(Source& source) {
  std::vector<std::string> all;
  for (;;) {
    const auto line = source.line();
    if (!line) all.push_back("error: " + line.error().what);
    if (!line || !*line) return all;
    all.emplace_back(**line);
  }
}

TEST(Source, LinesWhereverThePiecesEnd) {
  const std::string text = "one\r\n\ntwo\nlast\r";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    auto source = in_pieces(text, size);
    EXPECT_EQ(lines_of(source), (std::vector<std::string>{"one", "", "two", "last"})) << size;
    EXPECT_TRUE(source.at_end());
    EXPECT_EQ(source.rest(), "last\r") << "a last line without an end can be told";
    auto whole = in_pieces("one\ntwo\n", size);
    EXPECT_EQ(lines_of(whole).size(), 2u);
    EXPECT_EQ(whole.rest(), "");
  }
}

TEST(Source, HeadComesAgainWithTheRest) {
  auto source = in_pieces(std::string(kHeadBytes, 'a') + "b\nc", 1000);
  EXPECT_EQ(source.head(), std::string(kHeadBytes, 'a'));
  const auto all = source.all();
  ASSERT_TRUE(all);
  EXPECT_EQ(all->size(), kHeadBytes + 3);
}

TEST(Source, DigestIsOfTheWholeFileHoweverMuchWasRead) {
  const std::string text = "one\ntwo\nthree";
  const auto wanted = crypto::sha256(base::as_bytes(text));
  for (int lines = 0; lines <= 4; ++lines) {
    auto source = in_pieces(text, 2);
    for (int i = 0; i < lines; ++i) ASSERT_TRUE(source.line());
    EXPECT_EQ(source.digest().value_or("error"), wanted) << lines;
  }
}

TEST(Source, WhatBreaksOffIsAnErrorAndKept) {
  auto source = in_pieces("one\ntwo", 3, true);
  EXPECT_EQ(lines_of(source), (std::vector<std::string>{"one", "error: damaged"}));
  ASSERT_TRUE(source.error());
  EXPECT_EQ(source.error()->what, "damaged");
  auto head = in_pieces("one", 3, true);
  EXPECT_EQ(head.head(), "one");
  EXPECT_TRUE(head.error()) << "the head breaks off";
  EXPECT_FALSE(head.all());
  auto digest = in_pieces("one", 3, true);
  EXPECT_FALSE(digest.digest());
}

}  // namespace
}  // namespace pratique::advisory
