#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_uv_lock();

namespace {

using testing::edges_of;
using testing::parsed;

constexpr std::string_view kLock = R"(version = 1
requires-python = ">=3.9"

[[package]]
name = "click"
version = "8.1.8"
source = { registry = "https://index.example/simple" }
dependencies = [{ name = "colorama", marker = "sys_platform == 'win32'" }]
sdist = { url = "https://index.example/click.tar.gz", hash = "sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" }

[[package]]
name = "click"
version = "8.5.1"
source = { git = "https://me:secret@host.example/click.git?rev=8.5.1#0123abc" }

[[package]]
name = "colorama"
version = "0.4.6"
wheels = [{ url = "https://index.example/c.whl", hash = "sha256:dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd" }]

[[package]]
name = "demo"
source = { virtual = "." }
dependencies = [
    { name = "flask", extra = ["dotenv"] },
    { name = "Own_Part" },
]
[package.optional-dependencies]
socks = [{ name = "pysocks" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]

[[package]]
name = "flask"
version = "3.1.3"
dependencies = [
    { name = "click", version = "8.1.8", marker = "python_full_version < '3.10'" },
    { name = "click", version = "8.5.1", marker = "python_full_version >= '3.10'" },
    { name = "gone" },
]
[package.optional-dependencies]
dotenv = [{ name = "python-dotenv" }]
async = [{ name = "asgiref" }]

[[package]]
name = "asgiref"
version = "3.0"

[[package]]
name = "own-part"
version = "0.1.0"
source = { editable = "own-part" }

[[package]]
name = "pysocks"
version = "1.7.1"

[[package]]
name = "pytest"
version = "9.2.0"
dependencies = [{ name = "click" }, { name = "tool" }]

[[package]]
name = "python-dotenv"
version = "1.2.4"

[[package]]
name = "tool"
version = "1.0"
source = { directory = "../tool" }
)";

TEST(UvLock, TheProjectLeadsToWhatItIsFor) {
  EXPECT_EQ(parsed(make_uv_lock(), "app/uv.lock", kLock),
            "declared pkg:pypi/asgiref@3.0\n"
            "declared pkg:pypi/click@8.1.8\n"
            "declared pkg:pypi/click@8.5.1\n"
            "declared pkg:pypi/colorama@0.4.6 optional\n"
            "declared pkg:pypi/demo main\n"
            "declared pkg:pypi/flask@3.1.3\n"
            "declared pkg:pypi/own-part@0.1.0 main\n"
            "declared pkg:pypi/pysocks@1.7.1 optional\n"
            "declared pkg:pypi/pytest@9.2.0 dev\n"
            "declared pkg:pypi/python-dotenv@1.2.4\n"
            "declared pkg:pypi/tool@1.0 dev\n");
}

// An extra counts where it is asked for; a package in several versions is named with the one that is meant.
TEST(UvLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_uv_lock(), "uv.lock", kLock),
            "click@8.1.8 depends-on colorama@0.4.6 optional\n"
            "demo depends-on flask@3.1.3\n"
            "demo depends-on own-part@0.1.0\n"
            "demo depends-on pysocks@1.7.1 optional\n"
            "demo depends-on pytest@9.2.0 dev\n"
            "flask@3.1.3 depends-on click@8.1.8\n"
            "flask@3.1.3 depends-on click@8.5.1\n"
            "flask@3.1.3 depends-on python-dotenv@1.2.4\n"
            "pytest@9.2.0 depends-on click@8.1.8\n"
            "pytest@9.2.0 depends-on click@8.5.1\n"
            "pytest@9.2.0 depends-on tool@1.0\n");
}

TEST(UvLock, ReasonsHashesAndOriginsAreKept) {
  const auto record = make_uv_lock()->parse(FileView("uv.lock", base::as_bytes(kLock)));
  ASSERT_TRUE(record);
  std::string asked, origins;
  for (const auto& one : record->components) {
    if (one.reason == model::InstallReason::kExplicit) asked += one.purl.name + " ";
    if (!one.details->origin.empty()) origins += one.purl.name + ": " + one.details->origin + "\n";
  }
  EXPECT_EQ(asked, "flask own-part pysocks pytest ");
  EXPECT_EQ(origins,
            "click: https://index.example\n"
            "click: repository: https://me:[redacted]@host.example/click.git\n"
            "demo: folder: .\n"
            "own-part: folder: own-part\n"
            "tool: folder: ../tool\n");
  EXPECT_EQ(testing::details_of(make_uv_lock(), "uv.lock", kLock),
            "pkg:pypi/click@8.1.8 sha256:" + std::string(64, 'c') +
                "\npkg:pypi/colorama@0.4.6 sha256:" + std::string(64, 'd') + "\n");
}

TEST(UvLock, CirclesAndOddEntriesAreHarmless) {
  EXPECT_EQ(
      parsed(
          make_uv_lock(), "uv.lock",
          "[[package]]\nname = \"a\"\nversion = 1\ndependencies = [{name = \"b\"}, {name = \"a\"}, 7, {}]\n"
          "[[package]]\nname = \"b\"\nversion = \"1\"\nsource = 7\ndependencies = {name = \"a\"}\n"
          "[[package]]\nversion = \"1\"\n"),
      "declared pkg:pypi/a\n"
      "declared pkg:pypi/b@1\n"
      "note unreadable: 1 packages left out: package without a name\n"
      "note unreadable: 1 package has a version that is no text: a\n");
  EXPECT_EQ(parsed(make_uv_lock(), "uv.lock", "package = 1\n"),
            "error: uv.lock with a list of packages that is no list");
  EXPECT_EQ(parsed(make_uv_lock(), "usr/lib/python3/dist-packages/a/uv.lock", "x"), "unwanted");
}

}  // namespace
}  // namespace pratique::extract
