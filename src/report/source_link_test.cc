#include "report/source_link.h"

#include <gtest/gtest.h>

namespace pratique::report {
namespace {

const std::string kCommit(40, 'a');

std::string url(const std::string& source, const std::vector<Forge>& forges = {},
                const std::string& file = "a b/Dockerfile") {
  model::Provenance provenance;
  provenance.source = source;
  provenance.revision = kCommit;
  model::SourceLines lines;
  lines.file = file;
  lines.first = 3, lines.last = 5;
  return lines_url(provenance, lines, forges);
}

TEST(LinesUrl, OfEachPlace) {
  const auto tail = kCommit + "/a%20b/Dockerfile";
  const auto github = "https://github.com/o/r/blob/" + tail + "#L3-L5";
  for (const auto* source :
       {"https://github.com/o/r", "https://github.com/o/r.git", "git@github.com:o/r.git",
        "ssh://git@github.com:22/o/r.git", "git+https://github.com/o/r.git#refs/heads/main",
        "https://token@GitHub.com/o/r/", "git://github.com/o/r"})
    EXPECT_EQ(url(source), github) << source;
  EXPECT_EQ(url("https://gitlab.com/g/s/p.git"), "https://gitlab.com/g/s/p/-/blob/" + tail + "#L3-5");
  EXPECT_EQ(url("https://bitbucket.org/o/r"), "https://bitbucket.org/o/r/src/" + tail + "#lines-3:5");
  EXPECT_EQ(url("https://codeberg.org/o/r"), "https://codeberg.org/o/r/src/commit/" + tail + "#L3-L5");
  const auto azure = "https://dev.azure.com/org/proj/_git/repo?path=/a%20b/Dockerfile&version=GC" + kCommit +
                     "&line=3&lineEnd=6&lineStartColumn=1&lineEndColumn=1";
  EXPECT_EQ(url("https://org@dev.azure.com/org/proj/_git/repo"), azure);
  EXPECT_EQ(url("git@ssh.dev.azure.com:v3/org/proj/repo"), azure);
  EXPECT_EQ(url("org@vs-ssh.visualstudio.com:v3/org/proj/repo"), azure);
}

TEST(LinesUrl, OfAzuresOtherSpellings) {
  const auto start = [](const std::string& source) { return url(source).substr(0, url(source).find('?')); };
  EXPECT_EQ(start("https://org.visualstudio.com/_git/repo"), "https://org.visualstudio.com/_git/repo");
  EXPECT_EQ(start("https://org.visualstudio.com/DefaultCollection/proj/_git/repo"),
            "https://org.visualstudio.com/DefaultCollection/proj/_git/repo");
  // Blanks in the names of projects stand by their number already.
  const auto blank = "https://dev.azure.com/org/My%20Project/_git/repo";
  EXPECT_EQ(start("https://org@dev.azure.com/org/My%20Project/_git/repo"), blank);
  EXPECT_EQ(start("git@ssh.dev.azure.com:v3/org/My%20Project/repo"), blank);
  EXPECT_EQ(start("https://org@dev.azure.com/org/My Project/_git/repo"), blank);
}

TEST(LinesUrl, OfPlacesOfOnesOwn) {
  EXPECT_EQ(url("https://git.example:8443/o/r"), "");
  EXPECT_EQ(url("https://git.example:8443/o/r", {{"git.example:8443", "gitlab", ""}}, "Dockerfile"),
            "https://git.example:8443/o/r/-/blob/" + kCommit + "/Dockerfile#L3-5");
  EXPECT_EQ(
      url("ssh://git@git.example:7999/o/r.git", {{"git.example", "bitbucket-server", ""}}, "Dockerfile"),
      "https://git.example/projects/o/repos/r/browse/Dockerfile?at=" + kCommit + "#3-5");
  // The port of SSH is another one; that of the settings is the pages'. A host without a port is any port's.
  EXPECT_EQ(url("git@git.example:o/r.git", {{"git.example:8443", "gitlab", ""}}, "Dockerfile"),
            "https://git.example:8443/o/r/-/blob/" + kCommit + "/Dockerfile#L3-5");
  EXPECT_EQ(url("https://git.example:8443/o/r", {{"git.example", "gitlab", ""}}, "Dockerfile"),
            "https://git.example:8443/o/r/-/blob/" + kCommit + "/Dockerfile#L3-5");
  EXPECT_EQ(url("https://git.example/o/r", {{"git.example:8443", "gitlab", ""}}), "");
  EXPECT_EQ(url("http://git.example:3000/o/r", {{"git.example", "gitea", ""}}, "Dockerfile"),
            "http://git.example:3000/o/r/src/commit/" + kCommit + "/Dockerfile#L3-L5");
  EXPECT_EQ(url("https://git.example/o/r",
                {{"git.example", "", "https://v.example/{project}/{repository}?{first}"}}),
            "https://v.example/o/r?3");
  // A form that names what there is not is none.
  EXPECT_EQ(url("https://git.example/o/r", {{"git.example", "", "https://v.example/{branch}"}}), "");
}

TEST(LinesUrl, LeadsNowhereElse) {
  for (const auto* source :
       {"", "/srv/repo", "file:///etc/passwd", "javascript:alert(1)", "https://github.com/",
        "https://github.com/o/../r", "https://github.com/o/%2e%2E", "https://gith\x1b]ub.com/o/r",
        "https://github.com\\@evil/o/r"})
    EXPECT_EQ(url(source), "") << source;
  EXPECT_EQ(url("https://github.com/o/r", {}, "../../x"), "");
  const auto odd = url("https://github.com/o/r", {}, "a\x1b]8;;x\x07/\xff#?");
  EXPECT_EQ(odd.find_first_of("\x1b\x07\xff"), odd.npos);
  model::Provenance provenance;
  provenance.source = "https://github.com/o/r";
  provenance.revision = "main\n";
  EXPECT_EQ(lines_url(provenance, {.file = "Dockerfile", .first = 1, .last = 1}, {}), "");
  EXPECT_EQ(repository_url(provenance, {}), "https://github.com/o/r");
}

TEST(LinesUrl, OfADirtyTreeIsThatOfItsCommit) {
  model::Provenance provenance;
  provenance.source = "https://github.com/o/r";
  provenance.revision = kCommit + "-dirty";
  EXPECT_EQ(repository_url(provenance, {}), "https://github.com/o/r/tree/" + kCommit);
}

}  // namespace
}  // namespace pratique::report
