#include "vex/add_exception.h"

#include <gtest/gtest.h>

namespace pratique::vex {
namespace {

ExceptionRule rule() {
  return {.ids = {"CVE-2024-2"},
          .kind = "accepted-risk",
          .justification = "it says \"no\"",
          .expiry = "2026-12-31"};
}

constexpr const char* kEntry =
    "- id: CVE-2024-2\n  type: accepted-risk\n  justification: \"it says \\\"no\\\"\"\n  expiry: "
    "2026-12-31\n";

std::string added(const std::string& text) {
  auto out = with_exception(text, rule(), "pratique.yaml");
  if (!out) ADD_FAILURE() << to_line(out.error());
  return out.value_or("");
}

std::string indented(std::string text, const std::string& by) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at) + 1;
    out += by + text.substr(at, end - at);
    at = end;
  }
  return out;
}

TEST(AddException, TheListIsBegunWhereThereIsNone) {
  EXPECT_EQ(added(""), "exceptions:\n" + indented(kEntry, "  "));
  EXPECT_EQ(added("# mine\nfeeds: {}"), "# mine\nfeeds: {}\n\nexceptions:\n" + indented(kEntry, "  "));
  EXPECT_EQ(added("exceptions:\nfeeds: {}\n"), "exceptions:\n" + indented(kEntry, "  ") + "feeds: {}\n");
  EXPECT_EQ(added("exceptions: [] # none\n"), "exceptions:  # none\n" + indented(kEntry, "  "));
}

TEST(AddException, CommentsAndIndentationStay) {
  const std::string head =
      "# why\nexceptions:\n# first\n- id: CVE-2024-1 # x\n  type: false-positive\n  justification: >\n    "
      "long\n    text\n";
  const std::string tail = "\n# about feeds\nfeeds: {}\n";
  EXPECT_EQ(added(head + tail), head + kEntry + tail);
}

TEST(AddException, WhatWouldNotBeOneIsRefused) {
  auto bad = rule();
  bad.expiry = "soon";
  EXPECT_FALSE(with_exception("", bad, "f"));
  EXPECT_FALSE(with_exception("exceptions: [{id: CVE-2024-1, type: false-positive, justification: x}]\n",
                              rule(), "f"));
  EXPECT_FALSE(with_exception("unknown: 1\n", rule(), "f"));
}

}  // namespace
}  // namespace pratique::vex
