#include "sbom/write.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "sbom/read.h"
#include "support/golden.h"
#include "support/inventory_sample.h"
#include "support/paths.h"

namespace pratique::sbom {
namespace {

constexpr int kOddInventories = 200;
// Of each encoding and version; the ones without a number are one of these.
constexpr std::string_view kReadable[] = {"json",
                                          "cyclonedx-1.4",
                                          "cyclonedx-1.5",
                                          "cyclonedx-1.6",
                                          "cyclonedx-1.7",
                                          "cyclonedx-xml-1.4",
                                          "cyclonedx-xml-1.5",
                                          "cyclonedx-xml-1.6",
                                          "cyclonedx-xml-1.7",
                                          "spdx-2.2",
                                          "spdx-2.3",
                                          "spdx-tag-value-2.2",
                                          "spdx-tag-value-2.3",
                                          "spdx-3"};

TEST(Format, AllAreThere) {
  std::vector<std::string> names;
  for (const auto& format : all_writers()) names.emplace_back(format->name());
  auto wanted = std::vector<std::string>(std::begin(kReadable), std::end(kReadable));
  for (const auto* usual : {"cyclonedx", "cyclonedx-xml", "spdx", "spdx-tag-value"})
    wanted.emplace_back(usual);
  std::sort(wanted.begin(), wanted.end());
  EXPECT_EQ(names, wanted);
  EXPECT_EQ(find_writer("cyclonedx-1.2"), nullptr);
}

TEST(Format, TheUsualVersionIsOneOfTheNumbered) {
  const auto inventory = testing::small_image();
  EXPECT_EQ(text_of(inventory, "cyclonedx"), text_of(inventory, "cyclonedx-1.6"));
  EXPECT_EQ(text_of(inventory, "cyclonedx-xml"), text_of(inventory, "cyclonedx-xml-1.6"));
  EXPECT_EQ(text_of(inventory, "spdx"), text_of(inventory, "spdx-2.3"));
  EXPECT_EQ(text_of(inventory, "spdx-tag-value"), text_of(inventory, "spdx-tag-value-2.3"));
}

TEST(Format, ReadingWhatWasWrittenGivesTheSameInventory) {
  for (const auto name : kReadable) {
    for (int seed = 0; seed <= kOddInventories; ++seed) {
      const auto inventory =
          seed == 0 ? testing::small_image() : testing::odd_inventory(static_cast<unsigned>(seed));
      const auto text = text_of(inventory, name);
      const auto again = read_document(text);
      ASSERT_TRUE(again) << name << " " << seed << ": " << base::to_line(again.error()) << "\n" << text;
      ASSERT_EQ(*again, inventory) << name << " " << seed << "\n" << text << text_of(*again, "json");
      ASSERT_EQ(text_of(*again, name), text) << name << " " << seed;
    }
  }
}

TEST(Format, BytesThatAreNotUtf8AreStillWrittenAsJson) {
  auto inventory = testing::small_image();
  inventory.components[0].purl.name = "caf\xe9";
  inventory.components[0].locations = {{"srv/caf\xe9", ""}};
  for (const auto name : kReadable) {
    const auto again = read_document(text_of(inventory, name));
    ASSERT_TRUE(again) << name;
    EXPECT_EQ(again->components[0].purl.name, "caf\xe9") << name;
    EXPECT_EQ(again->components[0].locations[0].path, "srv/caf\xef\xbf\xbd") << name;
  }
}

TEST(Format, SmallImageIsWrittenAsReviewed) {
  for (const auto& [name, ending] : {std::pair("json", "json"),
                                     {"cyclonedx", "cdx.json"},
                                     {"cyclonedx-1.4", "1.4.cdx.json"},
                                     {"cyclonedx-xml", "cdx.xml"},
                                     {"spdx", "spdx.json"},
                                     {"spdx-tag-value", "spdx"},
                                     {"spdx-3", "spdx3.json"}}) {
    pratique::testing::expect_golden(std::string("src/sbom/testdata/small-image.want.") + ending,
                                     text_of(testing::small_image(), name));
  }
}

TEST(Format, NamesTheDefectOfAnInventory) {
  const auto error = [](std::string_view text) {
    const auto got = read_document(text);
    return got ? std::string("no error") : base::to_line(got.error());
  };
  EXPECT_EQ(error(R"({"schema":"pratique/inventory/1"})"), "inventory: \"subject\" is not an object");
  EXPECT_EQ(error(R"({"schema":"pratique/inventory/1","subject":{"kind":"ship"}})"),
            "unknown subject kind \"ship\"");
  EXPECT_EQ(error(R"({"schema":"pratique/inventory/1","subject":{"kind":"image","size":-1}})"),
            "inventory: \"size\" is not a size in bytes");
  EXPECT_EQ(error(R"({"schema":"pratique/inventory/1","subject":{"kind":"image"},"components":{}})"),
            "inventory: \"components\" is not an array");
  EXPECT_TRUE(base::contains(error(R"({"schema":"pratique/inventory/2"})"),
                             "inventory of schema \"pratique/inventory/2\""));
}

// Schema validation, by Debian's python3-jsonschema; the schema of CycloneDX comes with the shared corpora.
class Schema : public ::testing::Test {
 protected:
  void SetUp() override {
    PQ_NEED_SCHEMA_VALIDATOR();
    folder_ = std::filesystem::temp_directory_path() / ("pratique-schema-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  // All documents of the format in one run of the validator: starting it is what takes time.
  // Together they have each of `parts`.
  void expect_valid(const std::string& schema, const std::string& format,
                    std::initializer_list<std::string_view> parts) {
    std::string all;
    std::string command =
        "tests/validate_schema " + std::string(format == "json" ? "--closed '" : "'") + schema + "'";
    for (unsigned seed = 0; seed <= 60; ++seed) {
      const auto path = folder_ / (std::to_string(seed) + ".json");
      const auto inventory = seed == 0 ? testing::small_image() : testing::odd_inventory(seed);
      const auto text = text_of(inventory, format);
      std::ofstream(path, std::ios::binary) << text;
      all += text;
      command += " " + path.string();
    }
    EXPECT_EQ(std::system(command.c_str()), 0);
    for (const auto part : parts) EXPECT_TRUE(base::contains(all, part)) << part;
  }

  std::filesystem::path folder_;
};

TEST_F(Schema, InventoryIsValid) {
  expect_valid("docs/api/inventory.schema.json", "json",
               {"purl_parts", "confidence", "cpes", "hashes", "origin", "description", "observations",
                "attestations", R"("scope": "dev")", R"("cpe":)", "healthcheck", "provenance"});
}

// By the tables of the specification: the authors' own schema does not come with the shared corpora.
TEST_F(Schema, SpdxIsValid) {
  expect_valid(
      "src/sbom/testdata/spdx-2.3.schema.json", "spdx",
      {"checksums", "homepage", "sourceInfo", "cpe23Type", "hasExtractedLicensingInfos", "DEPENDS_ON",
       "GENERATED_FROM", "DEV_DEPENDENCY_OF", "BUILD_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF",
       "PROVIDED_DEPENDENCY_OF", R"("comment": "provides")", "OPERATING_SYSTEM", "Person: "});
}

TEST_F(Schema, CycloneDxIsValid) {
  PQ_NEED_SHARED();
  for (const std::string version : {"1.4", "1.5", "1.6", "1.7"}) {
    expect_valid(
        pratique::testing::unpacked("corpora/cdx") + "/CycloneDX+specification/schema/bom-" + version +
            ".schema.json",
        "cyclonedx-" + version,
        {R"("scope": "excluded")", R"("hashes")", R"("cpe")", R"("expression")",
         version == "1.4" ? "pratique:confidence" : R"("identity")",
         version == "1.4" ? "pratique:location" : R"("occurrences")", "provides", "pratique:needs:dev",
         "pratique:contains", "pratique:built-from", R"("externalReferences")", "pratique:found-license"});
  }
}

}  // namespace
}  // namespace pratique::sbom
