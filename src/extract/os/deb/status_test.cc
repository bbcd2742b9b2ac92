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

// Whatever is left of the database: no other version than those that it had, and nothing lost in silence.
TEST(Status, ADatabaseCutAnywhereIsIncompleteAndNothingInItIsWrong) {
  const auto text = paragraph("libssl3", "install ok installed", "Source: openssl (3.0.11-1)\n") +
                    paragraph("zlib1g", "install ok installed", "Source: zlib\nDescription: x\n y\n");
  for (std::size_t size = 1; size < text.size(); ++size) {
    const auto record = parse_status(text.substr(0, size));
    for (const auto& one : record ? record->components : std::vector<model::Component>()) {
      EXPECT_TRUE(one.purl.name == "libssl3" || one.purl.name == "zlib1g") << size;
      EXPECT_EQ(one.purl.version, "1.0-1") << size;
      EXPECT_TRUE(base::contains("|openssl|zlib|", "|" + one.source_name + "|") || one.source_name.empty());
    }
    if (text.substr(0, size).ends_with("\n\n")) continue;  // between two packages: nothing tells
    EXPECT_TRUE(!record || (record->notes.size() == 1 && record->notes[0].incomplete)) << size;
  }
}

TEST(Status, AFileOfAFolderNeedsNoEmptyLineButAWholeLastLine) {
  const std::string text = "Package: a\nVersion: 1.0-1\n";
  EXPECT_TRUE(parse_status(text, StatusForm::kFolder)->notes.empty());
  EXPECT_EQ(parse_status(text)->notes.size(), 1U);
  EXPECT_FALSE(parse_status(text.substr(0, text.size() - 1), StatusForm::kFolder).has_value());
}

TEST(Status, ParagraphsThatRunTogetherStayApartAndAreTold) {
  const auto read = [](const std::string& text, const std::string& message) {
    const auto record = parse_status(text);
    EXPECT_EQ(record->notes.size(), message.empty() ? 0u : 1u) << text;
    if (!message.empty() && !record->notes.empty()) {
      EXPECT_TRUE(base::contains(record->notes[0].message, message)) << record->notes[0].message;
      EXPECT_TRUE(record->notes[0].incomplete);
    }
    return names(*record);
  };
  const auto a = paragraph("a", "install ok installed", "Description: x\n y\n");
  const auto b = paragraph("b", "install ok installed");
  const std::vector<std::string> both{"a", "b"};
  const auto open = a.substr(0, a.size() - 1);  // without the empty line
  EXPECT_EQ(read(open + b, "line 7: a paragraph begins within that of a"), both);
  EXPECT_EQ(read(open + " \n" + b, "line 7: a line of blanks"), both);
  EXPECT_EQ(read(open + " \n z\n\n" + b, ""), both) << "it goes on behind the blanks";
  EXPECT_EQ(read(a + " \n\n" + b, ""), both) << "one too many";
  const auto twice = parse_status(open + "Version: 2\n\n" + b);
  EXPECT_EQ(names(*twice), both);
  EXPECT_EQ(twice->components[0].purl.version, "1.0-1");
  EXPECT_EQ(twice->notes.size(), 2U) << "a second version, of a paragraph without a name";
}

TEST(Status, LinesOfBlanksTakeLinearTime) {
  std::string text = "Package: a\nVersion: 1\nDescription: x\n";
  for (int i = 0; i < 1 << 20; ++i) text += i % 2 == 0 ? " \n" : "\t \n";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(names(*parse_status(text + " y\n\n")), std::vector<std::string>{"a"});
  EXPECT_EQ(names(*parse_status(text + "Package: b\nVersion: 2\n\n")), (std::vector<std::string>{"a", "b"}));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
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
