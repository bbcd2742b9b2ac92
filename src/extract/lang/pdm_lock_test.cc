#include <gtest/gtest.h>

#include "support/package_scene.h"
#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_pdm_lock();

namespace {

using testing::edges_of;
using testing::parsed;

constexpr std::string_view kLock = R"([metadata]
groups = ["default", "dev", "socks"]
lock_version = "4.5.0"

[[package]]
name = "click"
version = "8.1.7"
summary = "Composable command line interface toolkit"
groups = ["default", "dev"]
dependencies = ["colorama; platform_system == \"Windows\"", "Gone>=1"]
files = [{file = "click-8.1.7-py3-none-any.whl", hash = "sha256:00"}, {file = "click-8.1.7.tar.gz", hash = "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"}]

[[package]]
name = "colorama"
version = "0.4.6"
groups = ["default"]

[[package]]
name = "pysocks"
version = "1.7.1"
groups = ["socks"]

[[package]]
name = "requests"
version = "2.32.5"
groups = ["socks"]
dependencies = ["click<9,>=2"]

[[package]]
name = "requests"
version = "2.32.5"
extras = ["socks"]
groups = ["socks"]
dependencies = ["PySocks!=1.5.7", "requests==2.32.5"]

[[package]]
name = "tool"
version = "1.0"
git = "https://host.example/tool.git"
revision = "0123abc"
groups = ["dev"]
dependencies = ["requests[socks]>=2"]
)";

TEST(PdmLock, GroupsTellWhatItIsFor) {
  EXPECT_EQ(parsed(make_pdm_lock(), "app/pdm.lock", kLock),
            "declared pkg:pypi/click@8.1.7\n"
            "declared pkg:pypi/colorama@0.4.6\n"
            "declared pkg:pypi/pysocks@1.7.1 optional\n"
            "declared pkg:pypi/requests@2.32.5 optional\n"
            "declared pkg:pypi/tool@1.0 dev\n");
}

TEST(PdmLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_pdm_lock(), "pdm.lock", kLock),
            "click@8.1.7 depends-on colorama@0.4.6 optional\n"
            "requests@2.32.5 depends-on click@8.1.7\n"
            "requests@2.32.5 depends-on pysocks@1.7.1\n"
            "tool@1.0 depends-on requests@2.32.5\n");
  EXPECT_EQ(testing::details_of(make_pdm_lock(), "pdm.lock", kLock),
            "pkg:pypi/click@8.1.7 sha256:" + std::string(64, 'c') +
                " | Composable command line interface toolkit\n");
}

TEST(PdmLock, TheProjectAsksInItsTables) {
  os::Scene scene(make_pdm_lock());
  scene.add(0, "app/pdm.lock", kLock);
  scene.add(0, "app/pyproject.toml",
            "[project]\ndependencies = [\"Click>=8\"]\n[project.optional-dependencies]\nsocks = "
            "[\"requests[socks]\"]\n"
            "[tool.pdm.dev-dependencies]\nlint = [\"tool\"]\n");
  std::string asked;
  for (const auto& one : scene.assemble().components) {
    if (one.reason == model::InstallReason::kExplicit) asked += one.purl.name + " ";
  }
  EXPECT_EQ(asked, "click requests tool ");
}

TEST(PdmLock, OtherShapesAreToldOf) {
  EXPECT_EQ(parsed(make_pdm_lock(), "pdm.lock", " "), "error: empty file");
  EXPECT_EQ(parsed(make_pdm_lock(), "pdm.lock", "package = {}\n"),
            "error: pdm.lock with a list of packages that is no list");
  EXPECT_EQ(
      parsed(make_pdm_lock(), "pdm.lock",
             "[[package]]\nname = \"a\"\nversion = 1\ngroups = \"dev\"\ndependencies = [7, \"\", \"a\"]\n"),
      "declared pkg:pypi/a\nnote unreadable: 1 package has a version that is no text: a\n");
}

}  // namespace
}  // namespace pratique::extract
