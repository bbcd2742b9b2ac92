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

TEST_F(Targets, ImagesAreNamedByReference) {
  struct Want {
    const char* word;
    bool engines, registry;
    const char* repository;
  };
  for (const auto& want : {Want{"alpine:3.18", true, true, "docker.io/library/alpine"},
                           {"image://r.io/x", true, true, "r.io/x"},
                           {"local://x", true, false, "docker.io/library/x"},
                           {"registry://localhost:5000/a/b", false, true, "localhost:5000/a/b"}}) {
    const auto target = parse_target(want.word);
    ASSERT_TRUE(target) << want.word;
    EXPECT_EQ(target->kind, TargetKind::kNamed) << want.word;
    EXPECT_EQ(target->asked.engines, want.engines) << want.word;
    EXPECT_EQ(target->asked.registry, want.registry) << want.word;
    EXPECT_EQ(oci::repository_of(target->reference), want.repository);
  }
}

TEST_F(Targets, APathThatIsThereIsNoReference) {
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder_);
  const auto target = parse_target("layout");
  const auto missing = parse_target("no-layout");
  std::filesystem::current_path(here);
  EXPECT_EQ(target->kind, TargetKind::kOciFolder);
  EXPECT_EQ(missing->kind, TargetKind::kNamed);
  EXPECT_TRUE(missing->told);
}

TEST_F(Targets, AWordThatIsNeitherIsToldBoth) {
  for (const char* word : {"Missing.tar", "a b", "x:y:z", "image/"}) {
    const auto target = parse_target(word);
    ASSERT_FALSE(target) << word;
    const auto line = base::to_line(target.error());
    EXPECT_NE(line.find("no file or directory"), std::string::npos) << line;
    EXPECT_NE(line.find("no image reference"), std::string::npos) << line;
  }
  EXPECT_EQ(parse_target("./missing").error().kind, ErrorKind::kNotFound);
  const auto prefixed = parse_target("docker://alpine:3.18");
  ASSERT_FALSE(prefixed);
  EXPECT_EQ(prefixed.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(prefixed.error().what, "there is no prefix \"docker://\"");
  EXPECT_NE(prefixed.error().hint.find("registry://"), std::string::npos) << prefixed.error().hint;
  EXPECT_EQ(parse_target("registry://").error().kind, ErrorKind::kUsage);
  EXPECT_EQ(parse_target("registry://A B").error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace pratique::scan
