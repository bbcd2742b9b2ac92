#include "scan/target.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace pratique::scan {
namespace {

class Targets : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_ + "/layout");
    std::ofstream(folder_ + "/layout/oci-layout") << R"({"imageLayoutVersion":"1.0.0"})";
    std::filesystem::create_directories(folder_ + "/tree/src");
    std::ofstream(folder_ + "/bom.json") << " {\"bomFormat\": \"CycloneDX\"}";
    std::ofstream(folder_ + "/noise") << std::string(2000, 'x');
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::string folder_ = ::testing::TempDir() + "pratique-targets-" + std::to_string(::getpid());
};

TEST_F(Targets, AreToldByContent) {
  EXPECT_EQ(parse_target(folder_ + "/layout")->kind, TargetKind::kOciFolder);
  EXPECT_EQ(parse_target(folder_ + "/tree")->kind, TargetKind::kFolder);
  EXPECT_EQ(parse_target(folder_ + "/bom.json")->kind, TargetKind::kSbom);
  EXPECT_EQ(parse_target(folder_ + "/noise").error().kind, ErrorKind::kInvalid);
}

TEST_F(Targets, AreNamedByPrefix) {
  EXPECT_EQ(parse_target("fs://" + folder_ + "/layout")->kind, TargetKind::kFolder);
  EXPECT_EQ(parse_target("archive://" + folder_ + "/noise")->kind, TargetKind::kArchive);
  EXPECT_EQ(parse_target("sbom://")->path, "-");
  EXPECT_EQ(parse_target("fs://" + folder_ + "/missing").error().kind, ErrorKind::kNotFound);
}

TEST_F(Targets, PullingIsRefusedInOneLine) {
  for (const char* word : {"alpine:3.18", "image://alpine", "local://x", "registry://r/x"}) {
    const auto target = parse_target(word);
    ASSERT_FALSE(target) << word;
    EXPECT_EQ(target.error().kind, ErrorKind::kUnsupported);
    EXPECT_NE(base::to_line(target.error()).find("pulling"), std::string::npos);
  }
}

}  // namespace
}  // namespace pratique::scan
