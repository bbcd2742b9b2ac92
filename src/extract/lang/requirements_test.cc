#include <gtest/gtest.h>

#include "extract/lang/python/requirement.h"
#include "support/parsed.h"
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
      "declared pkg:pypi/wheel@0.38.0\n"
      "declared pkg:pypi/zope.interface@5.4.0\n"
      "note unversioned: 4 requirements without an exact version\n"
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
}

TEST(Requirements, OddLines) {
  for (const char* line :
       {"==1.0", "name[extra==1.0", "name==", "name==1.*", "./local.whl", "name=1.0", "name==1.0,==2.0",
        "name @ git+https://host/name@v1.0", "git+https://host/name-1.0.tar.gz", "https://host/master.zip",
        "https://host/name-main.tar.gz", "name>=1.0"}) {
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kLoose) << line;
  }
  for (const char* line : {"_name==1.0", "name-==1.0", "name==1.0; nonsense", "name==1.0; python_version",
                           "name @ https://host/name-1.0.zip ; nonsense"})
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kRefused) << line;
  for (const char* line : {"name== 1.0 2.0", "name==latest", "name==${VERSION}", "name==1.0#no-comment"})
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kInvalid) << line;
  EXPECT_EQ(parsed(make_requirements(), "requirements.txt", "a==1\nb==latest\n"),
            "declared pkg:pypi/a@1\nnote unreadable: 1 requirement names what is no version, the first: "
            "b==latest\n");
  EXPECT_EQ(parse_requirement("--hash=sha256:00").kind, Requirement::Kind::kOption);
  EXPECT_EQ(parse_requirement("a==1!2.0+local").version, "1!2.0+local");
  EXPECT_EQ(parse_requirement("a==1.0;sys_platform!='x'").version, "1.0");
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

TEST(Requirements, ArchivesSayWhatTheyAre) {
  const auto read = [](std::string_view line) {
    const auto one = parse_requirement(line);
    return std::string(one.name) + " " + std::string(one.version);
  };
  EXPECT_EQ(read("foo @ https://host/foo-1.2.3-py3-none-any.whl"), "foo 1.2.3");
  EXPECT_EQ(read("https://host/a/foo_bar-1.2-2-cp311-cp311-linux_x86_64.whl#sha256=00"), "foo_bar 1.2");
  EXPECT_EQ(read("./dist/foo-bar-1.0.tar.gz"), "foo-bar 1.0");
  EXPECT_EQ(read("foo @ https://host/foo-1.2+local-py3-none-any.whl ; os_name == 'posix'"), "foo 1.2+local");
  EXPECT_EQ(parse_requirement("foo @ https://host/foo-1.2.zip ; os_name == 'nt'").kind,
            Requirement::Kind::kOtherSystem);
  EXPECT_EQ(
      parsed(make_requirements(), "requirements.txt", "foo @ https://host/foo-1.2%2Blocal-py3-none-any.whl"),
      "declared pkg:pypi/foo@1.2%2Blocal\n");
}

TEST(Requirements, OptionsEndARequirement) {
  for (const char* line : {"a==1 --hash=sha256:00", "a==1 -r x", "a ==1 --config-settings=x",
                           "a==1;os_name!='nt' --hash=x", "a==1;"})
    EXPECT_EQ(parse_requirement(line).version, "1") << line;
}

TEST(Requirements, LinesEndAndContinueAsInPip) {
  const auto read = [](const std::string& text) {
    return parsed(make_requirements(), "requirements.txt", text);
  };
  const std::string both = "declared pkg:pypi/a@1\ndeclared pkg:pypi/b@2\n";
  for (const char* end : {"\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1e", "\xc2\x85", "\xe2\x80\xa8"})
    EXPECT_EQ(read(std::string("a==1") + end + "b==2"), both);
  EXPECT_EQ(read("a=\\\n=1\nb==2 \\\n\n"), both);
  EXPECT_EQ(read("a==1 \\\n# b==3 \\\nb==2"), both);
  EXPECT_EQ(read("a==1\xc3\xa9\n"),
            "note unreadable: 1 requirement names what is no version, the first: a==1\xc3\xa9\n");
}

TEST(Requirements, MarkersOfOtherSystemsLeaveOut) {
  for (const char* line :
       {"a==1; sys_platform == 'win32'", "a==1;platform_system==\"Windows\"",
        "a==1 ; python_version > '3' and 'nt' == os_name", "a==1; (sys_platform == 'darwin')"})
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kOtherSystem) << line;
  for (const char* line :
       {"a==1; sys_platform == 'linux'", "a==1; sys_platform != 'win32'", "a==1; python_version < '3'",
        "a==1; sys_platform == 'win32' or python_version < '3'"})
    EXPECT_EQ(parse_requirement(line).kind, Requirement::Kind::kPinned) << line;
}

TEST(Requirements, CommentsDoNotContinue) {
  EXPECT_EQ(parsed(make_requirements(), "requirements.txt", "# note \\\na==1\nb==2 \\"),
            "declared pkg:pypi/a@1\ndeclared pkg:pypi/b@2\n");
}

}  // namespace
}  // namespace pratique::extract
