#include "sbom/syntax/text_proto.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "sbom/check.h"
#include "sbom/read.h"
#include "sbom/syntax.h"

namespace pratique::sbom {
namespace {

std::string error_of(std::string_view text) {
  const auto got = parse_text_proto(text, 100);
  return got ? "" : base::to_line(got.error());
}

TEST(TextProto, ListsAndRepeatedFieldsAreTheSame) {
  const auto fields = parse_text_proto("# words\na: [1, 2] a: 3; b { c: 'x' \"y\" } b <>", 100).value();
  ASSERT_EQ(fields.size(), 5u);
  EXPECT_EQ(fields[2].name, "a");
  EXPECT_EQ(fields[2].text, "3");
  EXPECT_EQ(fields[3].fields[0].text, "xy");
  EXPECT_EQ(fields[3].fields[0].kind, ProtoField::Kind::kText);
  EXPECT_EQ(fields[4].kind, ProtoField::Kind::kMessage);
  EXPECT_EQ(fields[4].offset, 43u);
}

TEST(TextProto, Escapes) {
  const auto text = [](std::string_view quoted) {
    return parse_text_proto("a: " + std::string(quoted), 9).value()[0].text;
  };
  EXPECT_EQ(text(R"("\"\\\n\t\101\x41")"), "\"\\\n\tAA");
  EXPECT_EQ(text(R"("\u00e9\U0001F600\uD83D\uDE00")"), "é😀😀");
}

TEST(TextProto, DefectsHaveTheirLine) {
  EXPECT_EQ(error_of("a: 1\n}"), "line 2: protobuf text: no name of a field, where one should be");
  EXPECT_EQ(error_of("a {\n b: 1"), "line 2: protobuf text: a message that does not end");
  EXPECT_EQ(error_of("a: [1"), "line 1: protobuf text: a list that does not end");
  EXPECT_EQ(error_of("a: \"x\n"), "line 1: protobuf text: a text that does not end");
  EXPECT_EQ(error_of("a: \"\\q\""), "line 1: protobuf text: an escape that there is not");
  EXPECT_EQ(error_of("a: \"\\uD83D\""), "line 1: protobuf text: an escape of no character");
  EXPECT_EQ(error_of("a:"), "line 1: protobuf text: no value of \"a\"");
  EXPECT_EQ(error_of(std::string(101 * 4, 'a') + ": 1"), "");
  std::string many, deep;
  for (int i = 0; i < 101; ++i) many += "a: 1 ", deep += "a {";
  EXPECT_TRUE(base::contains(error_of(many), "too many fields"));
  EXPECT_TRUE(base::contains(error_of(deep), "in one another"));
}

constexpr std::string_view kDocument = R"(# proto-message: Bom
spec_version: "1.6"
metadata { timestamp { seconds: 1700000000 } tools { components { type: CLASSIFICATION_APPLICATION name: "t" } } }
components {
  type: CLASSIFICATION_DEVICE_DRIVER bom_ref: "a" name: "a" version: "1" purl: "pkg:npm/a@1" mime_type: "x/y"
  hashes { alg: HASH_ALG_SHA_3_256 value: "7478c7cf41c883a04ee89f1813f687886d53fa86f791fff90690c6221e3853aa" }
  licenses { license { id: "MIT" } } external_references { url: "https://x.example" }
  components { type: CLASSIFICATION_LIBRARY name: "b" version: "2" bom_ref: "b" purl: "pkg:npm/b@2" scope: SCOPE_EXCLUDED }
}
dependencies { ref: "a" dependencies { ref: "b" } }
compositions { aggregate: AGGREGATE_INCOMPLETE_FIRST_PARTY_ONLY assemblies: "a" }
)";

TEST(TextProto, IsReadAsCycloneDx) {
  EXPECT_EQ(*json_of_cyclonedx_text_proto(kDocument),
            R"({"metadata":{"timestamp":"2023-11-14T22:13:20Z","tools":{"components":[)"
            R"({"type":"application","name":"t"}]}},"components":[{"type":"device-driver","mime-type":"x/y",)"
            R"("bom-ref":"a","name":"a","version":"1","hashes":[{"alg":"SHA3-256","content":)"
            R"("7478c7cf41c883a04ee89f1813f687886d53fa86f791fff90690c6221e3853aa"}],"licenses":[{"license":)"
            R"({"id":"MIT"}}],"purl":"pkg:npm/a@1","externalReferences":[{"url":"https://x.example",)"
            R"("type":"other"}],"components":[{"type":"library","bom-ref":"b","name":"b","version":"2",)"
            R"("scope":"excluded","purl":"pkg:npm/b@2"}]}],"dependencies":[{"ref":"a","dependsOn":["b"]}],)"
            R"("compositions":[{"aggregate":"incomplete_first_party_only","assemblies":["a"]}],)"
            R"("bomFormat":"CycloneDX","specVersion":"1.6"})");
  EXPECT_TRUE(defects_of(kDocument)->empty());
  const auto inventory = read_document(kDocument).value();
  EXPECT_EQ(inventory.components.size(), 2u);
  EXPECT_EQ(inventory.edges.size(), 1u);
}

// A message may leave out every field, its version too; the header says of which schema it is.
TEST(TextProto, TheHeaderTellsTheVersion) {
  const auto read = [](std::string_view head) {
    return read_document(std::string(head) +
                         "components { type: CLASSIFICATION_LIBRARY name: \"a\" purl: \"pkg:npm/a@1\" }");
  };
  for (const auto* head : {"# proto-file: schema/bom-1.7.proto\n# proto-message: Bom\n\n",
                           "# a word\n#proto\n# proto-file: bom-1.7.proto\n",
                           "# proto-file: bom-1.6.proto\nspec_version: \"1.7\"\n"}) {
    const auto inventory = read(head);
    ASSERT_TRUE(inventory) << head << to_line(inventory.error());
    EXPECT_EQ(inventory->components.size(), 1u);
  }
  for (const auto* head : {"", "# proto-file: other-1.7.proto\n", "# proto-file: bom-1.7\n",
                           "x: 1\n# proto-file: bom-1.7.proto\n", "# proto-file: .proto\n"})
    EXPECT_FALSE(read(head)) << head;
}

// One message holds the expression and what is said of it.
TEST(TextProto, ReadsDetailedExpressions) {
  const auto inventory = read_document(R"(spec_version: "1.7"
components { type: CLASSIFICATION_LIBRARY name: "a" purl: "pkg:npm/a@1"
  licenses { expression_detailed { expression: "MIT OR Apache-2.0" details { license_identifier: "MIT" } } } })")
                             .value();
  ASSERT_EQ(inventory.components.size(), 1u);
  EXPECT_EQ(inventory.components[0].licenses, std::vector<std::string>{"MIT OR Apache-2.0"});
}

TEST(TextProto, IsCheckedAsCycloneDx) {
  const auto first = [](std::string_view text) { return to_line(defects_of(text).value().at(0)); };
  EXPECT_EQ(first("spec_version: \"1.6\"\ncomponents {\n type: CLASSIFICATION_ODD name: \"a\" }"),
            "line 3: \"classification_odd\" is not a type of component (/components/0/type)");
  EXPECT_EQ(first("spec_version: \"1.6\"\ncomponents {\n type: CLASSIFICATION_FILE name: \"a\"\n parts: 1 }"),
            "line 4: unknown field \"parts\" in the component (/components/0)");
}

}  // namespace
}  // namespace pratique::sbom
