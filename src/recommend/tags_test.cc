#include "recommend/tags.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::recommend {
namespace {

// A row: the tag that is used, those that there are, what is proposed in its order.
struct TagRow {
  const char *tag, *tags, *want;
};

std::string said(const TagRow& row, const std::function<Maintenance(std::string_view)>& maintenance = {}) {
  TagQuestion question{.tag = row.tag, .maintenance = maintenance};
  for (const auto word : base::words(row.tags)) question.tags.emplace_back(word);
  std::string text;
  for (const auto& one : candidates(question))
    text += (text.empty() ? "" : " ") + one.tag + ":" + to_string(one.kind);
  return text;
}

TEST(Tags, NewerVersionsOfTheSameFlavourAndItsSlimmerOnes) {
  const TagRow rows[] = {
      {"3.14", "3.13 3.14 3.14.2 3.15 3.18 3.20 edge latest 20240329", "3.20:minor 3.18:minor 3.15:minor"},
      {"3.18.4", "3.18.4 3.18.9 3.20.1 3.20.3 4.0.0 3.18",
       "3.20.3:minor 3.18.9:patch 4.0.0:major 3.20.1:minor"},
      {"18-slim", "18 18-slim 20-slim 22-slim 22 22-alpine", "22-slim:major 20-slim:major"},
      // Before its release nothing is proposed, nor what is older.
      {"3.12", "3.11 3.12 3.13-rc 3.13.0a1 3.12-slim", "3.12-slim:flavour"},
      {"3.12", "3.12 3.13 3.13-slim 3.13-alpine 3.13-alpine3.20 3.13-slim-bookworm 3.12-slim",
       "3.13:minor 3.13-alpine:flavour 3.13-slim:flavour 3.12-slim:flavour"},
      {"3.12-bullseye", "3.12-bullseye 3.12-bookworm 3.12-buster 3.12-slim-bullseye 3.12-alpine",
       "3.12-bookworm:flavour 3.12-slim-bullseye:flavour"},
      {"20-alpine3.18", "20-alpine3.18 20-alpine3.19 20-alpine3.17 20", "20-alpine3.19:flavour"},
      {"bookworm", "bookworm bookworm-slim trixie latest", "bookworm-slim:flavour"},
      {"latest", "latest 1 2 slim", "slim:flavour"},
      {"17-jre", "17-jre 17-jdk 21-jre 21-jdk", "21-jre:major"},
      {"v1.2", "v1.2 v1.3 1.4", "v1.3:minor"},
      {"nothing", "1 2 3", ""},
      {"1.0", "", ""},
  };
  for (const auto& row : rows) EXPECT_EQ(said(row), row.want) << row.tag << " of " << row.tags;
}

TEST(Tags, WhatIsMaintainedLongestIsProposedAndWhatEndedIsNot) {
  // As Node has it: even numbers are maintained for years.
  const auto maintenance = [](std::string_view tag) -> Maintenance {
    const auto number = tag.substr(0, 2);
    if (number == "16") return {.known = true, .ended = true, .until = "2023-09-11"};
    if (number == "19") return {.known = true, .ended = true, .until = "2023-06-01"};
    if (number == "20") return {.known = true, .until = "2026-04-30"};
    if (number == "21") return {.known = true, .until = "2024-06-01"};
    return {};
  };
  EXPECT_EQ(said({"16", "16 19 20 21", ""}, maintenance), "21:major 20:major");
  // Better a release that ended later than one that ended earlier.
  EXPECT_EQ(said({"16", "16 19", ""}, maintenance), "19:major");
  EXPECT_EQ(said({"18", "18 19", ""}, maintenance), "");
}

TEST(Tags, TheOrderOfTheTagsDoesNotMatter) {
  EXPECT_EQ(said({"1.0", "1.0 1.1 1.2 2.0 1.2-slim", ""}), said({"1.0", "1.2-slim 2.0 1.2 1.1 1.0 1.1", ""}));
}

TEST(Tags, NoMoreThanAreAskedFor) {
  TagQuestion question{.tag = "1.0", .most = 2};
  for (int i = 0; i < 5'000; ++i) question.tags.push_back("1." + std::to_string(i));
  EXPECT_EQ(candidates(question).size(), 2u);
}

TEST(Tags, Flavours) {
  const std::pair<const char*, const char*> rows[] = {{"3.12", ""},
                                                      {"3.12-slim", "slim"},
                                                      {"3.12-slim-bookworm", "slim"},
                                                      {"20-alpine3.18", "alpine"},
                                                      {"17-jre-alpine", "alpine-jre"},
                                                      {"bookworm-slim", "slim"},
                                                      {"latest", ""}};
  for (const auto& [tag, want] : rows) EXPECT_EQ(flavour_of(tag), want) << tag;
}

}  // namespace
}  // namespace pratique::recommend
