#include "extract/binary/go/requirements.h"

#include <gtest/gtest.h>

namespace pratique::extract::go {
namespace {

using Lines = std::vector<std::string>;

Lines marks(std::string_view text) {
  const auto record = parse_module_file(text);
  return record.kind == RecordKind::kReasons ? record.database->marked : Lines{};
}

TEST(GoModuleFile, NamesWhatAModuleRequires) {
  EXPECT_EQ(
      marks(
          "// of a project\nmodule example.org/app // deprecated\ngo 1.22\n"
          "require golang.org/x/net v0.1.0\r\n"
          "require (\n\t\"golang.org/x/text\" v0.3.0 // indirect\n\tb.org/c `v1.0.0` // indirect; for tests\n"
          "\td.org/e v2.0.0+incompatible // is indirect\n)\n"
          "exclude (\n\tx.org/y v1.0.0\n)\nreplace d.org/e => ../e\nretract v1.0.0\n"),
      (Lines{"module example.org/app", "golang.org/x/net v0.1.0", "golang.org/x/text v0.3.0 indirect",
             "b.org/c v1.0.0 indirect", "d.org/e v2.0.0+incompatible"}));
}

TEST(GoModuleFile, OddOnesAreReadAsFarAsTheyMakeSense) {
  EXPECT_EQ(marks("module a.org/b\n"), Lines{}) << "it requires nothing";
  EXPECT_EQ(marks("module a.org/b\nrequire (\n\tc.org/d v1\n\tc.org/e\n\t)) v1\n\tc.org/f v1 v2\n"),
            (Lines{"module a.org/b", "c.org/d v1"}));
  EXPECT_EQ(marks(std::string(1000, '(')), Lines{});
  EXPECT_EQ(marks(std::string(1000, '\0')), Lines{});
  std::string many = "module a.org/b\n";
  for (int i = 0; i < 5'000; ++i) many += "require c.org/d" + std::to_string(i) + " v1\n";
  EXPECT_EQ(marks(many).size(), 2'001u);
}

TEST(GoModuleFile, LiesInAProjectOrInTheCache) {
  EXPECT_TRUE(is_module_file("go.mod"));
  EXPECT_TRUE(is_module_file("src/app/go.mod"));
  EXPECT_TRUE(is_module_file("root/go/pkg/mod/cache/download/github.com/!burnt!sushi/toml/@v/v1.0.0.mod"));
  for (const auto* path :
       {"go.sum", "src/vendor/a.org/b/go.mod", "src/testdata/go.mod", "root/go/pkg/mod/a.org/b@v1.0.0/go.mod",
        "lib/modules/x/@v/y.mod", "cache/download/@v/v1.mod", "cache/download/a/@v/.mod",
        "cache/download/a/@v/v1.info"})
    EXPECT_FALSE(is_module_file(path)) << path;
}

model::Component module_at(const std::string& path, const std::string& version, const std::string& program) {
  model::Component component;
  component.purl =
      model::make_purl("golang", path.substr(0, path.rfind('/')), path.substr(path.rfind('/') + 1), version);
  component.locations.push_back({program, ""});
  return component;
}

// Each program by itself: another one's modules are not what it requires.
TEST(GoRequirements, AreBetweenModulesOfOneProgram) {
  const auto project =
      parse_module_file("module a.org/app\nrequire b.org/B v1.0.0\nrequire c.org/c v1 // indirect\n");
  const auto module = parse_module_file("module b.org/B\nrequire c.org/c v0.9.0\nrequire d.org/d v1\n");
  const auto newer = parse_module_file("module b.org/B\nrequire a.org/app v1\n");
  Records records;
  const auto add = [&](const char* path, const Record& record) {
    records.present.push_back({.path = path, .layer = {}, .record = &record});
  };
  add("go/pkg/mod/cache/download/b.org/!b/@v/v1.0.0.mod", module);
  add("go/pkg/mod/cache/download/b.org/!b/@v/v2.0.0.mod", newer);
  add("src/go.mod", project);
  Assembly out;
  out.components = {module_at("a.org/app", "", "bin/app"), module_at("b.org/B", "v1.0.0", "bin/app"),
                    module_at("c.org/c", "v1.0.0", "bin/app"), module_at("b.org/B", "v1.0.0", "bin/other"),
                    module_at("d.org/d", "v1.0.0", "bin/other")};
  out.components[0].is_main = true;
  add_requirements(records, 0, out);
  std::ranges::sort(out.edges);
  EXPECT_EQ(out.edges, (std::vector<model::Edge>{{0, 1}, {1, 2}, {3, 4}}));
  EXPECT_EQ(out.components[1].reason, model::InstallReason::kExplicit);
  EXPECT_EQ(out.components[1].details->asked_in, "src/go.mod");
  EXPECT_EQ(out.components[2].reason, model::InstallReason::kDependency);
  EXPECT_EQ(out.components[3].reason, model::InstallReason::kUnknown);
}

}  // namespace
}  // namespace pratique::extract::go
