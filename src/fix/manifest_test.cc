#include "fix/manifest.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace pratique::fix {
namespace {

std::string format_of(std::string_view path) {
  const auto* editor = find_editor(path);
  return editor == nullptr ? "" : editor->about().format;
}

TEST(Manifest, IsKnownByItsName) {
  EXPECT_EQ(format_of("a/b/package.json"), "package.json");
  EXPECT_EQ(format_of("Dockerfile"), "Dockerfile");
  EXPECT_EQ(format_of("build/Dockerfile.prod"), "Dockerfile");
  EXPECT_EQ(format_of("prod.Dockerfile"), "Dockerfile");
  EXPECT_EQ(format_of("requirements-dev.txt"), "requirements.txt");
  EXPECT_EQ(format_of("dev-requirements.txt"), "requirements.txt");
  EXPECT_EQ(format_of("requirements/base.txt"), "requirements.txt");
  EXPECT_EQ(format_of("a/requirements/base.txt"), "requirements.txt");
  EXPECT_EQ(format_of("other/base.txt"), "");
  EXPECT_EQ(format_of("package-lock.json"), "");
  EXPECT_EQ(format_of(""), "");
}

TEST(Manifest, OfEveryFormatSaysWhatItIs) {
  for (const auto& editor : manifests::all_editors()) {
    const auto about = editor->about();
    EXPECT_FALSE(about.format.empty());
    EXPECT_FALSE(about.purl_type.empty()) << about.format;
    EXPECT_FALSE(about.names.empty()) << about.format;
  }
}

TEST(Manifest, HasALimit) {
  const std::string large(kMaxManifest + 1, ' ');
  for (const auto& editor : manifests::all_editors()) {
    const auto read = editor->read(large);
    ASSERT_FALSE(read) << editor->about().format;
    EXPECT_EQ(read.error().kind, ErrorKind::kLimit) << editor->about().format;
    const std::vector<PackageMove> moves(kMaxMoves + 1, PackageMove{.name = "x", .to = "1.0.0"});
    EXPECT_EQ(editor->edit("", moves).error().kind, ErrorKind::kLimit) << editor->about().format;
  }
}

// Many moves of a large file are made in a moment.
TEST(Manifest, OfManyDeclarationsIsEditedAtOnce) {
  std::string text;
  std::vector<PackageMove> moves;
  for (int i = 0; i < 20'000; ++i) {
    const auto name = "package-" + std::to_string(i);
    text += name + "==1.0\n";
    if (moves.size() < kMaxMoves) moves.push_back({.name = name, .to = "2.0"});
  }
  const auto edited = find_editor("requirements.txt")->edit(text, moves);
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->applied.size(), kMaxMoves);
}

TEST(Manifest, TwoMovesOfOnePlaceTakeTheHigherVersion) {
  const std::string text = "[dependencies]\na = \"1.0\"\n";
  const std::vector<PackageMove> moves{
      {.name = "a", .to = "2.0.0"}, {.name = "a", .to = "3.0.0"}, {.name = "a", .to = "2.5.0"}};
  const auto edited = find_editor("Cargo.toml")->edit(text, moves);
  ASSERT_TRUE(edited);
  EXPECT_EQ(edited->text, "[dependencies]\na = \"3.0.0\"\n");
  const std::vector<PackageMove> held{{.name = "q", .to = "6.5.3", .direct = false},
                                      {.name = "q", .to = "6.11.0", .direct = false}};
  const auto overridden = find_editor("package.json")->edit("{}", held, {.hold_transitive = true});
  ASSERT_TRUE(overridden);
  EXPECT_EQ(overridden->text, "{\"overrides\": {\"q\": \"^6.11.0\"}}");
}

}  // namespace
}  // namespace pratique::fix
