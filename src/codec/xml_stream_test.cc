#include "codec/xml_stream.h"

#include <gtest/gtest.h>

namespace pratique::codec {
namespace {

struct Seen {
  // "HOLDER/NAME:text", or the element's error.
  std::vector<std::string> elements;
  std::string error;
};

// In pieces of `step` bytes.
Seen read(std::string_view text, std::size_t depth, std::size_t step) {
  std::size_t at = 0;
  XmlStream stream(
      [&](std::string& into) -> Result<bool> {
        const auto piece = text.substr(at, step);
        at += piece.size();
        into += piece;
        return !piece.empty();
      },
      depth);
  Seen seen;
  for (;;) {
    auto next = stream.next();
    if (!next) {
      seen.error = next.error().what;
      return seen;
    }
    if (!*next) return seen;
    const auto& document = (*next)->document;
    const auto holder = stream.holders().back() + "/";
    seen.elements.push_back(document ? holder + std::string(document->root().name()) + ":" +
                                           std::string(document->root().text())
                                     : holder + "!");
    EXPECT_TRUE(!document || text[(*next)->offset] == '<');
  }
}

constexpr std::string_view kDocument =
    "\n<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE r [<!ENTITY a \"b>\">]>\n<!-- <x> -->"
    "<m:r a='>'><list b=\"</list>\"><!-- </list> --><i>one</i><i/><i>t<b>&amp;</b></i>"
    "<i><![CDATA[</i>]]></i></list ><other><i>&a;</i><j>two</j></other><empty/></m:r>\n<!-- end -->";

TEST(XmlStream, GivesTheElementsOfOneDepthWhateverThePieces) {
  const std::vector<std::string> second{"list/i:one",  "list/i:",     "list/i:t",
                                        "list/i:</i>", "other/i:&a;", "other/j:two"};
  for (std::size_t step = 1; step <= kDocument.size(); ++step) {
    const auto seen = read(kDocument, 2, step);
    EXPECT_EQ(seen.error, "") << step;
    EXPECT_EQ(seen.elements, second) << step;
  }
  EXPECT_EQ(read(kDocument, 1, 5).elements, (std::vector<std::string>{"r/list:", "r/other:", "r/empty:"}));
}

TEST(XmlStream, ACutDocumentIsAnErrorAtEveryByte) {
  const auto end = kDocument.rfind("</m:r>") + 6;
  for (std::size_t size = 0; size < end; ++size)
    EXPECT_NE(read(kDocument.substr(0, size), 2, 7).error, "") << size;
}

TEST(XmlStream, OneBadElementIsToldAndTheOthersGoOn) {
  EXPECT_EQ(read("<r><l><i>a</i><i><b></c></i><i>z</i></l></r>", 2, 4).elements,
            (std::vector<std::string>{"l/i:a", "l/!", "l/i:z"}));
}

TEST(XmlStream, OtherEncodingsAndStrayEndsAreRefused) {
  EXPECT_EQ(read("<?xml version='1.0' encoding='ISO-8859-1'?><r/>", 1, 9).error,
            "XML in another encoding than UTF-8");
  EXPECT_EQ(read("</r><i/>", 1, 9).error, "XML: an end without a start");
  EXPECT_EQ(read("<r><i/><!DOCTYPE x></r>", 1, 9).error, "XML: a declaration inside the document");
  EXPECT_EQ(read("words", 1, 9).error, "XML without an element");
  EXPECT_EQ(read("<r/>", 1, 9).error, "");
}

// Neither what lies between elements nor their number is held; one that never ends is refused.
TEST(XmlStream, AnElementWithoutAnEndIsALimit) {
  std::uint64_t given = 0;
  XmlStream stream(
      [&](std::string& into) -> Result<bool> {
        into += given == 0 ? std::string("<r><i>") : std::string(1 << 20, 'x');
        return ++given < 1000;
      },
      1);
  const auto next = stream.next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().kind, ErrorKind::kLimit);
  EXPECT_LT(given, 40u);
}

}  // namespace
}  // namespace pratique::codec
