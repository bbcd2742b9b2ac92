// Where apk's packages came from, by tags and repositories.
#include <gtest/gtest.h>

#include "support/package_scene.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_apk();
std::unique_ptr<Extractor> make_apk_repositories();

namespace {

using namespace os;

std::string entry(const std::string& name, const std::string& more = {}) {
  return "P:" + name + "\nV:1.0-r0\nA:x86_64\n" + more + "\n";
}

Scene scene(const std::string& installed, const std::string& repositories) {
  Scene made(std::make_unique<Pair>(make_apk(), make_apk_repositories()));
  made.distro = {.id = "alpine", .version_id = "3.18.9"};
  made.add(0, "lib/apk/db/installed", installed);
  made.add(0, "etc/apk/repositories", repositories);
  return made;
}

std::string origin(Scene& made, std::string_view name) {
  return package(made.assemble(), name).details->origin;
}

constexpr const char* kRepositories =
    "https://dl-cdn.alpinelinux.org/alpine/v3.18/main\n"
    "https://dl-cdn.alpinelinux.org/alpine/v3.18/community\n"
    "#@off https://off.example/x/main\n"
    "@edge https://dl-cdn.alpinelinux.org/alpine/edge/testing\n"
    "@nginx https://nginx.org/packages/alpine/v3.18/main\n"
    "/srv/local\n";

TEST(ApkRepositories, ATagTellsTheRepository) {
  auto made = scene(entry("nginx", "s:nginx\n") + entry("tool", "s:edge\n") + entry("curl"), kRepositories);
  EXPECT_EQ(origin(made, "nginx"), "nginx.org: nginx.org/packages/alpine/v3.18/main");
  EXPECT_EQ(origin(made, "tool"), "Alpine: dl-cdn.alpinelinux.org/alpine/edge/testing");
  EXPECT_EQ(origin(made, "curl"), "");
}

// In its place of before, which only this extractor reads: in a scene each file goes to one.
TEST(ApkRepositories, TheWorldHasTagsToo) {
  auto made = scene(entry("nginx") + entry("tool") + entry("lost"), kRepositories);
  made.add(0, "lib/apk/db/world", "curl\nnginx@nginx>=1.20\ntool@edge lost@gone\n");
  EXPECT_EQ(origin(made, "nginx"), "nginx.org: nginx.org/packages/alpine/v3.18/main");
  EXPECT_EQ(origin(made, "tool"), "Alpine: dl-cdn.alpinelinux.org/alpine/edge/testing");
  EXPECT_EQ(origin(made, "lost"), "@gone");
}

TEST(ApkRepositories, ASystemThatWasMovedToEdgeIsOfEdge) {
  const auto moved = entry("curl");
  auto made =
      scene(moved, "https://mirror.example/alpine/edge/main\nhttps://mirror.example/alpine/edge/community\n");
  EXPECT_EQ(origin(made, "curl"), "Alpine: mirror.example/alpine/edge/main");
  auto mixed = scene(
      moved, "https://mirror.example/alpine/v3.18/main\nhttps://mirror.example/alpine/edge/community\n");
  EXPECT_EQ(origin(mixed, "curl"), "");
}

TEST(ApkRepositories, AMaintainerOfAnotherRepositorysDomainTells) {
  auto made =
      scene(entry("agent", "m:Acme <ops@acme.example>\n") + entry("curl", "m:A <a@alpinelinux.org>\n"),
            std::string(kRepositories) + "https://user:secret@apk.acme.example/v3.18/stable\n");
  EXPECT_EQ(origin(made, "agent"),
            "apk.acme.example: apk.acme.example/v3.18/stable (presumed: its maintainer is of that domain)");
  EXPECT_EQ(origin(made, "curl"), "");
}

// apk 3 notes in the same field which digest the files have: nothing is broken then.
TEST(ApkRepositories, ADigestsNameIsNoDamage) {
  auto made = scene(entry("curl", "f:S\n") + entry("bash", "f:fS\n"), "");
  EXPECT_EQ(package(made.assemble(), "curl").state, model::State::kInstalled);
  EXPECT_EQ(package(made.assemble(), "bash").state, model::State::kBroken);
}

TEST(ApkRepositories, DamagedFilesHideNoPackage) {
  auto made = scene(entry("curl"), std::string("\0\xff@ @@ ://\n@x\n", 12));
  made.add(0, "etc/apk/world", "@@@ x@ @y\n");
  EXPECT_EQ(packages(made.assemble()), std::vector<std::string>{"curl 1.0-r0"});
  EXPECT_TRUE(made.errors.empty());
}

}  // namespace
}  // namespace pratique::extract
