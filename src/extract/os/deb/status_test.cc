#include "extract/os/deb/status.h"

#include <gtest/gtest.h>

#include <chrono>

#include "base/text.h"

namespace pratique::extract::os {
namespace {

std::string paragraph(std::string_view name, std::string_view status, std::string_view more = "") {
  return "Package: " + std::string(name) + "\n" +
         (status.empty() ? "" : "Status: " + std::string(status) + "\n") +
         "Architecture: amd64\nVersion: 1.0-1\n" + std::string(more) + "\n";
}

std::vector<std::string> names(const Record& record) {
  std::vector<std::string> all;
  for (const auto& component : record.components) all.push_back(component.purl.name);
  return all;
}

TEST(Status, WhatHasItsFilesThereIsListedAndUnfinishedOnesAreMarked) {
  const auto record = parse_status(
      paragraph("ii", "install ok installed") + paragraph("hi", "hold ok installed") +
      paragraph("ri", "deinstall ok installed") + paragraph("iir", "install reinstreq installed") +
      paragraph("rc", "deinstall ok config-files") + paragraph("un", "unknown ok not-installed") +
      paragraph("iu", "install ok unpacked") + paragraph("if", "install ok half-configured") +
      paragraph("iw", "install ok triggers-awaited") + paragraph("it", "install ok triggers-pending") +
      paragraph("none", ""));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(names(*record),
            (std::vector<std::string>{"ii", "hi", "ri", "iir", "iu", "if", "iw", "it", "none"}));
  std::vector<std::string> states;
  for (const auto& component : record->components) {
    states.emplace_back(component.state == model::State::kInstalled ? "" : model::to_string(component.state));
  }
  EXPECT_EQ(states, (std::vector<std::string>{"", "", "", "", "unpacked", "half-configured",
                                              "triggers-awaited", "triggers-pending", ""}));
  ASSERT_EQ(record->notes.size(), 1U);
  EXPECT_EQ(record->notes[0].code, "half-installed");
  EXPECT_EQ(
      record->notes[0].message,
      "dpkg did not finish installing 4 packages: listed, since the files are there, and marked with the "
      "state");
  EXPECT_FALSE(record->notes[0].incomplete);
}

TEST(Status, HalfInstalledFilesMayBeOfAnotherVersion) {
  const auto record = parse_status(paragraph("ih", "install reinstreq half-installed"));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(names(*record), std::vector<std::string>{"ih"});
  ASSERT_EQ(record->notes.size(), 1U);
  EXPECT_TRUE(record->notes[0].incomplete);
  EXPECT_TRUE(base::contains(record->notes[0].message, "another version"));
}

TEST(Status, SourceNameAndVersion) {
  const auto record =
      parse_status(paragraph("libssl3", "install ok installed", "Source: openssl\n") +
                   paragraph("zlib1g", "install ok installed", "Source: zlib (1:1.2.13.dfsg-1)\n") +
                   paragraph("same", "install ok installed", "Source: same (1.0-1)\n") +
                   paragraph("rebuilt", "install ok installed", "Source: rebuilt (1.0)\n") +
                   paragraph("odd", "install ok installed", "Source: (\n"));
  ASSERT_EQ(record->components.size(), 5U);
  EXPECT_EQ(record->components[0].source_name + " " + record->components[0].source_version, "openssl 1.0-1");
  EXPECT_EQ(record->components[1].source_name + " " + record->components[1].source_version,
            "zlib 1:1.2.13.dfsg-1");
  EXPECT_EQ(record->components[2].source_name, "");
  EXPECT_EQ(record->components[3].source_version, "1.0");
  EXPECT_EQ(record->components[4].source_name, "");
}

TEST(Status, FieldNamesHaveNoCaseAndValuesGoOn) {
  const auto record = parse_status(
      "PACKAGE: a\r\nstatus: install ok installed\r\nversion: 1\r\nDescription: x\r\n Package: b\r\n "
      ".\r\n\r\n");
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(names(*record), std::vector<std::string>{"a"});
  EXPECT_EQ(record->components[0].purl.version, "1");
}

TEST(Status, EmptyFileListsNothing) {
  EXPECT_TRUE(parse_status("").has_value());
  EXPECT_TRUE(parse_status("\n\n\n").has_value());
}

TEST(Status, NoiseIsAnError) {
  std::string noise;
  std::uint32_t state = 4;
  for (int i = 0; i < 1 << 16; ++i) noise += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  const auto record = parse_status(noise);
  ASSERT_FALSE(record.has_value());
  EXPECT_EQ(record.error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(record.error().where.line.has_value());
}

TEST(Status, EndlessLineIsAnError) {
  EXPECT_FALSE(parse_status("Package: " + std::string(4 << 20, 'A')).has_value());
  EXPECT_FALSE(parse_status(std::string(4 << 20, 'A')).has_value());
}

TEST(Status, ZerosAtTheEndSpoilOneParagraphOnly) {
  const auto record = parse_status(paragraph("a", "install ok installed") + std::string(4096, '\0'));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(names(*record), std::vector<std::string>{"a"});
  ASSERT_EQ(record->notes.size(), 1U);
  EXPECT_EQ(record->notes[0].code, "unreadable");
  EXPECT_TRUE(record->notes[0].incomplete);
}

TEST(Status, PackagesWithoutNameOrVersionAreReported) {
  const auto record = parse_status(
      "Status: install ok installed\nVersion: 1\n\nPackage: nover\nStatus: install ok installed\n\n" +
      paragraph("a b", "install ok installed") + paragraph("ok", "install ok installed") +
      paragraph("bad", "install ok"));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(names(*record), std::vector<std::string>{"ok"});
  EXPECT_TRUE(record->notes.at(0).message.starts_with("4 entries")) << record->notes[0].message;
}

TEST(Status, ThirtyMegabytesTakeLinearTime) {
  std::string text;
  for (int i = 0; text.size() < 30u << 20; ++i) {
    text += paragraph("p" + std::to_string(i), "install ok installed",
                      "Description: x\n" + std::string(400, ' ') + "y\n");
  }
  const auto start = std::chrono::steady_clock::now();
  const auto record = parse_status(text);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
  ASSERT_TRUE(record.has_value());
  EXPECT_GT(record->components.size(), 50'000U);
}

TEST(Status, TooManyPackagesIsALimit) {
  std::string text;
  for (int i = 0; i < 100'001; ++i) text += paragraph("p" + std::to_string(i), "");
  const auto record = parse_status(text);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->components.size(), 100'000U);
  ASSERT_EQ(record->notes.size(), 1U);
  EXPECT_EQ(record->notes[0].code, "limit");
}

}  // namespace
}  // namespace pratique::extract::os
