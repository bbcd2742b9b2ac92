#include <gtest/gtest.h>

#include "support/package_scene.h"
#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_pipfile_lock();

namespace {

using testing::parsed;

constexpr std::string_view kLock = R"({
  "_meta": {"hash": {"sha256": "00"}, "pipfile-spec": 6, "sources": [{"name": "pypi", "url": "https://index.example/simple"}]},
  "default": {
    "click": {"hashes": ["sha256:00", "sha256:01"], "markers": "python_version >= '3.10'", "version": "==8.5.1"},
    "colorama": {"markers": "sys_platform == 'win32'", "version": "==0.4.6"},
    "flask": {"extras": ["dotenv"], "index": "pypi", "version": "==3.1.3",
              "hashes": ["sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"]},
    "own": {"editable": true, "path": "./own"},
    "tool": {"git": "https://me:secret@host.example/tool.git", "ref": "0123abc"}
  },
  "develop": {"click": {"version": "==8.5.1"}, "pytest": {"version": "==9.2.0"}},
  "docs": {"markdown": {"version": "==3.11.3"}}
})";

TEST(PipfileLock, CategoriesTellWhatItIsFor) {
  EXPECT_EQ(parsed(make_pipfile_lock(), "app/Pipfile.lock", kLock),
            "declared pkg:pypi/click@8.5.1\n"
            "declared pkg:pypi/colorama@0.4.6 optional\n"
            "declared pkg:pypi/flask@3.1.3\n"
            "declared pkg:pypi/markdown@3.11.3 optional\n"
            "declared pkg:pypi/own\n"
            "declared pkg:pypi/pytest@9.2.0 dev\n"
            "declared pkg:pypi/tool\n"
            "note unversioned: 2 packages have no version, the first: own\n");
  EXPECT_EQ(testing::details_of(make_pipfile_lock(), "Pipfile.lock", kLock),
            "pkg:pypi/flask@3.1.3 sha256:" + std::string(64, 'c') + "\n");
}

TEST(PipfileLock, ThePipfileAsks) {
  os::Scene scene(make_pipfile_lock());
  scene.add(0, "app/Pipfile.lock", kLock);
  scene.add(0, "app/Pipfile",
            "[packages]\nFlask = {version = \"*\", extras = [\"dotenv\"]}\n[dev-packages]\npytest = \"*\"\n"
            "[docs]\nMarkdown = \"*\"\n[requires]\nclick = \"3\"\n");
  scene.add(0, "lib/Pipfile", "[packages]\nclick = \"*\"\n");
  scene.add(0, "odd/Pipfile", "[[[");
  std::string asked, origins;
  for (const auto& one : scene.assemble().components) {
    if (one.reason == model::InstallReason::kExplicit)
      asked += one.purl.name + ": " + one.details->asked_in + "\n";
    if (one.purl.name == "own" || one.purl.name == "tool") origins += one.details->origin + "\n";
  }
  EXPECT_EQ(origins, "folder: ./own\nrepository: https://me:[redacted]@host.example/tool.git\n");
  EXPECT_EQ(asked, "flask: app/Pipfile\nmarkdown: app/Pipfile\npytest: app/Pipfile\n");
  EXPECT_TRUE(scene.errors.empty());
}

TEST(PipfileLock, OtherShapesAreToldOf) {
  const auto told = [](std::string_view text) { return parsed(make_pipfile_lock(), "Pipfile.lock", text); };
  EXPECT_EQ(told("[]"), "error: Pipfile.lock is not a JSON object");
  EXPECT_EQ(told(R"({"default": ["a"]})"), "error: Pipfile.lock with a list of packages that is no object");
  EXPECT_TRUE(told("{").starts_with("error: JSON"));
  EXPECT_EQ(
      told(R"({"default": {"a": {"version": 1}, "": {"version": "==1"}, "b": 7, "b": {"version": "*"}}})"),
      "declared pkg:pypi/a\n"
      "declared pkg:pypi/b\n"
      "note unreadable: 1 packages left out: package without a name\n"
      "note unreadable: 1 package has a version that is no text: a\n"
      "note unversioned: 2 packages have no version, the first: b\n");
  EXPECT_EQ(parsed(make_pipfile_lock(), "usr/lib/python3/dist-packages/a/Pipfile.lock", "{}"), "unwanted");
}

}  // namespace
}  // namespace pratique::extract
