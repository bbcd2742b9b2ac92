#include "sbom/json_lines.h"

#include <gtest/gtest.h>

#include "sbom/read.h"

namespace pratique::sbom {
namespace {

std::string cyclonedx(const std::string& purl) {
  return R"({"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","name":"x","purl":")" +
         purl + R"("}]})";
}

std::string statement(const std::string& type, const std::string& predicate, char digit = '1') {
  return R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"image","digest":{"sha256":")" +
         std::string(64, digit) + R"("}}],"predicateType":")" + type + R"(","predicate":)" + predicate + "}";
}

std::string read(const std::string& text) {
  const auto inventory = read_document(text);
  if (!inventory) return base::to_line(inventory.error());
  std::string out;
  for (const auto& component : inventory->components) out += component.purl.to_string() + "\n";
  for (const auto& note : inventory->notes)
    out += note.code + ": " + note.message + (note.incomplete ? " (incomplete)\n" : "\n");
  return out;
}

TEST(JsonLines, AllDocumentsArePutTogether) {
  const auto npm = statement("https://cyclonedx.org/bom", cyclonedx("pkg:npm/a@1"));
  const auto pypi = statement("https://cyclonedx.org/bom", cyclonedx("pkg:pypi/b@2"));
  const auto provenance = statement("https://slsa.dev/provenance/v1", "{}");
  EXPECT_EQ(read(npm + "\n" + provenance + "\r\n\n" + pypi + "\n" + npm),
            "pkg:npm/a@1\npkg:pypi/b@2\nother-statements: 1 of the documents is no inventory\n");
  EXPECT_EQ(
      read(npm + "\n" + statement("https://cyclonedx.org/bom", cyclonedx("pkg:pypi/b@2"), '2')),
      "pkg:npm/a@1\npkg:pypi/b@2\nother-subjects: 1 of the inventories is of another image than the first\n");
}

TEST(JsonLines, ABrokenLineIsToldAndTheOthersAreRead) {
  const auto npm = cyclonedx("pkg:npm/a@1");
  const auto text = read(npm + "\n{\"cut\":\n" + npm);
  EXPECT_TRUE(text.starts_with("pkg:npm/a@1\nunreadable: line 2: ")) << text;
  EXPECT_TRUE(text.ends_with(" (incomplete)\n")) << text;
}

TEST(JsonLines, WithoutAnyInventoryTheFirstErrorStands) {
  const auto text = read("{\"a\":1}\n{\"b\":2}\n");
  EXPECT_NE(text.find("line 1"), std::string::npos) << text;
  EXPECT_NE(text.find("no inventory format"), std::string::npos) << text;
}

TEST(JsonLines, OneDocumentOverManyLinesIsOne) {
  EXPECT_FALSE(is_json_lines("{\n \"a\": {}\n}\n"));
  EXPECT_FALSE(is_json_lines("{}\n"));
  EXPECT_FALSE(is_json_lines(""));
  EXPECT_TRUE(is_json_lines("\n {\"a\":1} \r\n\r\n{\"b\":2}"));
}

TEST(ReadDocument, WrappersOfGitHubAndSigstore) {
  const auto npm = cyclonedx("pkg:npm/a@1");
  EXPECT_EQ(read(R"({"sbom":)" + npm + "}"), "pkg:npm/a@1\n");
  // {"predicateType": "https://cyclonedx.org/bom", "predicate": npm}
  const std::string payload =
      "eyJwcmVkaWNhdGVUeXBlIjoiaHR0cHM6Ly9jeWNsb25lZHgub3JnL2JvbSIsInByZWRpY2F0ZSI6eyJib21Gb3JtYX"
      "QiOiJDeWNsb25lRFgiLCJzcGVjVmVyc2lvbiI6IjEuNSIsImNvbXBvbmVudHMiOlt7InR5cGUiOiJsaWJyYXJ5Iiwi"
      "bmFtZSI6IngiLCJwdXJsIjoicGtnOm5wbS9hQDEifV19fQ==";
  const auto envelope =
      R"({"payloadType":"application/vnd.in-toto+json","payload":")" + payload + R"(","signatures":[]})";
  EXPECT_EQ(read(envelope), "pkg:npm/a@1\n");
  EXPECT_EQ(read(R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":)" +
                 envelope + "}"),
            "pkg:npm/a@1\n");
  std::string deep = npm;
  for (int i = 0; i < 10; ++i) deep = R"({"sbom":)" + deep + "}";
  EXPECT_NE(read(deep).find("wrapped more than"), std::string::npos);
}

}  // namespace
}  // namespace pratique::sbom
