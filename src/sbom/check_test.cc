#include "sbom/check.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/text.h"
#include "sbom/read.h"
#include "support/paths.h"

namespace pratique::sbom {
namespace {

namespace fs = std::filesystem;

std::string first_of(std::string_view text) {
  const auto found = defects_of(text);
  if (!found) return base::to_line(found.error());
  return found->empty() ? "" : to_line(found->front());
}

TEST(Check, TellsTheLineAndTheReason) {
  EXPECT_EQ(first_of("{\"bomFormat\": \"CycloneDX\",\n \"specVersion\": \"1.6\",\n \"components\": [\n"
                     "  {\"type\": \"library\", \"name\": \"a\"},\n  {\"type\": \"foo\", \"name\": \"b\"}]}"),
            "line 5: \"foo\" is not a type of component (/components/1/type)");
  EXPECT_EQ(first_of("<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\n <components>\n"
                     "  <component type='library'>\n   <name>a</name>\n   <scope>foo</scope>\n"
                     "  </component></components></bom>"),
            "line 5: \"foo\" is not required, optional or excluded (/components/0/scope)");
  EXPECT_EQ(first_of("<bom xmlns='http://cyclonedx.org/schema/bom/1.6'>\n <parts/></bom>"),
            "line 2: unknown element <parts> in the bom ()");
  EXPECT_EQ(
      first_of(
          R"({"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"component":{"type":"file","name":"a","authors":[]}}})"),
      "line 1: \"authors\" came with CycloneDX 1.6 (/metadata/component/authors)");
  EXPECT_EQ(first_of(R"({"spdxVersion":"SPDX-2.3"})"), "");
}

// The specification's own documents, judged by their names. Those of its protobuf form are not read.
TEST(Check, TheSpecificationsDocumentsAreJudgedAsTheyAreNamed) {
  PQ_NEED_SHARED();
  const fs::path all = testing::unpacked("corpora/cdx") + "/CycloneDX+specification/tools/src/test/resources";
  std::size_t valid = 0, invalid = 0;
  for (const auto& entry : fs::recursive_directory_iterator(all)) {
    const auto name = entry.path().filename().string();
    const bool json = name.ends_with(".json"), xml = name.ends_with(".xml");
    if (!entry.is_regular_file() || !(json || xml)) continue;
    const auto text = testing::read_file(entry.path().string());
    const auto found = defects_of(text);
    const bool sound = found && found->empty();
    if (name.starts_with("valid-")) {
      ++valid;
      EXPECT_TRUE(sound) << entry.path() << " " << first_of(text);
      // 1.0 and 1.1 had no JSON; documents without a package are read, and say so.
      EXPECT_TRUE(read_document(text)) << entry.path();
    } else if (name.starts_with("invalid-")) {
      ++invalid;
      EXPECT_FALSE(sound) << entry.path();
    }
  }
  EXPECT_GT(valid, 400u);
  EXPECT_GT(invalid, 250u);
}

}  // namespace
}  // namespace pratique::sbom
