#include "vex/read.h"

#include <gtest/gtest.h>

namespace pratique::vex {
namespace {

VexDocument read(std::string_view text, const BomIndex* boms = nullptr) {
  auto document = read_vex(text, "x.json", boms);
  if (!document) ADD_FAILURE() << to_line(document.error());
  return document ? *std::move(document) : VexDocument();
}

TEST(OpenVex, TheOldFormHasTextsWhereTheNewOneHasObjects) {
  const auto document =
      read(R"({"@context": "https://openvex.dev/ns", "@id": "d", "author": "a", "version": "1",
    "timestamp": "2023-01-08T18:02:03-06:00", "statements": [{"vulnerability": "CVE-2023-1",
    "products": ["pkg:apk/wolfi/git@2.39.0-r1?arch=armv7"], "subcomponents": ["pkg:apk/wolfi/curl"],
    "status": "fixed"}]})");
  ASSERT_EQ(document.statements.size(), 1u);
  const auto& statement = document.statements[0];
  EXPECT_EQ(statement.vulnerabilities, std::vector<std::string>{"CVE-2023-1"});
  EXPECT_EQ(statement.status, VexStatus::kFixed);
  EXPECT_EQ(statement.products[0].thing.purls[0].name, "git");
  EXPECT_EQ(statement.products[0].subcomponents[0].purls[0].name, "curl");
  EXPECT_EQ(document.form_version, "0.0.x");
}

TEST(OpenVex, NotAffectedWithoutAReasonIsRefused) {
  const auto document = read(R"({"@context": "https://openvex.dev/ns/v0.2.0", "statements": [
    {"vulnerability": {"name": "CVE-1-1"}, "products": [{"@id": "pkg:a/b"}], "status": "not_affected"},
    {"vulnerability": {"name": "CVE-1-1"}, "products": [{"@id": "pkg:a/b"}], "status": "not_affected",
     "justification": "because_i_say_so"},
    {"vulnerability": {"name": "CVE-1-1"}, "products": [], "status": "fixed"},
    {"vulnerability": {"name": "CVE-1-1"}, "products": [{"@id": "pkg:a/b"}], "status": "maybe"},
    {"vulnerability": {"name": "CVE-1-1"}, "products": [{"@id": "pkg:a/b"}], "status": "not_affected",
     "impact_statement": "never called"}]})");
  ASSERT_EQ(document.refused.size(), 4u);
  EXPECT_EQ(document.refused[0].why, "not_affected without a justification or an impact statement");
  EXPECT_EQ(document.refused[1].number, 2u);
  EXPECT_EQ(document.refused[2].why, "names no product");
  ASSERT_EQ(document.statements.size(), 1u);
  EXPECT_EQ(document.statements[0].number, 5u);
}

TEST(OpenVex, AProductWhoseComponentsAreNamelessIsNotAllOfIt) {
  const auto document = read(R"({"@context": "https://openvex.dev/ns/v0.2.0", "statements": [
    {"vulnerability": {"name": "CVE-1-1"}, "products": [{"@id": "pkg:a/b", "subcomponents": [{}]}],
     "status": "fixed"}]})");
  EXPECT_TRUE(document.statements.empty());
  EXPECT_EQ(document.refused.size(), 1u);
}

TEST(OpenVex, OtherVersionsAndOtherDocumentsAreRefused) {
  EXPECT_FALSE(read_vex(R"({"@context": "https://openvex.dev/ns/v1.0.0", "statements": []})", "x"));
  EXPECT_FALSE(read_vex(R"({"@context": "https://openvex.dev/ns/v0.2.0"})", "x"));
  EXPECT_FALSE(read_vex("[]", "x"));
  EXPECT_FALSE(read_vex("{}", "x"));
  EXPECT_FALSE(read_vex("", "x"));
  EXPECT_FALSE(read_vex("<bom/>", "x"));
}

constexpr std::string_view kCsaf = R"({"document": {"csaf_version": "2.0", "category": "csaf_vex",
  "publisher": {"name": "P"}, "tracking": {"id": "T-1", "version": "3", "current_release_date": "2024-01-01T00:00:00Z"}},
  "product_tree": {"full_product_names": [
    {"product_id": "img", "name": "App", "product_identification_helper": {"purl": "pkg:oci/app"}},
    {"product_id": "lib", "name": "Lib", "product_identification_helper": {"purl": "pkg:npm/lib@1.0.0",
      "hashes": [{"filename": "f", "file_hashes": [{"algorithm": "sha256", "value": "AB"}]}]}}],
   "relationships": [{"category": "default_component_of", "product_reference": "lib",
     "relates_to_product_reference": "img", "full_product_name": {"product_id": "lib-in-img", "name": "Lib in App"}}]},
  "vulnerabilities": [{"cve": "CVE-2024-1", "notes": [{}], "product_status": {"known_not_affected": ["lib-in-img", "lib"]},
    "flags": [{"label": "vulnerable_code_not_present", "product_ids": ["lib-in-img"]}]}]})";

TEST(Csaf, RelationshipsAreComponentsOfProducts) {
  const auto document = read(kCsaf);
  ASSERT_EQ(document.statements.size(), 1u);
  const auto& statement = document.statements[0];
  EXPECT_EQ(statement.justification, "vulnerable_code_not_present");
  ASSERT_EQ(statement.products.size(), 1u);
  EXPECT_EQ(statement.products[0].thing.purls[0].to_string(), "pkg:oci/app");
  EXPECT_EQ(statement.products[0].subcomponents[0].purls[0].to_string(), "pkg:npm/lib@1.0.0");
  EXPECT_EQ(statement.products[0].subcomponents[0].hashes, std::vector<std::string>{"ab"});
  // The other product has no flag.
  ASSERT_EQ(document.refused.size(), 1u);
  EXPECT_EQ(document.author, "P");
  EXPECT_EQ(document.version, 3u);
}

TEST(Csaf, IdsOfNothingRefuseTheDocument) {
  auto text = std::string(kCsaf);
  text.replace(text.find("[\"lib-in-img\", \"lib\"]"), 21, "[\"other\"]");
  const auto document = read_vex(text, "x");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().what, "6.1.1: product id \"other\" is not defined");
}

std::string times(std::size_t count, std::string_view text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + std::string(text);
  return all;
}

// Each statement is about all of a group, and a document names the group in a few bytes.
TEST(Csaf, GroupsCountAsOftenAsTheyAreNamed) {
  auto text = std::string(kCsaf);
  const auto groups =
      "\"product_groups\": [{\"group_id\": \"g\", \"product_ids\": [" + times(2000, "\"lib\"") + "]}],";
  text.insert(text.find("\"relationships\""), groups);
  const auto at = text.find("{\"label\"");
  const auto flag = std::string(R"({"label": "x", "group_ids": ["g"]})") + ",";
  EXPECT_TRUE(read_vex(std::string(text).insert(at, flag), "x"));
  text.insert(at, times(600, R"({"label": "x", "group_ids": ["g"]})") + ",");
  const auto document = read_vex(text, "x");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().kind, ErrorKind::kLimit);
}

// What a document says once and many statements hold then is bounded by what they hold.
TEST(Vex, StatementsThatShareWhatIsLargeAreALimit) {
  const auto name = "\"" + std::string(1 << 20, 'n') + "\"";
  const auto openvex =
      R"({"@context": "https://openvex.dev/ns", "@id": "x", "statements": [{"vulnerability": "CVE-1",
    "status": "fixed", "subcomponents": [)" +
      name + R"(], "products": [)" + times(300, "\"a\"") + "]}]}";
  const auto csaf = R"({"document": {"csaf_version": "2.0", "tracking": {"id": "T"}}, "product_tree":
    {"full_product_names": [{"product_id": "a", "name": )" +
                    name + R"(}]}, "vulnerabilities": [{"cve": "CVE-1",
    "product_status": {"fixed": [)" +
                    times(300, "\"a\"") + "]}}]}";
  const auto bom =
      R"({"bomFormat": "CycloneDX", "components": [{"bom-ref": "a", "name": )" + name +
      R"(}], "vulnerabilities": [{"id": "CVE-1", "analysis": {"state": "resolved"}, "affects": [)" +
      times(300, R"({"ref": "a"})") + "]}]}";
  for (const auto& text : {openvex, csaf, bom}) {
    const auto document = read_vex(text, "x");
    ASSERT_FALSE(document) << text.substr(0, 40);
    EXPECT_EQ(document.error().kind, ErrorKind::kLimit) << document.error().what;
  }
}

// Each was held against all before it: minutes for a document of 32 MiB.
TEST(Vex, AllNamesOfAThingAreKeptHoweverManyTheyAre) {
  constexpr std::size_t kMany = 300'000;
  VexThing thing;
  for (std::size_t i = 0; i < kMany; ++i) add_name(thing, "n" + std::to_string(i));
  add_name(thing, "n7");
  EXPECT_EQ(thing.names.size(), kMany);
  EXPECT_EQ(thing.names.back(), "n" + std::to_string(kMany - 1));
}

constexpr std::string_view kBom = R"({"bomFormat": "CycloneDX", "specVersion": "1.5",
  "serialNumber": "urn:uuid:3E671687-395B-41F5-A30F-A58921A69B79", "version": 2,
  "components": [{"bom-ref": "a/b", "name": "b", "purl": "pkg:npm/b@1.0.0",
                  "components": [{"bom-ref": "c", "name": "c", "version": "7"}]}]})";

TEST(CycloneDxVex, BomLinksLeadToComponentsOfKnownDocuments) {
  BomIndex boms;
  ASSERT_TRUE(boms.add(kBom));
  const auto document =
      read(R"({"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [{"id": "CVE-2024-1",
    "references": [{"id": "GHSA-x"}], "analysis": {"state": "not_affected", "justification": "code_not_reachable"},
    "affects": [{"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/2#a%2Fb"},
                {"ref": "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/3#a%2Fb"}]}]})",
           &boms);
  ASSERT_EQ(document.statements.size(), 1u);
  const auto& products = document.statements[0].products;
  ASSERT_EQ(products.size(), 2u);
  EXPECT_EQ(products[0].thing.purls[0].to_string(), "pkg:npm/b@1.0.0");
  EXPECT_TRUE(products[1].thing.purls.empty()) << "another version of the BOM";
  EXPECT_EQ(document.statements[0].vulnerabilities, (std::vector<std::string>{"CVE-2024-1", "GHSA-x"}));
}

TEST(CycloneDxVex, XmlSaysTheSame) {
  const auto document =
      read(R"(<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.4" version="1">
    <components><component bom-ref="r"><name>n</name><purl>pkg:npm/n@1</purl></component></components>
    <vulnerabilities><vulnerability><id>CVE-2024-2</id><analysis><state>resolved</state></analysis>
    <affects><target><ref>r</ref></target></affects></vulnerability></vulnerabilities></bom>)");
  ASSERT_EQ(document.statements.size(), 1u);
  EXPECT_EQ(document.statements[0].status, VexStatus::kFixed);
  EXPECT_EQ(document.statements[0].products[0].thing.purls[0].to_string(), "pkg:npm/n@1");
  EXPECT_EQ(document.form_version, "1.4");
}

TEST(CycloneDxVex, ADisclosureSaysNothingOfWhatIsAffected) {
  const auto document = read(
      R"({"bomFormat": "CycloneDX", "vulnerabilities": [{"id": "CVE-1-1", "affects": [{"ref": "pkg:npm/n@1"}]},
    {"id": "CVE-1-2", "analysis": {"state": "not_affected"}, "affects": [{"ref": "pkg:npm/n@1"}]}]})");
  EXPECT_TRUE(document.statements.empty());
  EXPECT_EQ(document.refused.size(), 1u);
}

// "resolved" has versions beside it that were affected: those are not what was resolved.
TEST(CycloneDxVex, AVersionWithAStatusOfItsOwnCountsWhereItFitsTheAnalysis) {
  const auto versions_of = [](const std::string& state) {
    std::string text =
        R"({"bomFormat": "CycloneDX", "specVersion": "1.5", "vulnerabilities": [{"id": "CVE-1-1",
      "analysis": {"state": "STATE", "justification": "code_not_present"}, "affects": [{"ref": "pkg:npm/n",
      "versions": [{"version": "1", "status": "affected"}, {"version": "2", "status": "unaffected"},
                   {"version": "3", "status": "unknown"}, {"version": "4"}]}]}]})";
    const auto document = read(text.replace(text.find("STATE"), 5, state));
    std::string versions;
    for (const auto& statement : document.statements) {
      for (const auto& product : statement.products) versions += product.thing.purls[0].version;
    }
    return versions + ", " + std::to_string(document.refused.size()) + " refused";
  };
  EXPECT_EQ(versions_of("exploitable"), "14, 2 refused");
  EXPECT_EQ(versions_of("in_triage"), "134, 1 refused");
  EXPECT_EQ(versions_of("resolved"), "24, 2 refused");
  EXPECT_EQ(versions_of("not_affected"), "24, 2 refused");
}

TEST(VexTime, OffsetsAndFractions) {
  EXPECT_EQ(seconds_of("1970-01-01T00:00:10Z"), 10);
  EXPECT_EQ(seconds_of("2023-01-08T18:02:03.647787998-06:00"), seconds_of("2023-01-09T00:02:03Z"));
  EXPECT_EQ(seconds_of("2024-07-10T12:17:44.60495+04:00"), seconds_of("2024-07-10T08:17:44Z"));
  for (const auto* wrong :
       {"", "2024-01-01", "2024-13-01T00:00:00Z", "2024-02-30T00:00:00Z", "2024-01-01T00:00:00"})
    EXPECT_FALSE(seconds_of(wrong)) << wrong;
}

}  // namespace
}  // namespace pratique::vex
