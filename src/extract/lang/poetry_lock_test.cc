#include <gtest/gtest.h>

#include "support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_poetry_lock();

namespace {

using testing::parsed;

TEST(PoetryLock, GroupsAndCategoriesTellDevelopment) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/poetry.lock");
  EXPECT_EQ(parsed(make_poetry_lock(), "app/poetry.lock", text),
            "declared pkg:pypi/click@8.1.3\n"
            "declared pkg:pypi/old-style@1.0 dev\n"
            "declared pkg:pypi/pytest@7.2.0 dev\n");
}

const std::string kSum(64, 'c');
const std::string kNeeding = R"([[package]]
name = "Click.Extra"
version = "1"
description = "More of it"
optional = true
groups = ["main"]
files = [{file = "x-1-py3-none-any.whl", hash = "sha256:00"}, {file = "x-1.tar.gz", hash = "sha256:)" +
                             kSum + R"("}]
[package.dependencies]
colorama = {version = "*", markers = "platform_system == \"Windows\""}
"typing-extensions" = [{version = ">=3", markers = "a"}, {version = ">=4"}]
"ruamel.yaml" = {version = "*", optional = true}
gone = "*"
[[package]]
name = "colorama"
version = "2"
[package.source]
type = "legacy"
url = "https://me:secret@pypi.example/simple"
[[package]]
name = "typing_extensions"
version = "3"
[[package]]
name = "typing_extensions"
version = "4"
[[package]]
name = "ruamel-yaml"
version = "5"
[package.dependencies]
click-extra = ">=1,<2"
[metadata.files]
colorama = [{file = "colorama-2-py3-none-any.whl", hash = "sha256:)" +
                             kSum + "\"}]\n";

TEST(PoetryLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(testing::edges_of(make_poetry_lock(), "poetry.lock", kNeeding),
            "click.extra@1 depends-on colorama@2\n"
            "click.extra@1 depends-on ruamel-yaml@5 optional\n"
            "click.extra@1 depends-on typing-extensions@3\n"
            "click.extra@1 depends-on typing-extensions@4\n"
            "ruamel-yaml@5 depends-on click.extra@1\n");
}

TEST(PoetryLock, DescriptionsHashesScopesAndOriginsAreKept) {
  EXPECT_EQ(
      testing::details_of(make_poetry_lock(), "poetry.lock", kNeeding),
      "pkg:pypi/click.extra@1 sha256:" + kSum + " | More of it\npkg:pypi/colorama@2 sha256:" + kSum + "\n");
  const auto record =
      make_poetry_lock()->parse(FileView("poetry.lock", base::as_bytes(std::string_view(kNeeding))));
  EXPECT_EQ(record->components[0].scope, model::Scope::kOptional);
  EXPECT_EQ(record->components[1].details->origin, "https://me:[redacted]@pypi.example");
}

TEST(PoetryLock, BrokenTomlIsAnErrorWithItsLine) {
  EXPECT_TRUE(
      parsed(make_poetry_lock(), "poetry.lock", "[[package]]\nname = \n").starts_with("error: line "));
}

TEST(PoetryLock, OtherShapesAreToldOf) {
  EXPECT_EQ(parsed(make_poetry_lock(), "poetry.lock", " \n"), "error: empty file");
  EXPECT_EQ(parsed(make_poetry_lock(), "poetry.lock", "package = 1\n"),
            "error: poetry.lock with a list of packages that is no list");
  EXPECT_EQ(parsed(make_poetry_lock(), "poetry.lock", "[[package]]\nname = 1\n"),
            "note unreadable: 1 packages left out: package without a name\n");
}

}  // namespace
}  // namespace pratique::extract
