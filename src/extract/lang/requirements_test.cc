#include <gtest/gtest.h>

#include "extract/lang/python/requirement.h"
#include "extract/lang/support/parsed.h"
#include "support/paths.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_requirements();

namespace {

using python::parse_requirement;
using python::Requirement;
using testing::parsed;

TEST(Requirements, OnlyExactPinsAreComponents) {
  const auto text = pratique::testing::read_file("src/extract/lang/testdata/requirements.txt");
  EXPECT_EQ(
      parsed(make_requirements(), "app/requirements.txt", text),
      "declared pkg:pypi/django@3.2.0\n"
      "declared pkg:pypi/odd@2004d\n"
      "declared pkg:pypi/ranged@1.5.2\n"
      "declared pkg:pypi/requests@2.25.0\n"
      "declared pkg:pypi/urllib3@1.26.5\n"
      "declared pkg:pypi/zope.interface@5.4.0\n"
      "note unversioned: 5 requirements without an exact version\n"
      "note not-read: 1 included file is not read, first base.txt; call it requirements-NAME.txt, or put it "
      "into a folder requirements\n");
}

TEST(Requirements, FilesByName) {
  const auto requirements = make_requirements();
  EXPECT_EQ(parsed(requirements, "app/requirements-dev.txt", "a==1"), "declared pkg:pypi/a@1\n");
  EXPECT_EQ(parsed(requirements, "app/requirements/base.txt", "a==1"), "declared pkg:pypi/a@1\n");
  EXPECT_EQ(parsed(requirements, "app/robots.txt", "a==1"), "unwanted");
  EXPECT_EQ(parsed(requirements, "usr/lib/python3/dist-packages/x/requirements.txt", "a==1"), "unwanted");
}

TEST(Requirements, PowerShellWritesUtf16) {
  const std::string text(
      "\xff\xfe"
      "a\0=\0=\0001\0\r\0\n\0",
      14);
  EXPECT_EQ(parsed(make_requirements(), "requirements.txt", text), "declared pkg:pypi/a@1\n");
  EXPECT_EQ(python::decode_requirements(std::string("\xfe\xff\xd8\x3d\xde\x00\xd8\x00", 8)),
            "\xf0\x9f\x98\x80\xef\xbf\xbd");
  EXPECT_EQ(python::decode_requirements("\xff\xfe"
                                        "a"),
            "");  // half a unit
}

TEST(Requirements, OddLines) {
  for (const char* line :
       {"==1.0", "name[extra==1.0", "name==", "name== 1.0 2.0", "name==1.*", "./local.whl", "name=1.0"}) {
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kLoose) << line;
  }
  EXPECT_EQ(parse_requirement("--hash=sha256:00").kind, Requirement::Kind::kOption);
  EXPECT_EQ(parse_requirement("a==1!2.0+local").version, "1!2.0+local");
  EXPECT_EQ(parse_requirement("a==1.0;sys_platform=='x'").version, "1.0");
}

TEST(Requirements, IncludedFilesAreReadByTheirNameOrNoted) {
  const auto read = [](const std::string& text, const std::string& path = "app/requirements.txt") {
    return parsed(make_requirements(), path, text);
  };
  for (const auto* line :
       {"-r other.txt", "-rother.txt", "--requirement other.txt", "--requirement=other.txt",
        "-c constraints.txt", "-r https://example.org/requirements.txt"})
    EXPECT_TRUE(
        read(std::string(line) + "\na==1\n").find("note not-read: 1 included file is not read, first ") !=
        std::string::npos)
        << line;
  for (const auto* line : {"-r requirements-base.txt", "-r ../requirements/base.txt", "--require-hashes",
                           "--index-url https://example.org", "--constraints", "# -r other.txt"})
    EXPECT_EQ(read(std::string(line) + "\na==1\n"), "declared pkg:pypi/a@1\n") << line;
  EXPECT_EQ(read("-r base.txt\na==1\n", "app/requirements/all.txt"), "declared pkg:pypi/a@1\n");
  EXPECT_TRUE(
      read("-r a.txt\n-r b.txt\n").starts_with("note not-read: 2 included files are not read, first a.txt"));
}

TEST(Requirements, CommentsDoNotContinue) {
  EXPECT_EQ(parsed(make_requirements(), "requirements.txt", "# note \\\na==1\nb==2 \\"),
            "declared pkg:pypi/a@1\ndeclared pkg:pypi/b@2\n");
}

}  // namespace
}  // namespace pratique::extract
