#include <gtest/gtest.h>

#include "extract/extractor.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_vex_document();

namespace {

Record record_of(std::string_view text) {
  const auto bytes = base::as_bytes(text);
  auto record = make_vex_document()->parse(FileView("app/a.vex.json", bytes));
  if (!record) ADD_FAILURE() << to_line(record.error());
  return record ? *std::move(record) : Record();
}

TEST(VexDocumentFile, TheTextIsKeptAsOneLine) {
  const auto record = record_of("{\n\t\"a\": 1\r\n}\n");
  ASSERT_EQ(record.observations.size(), 1u);
  EXPECT_EQ(record.observations[0].rule, "vex-document");
  EXPECT_EQ(record.observations[0].message, "{  \"a\": 1  }");
  EXPECT_TRUE(record.components.empty());
}

TEST(VexDocumentFile, WhatIsTooLargeOrNoTextIsToldAndHidesNothing) {
  for (const auto& text : {std::string(600 << 10, ' '), std::string("{\xff}")}) {
    const auto record = record_of(text);
    EXPECT_TRUE(record.observations.empty());
    ASSERT_EQ(record.notes.size(), 1u);
    EXPECT_FALSE(record.notes[0].incomplete);
  }
}

}  // namespace
}  // namespace pratique::extract
