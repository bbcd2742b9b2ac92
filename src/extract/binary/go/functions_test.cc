#include "extract/binary/go/functions.h"

#include <gtest/gtest.h>

#include "extract/extractor.h"
#include "model/linked_functions.h"
#include "support/elf_writer.h"
#include "support/go_table.h"
#include "support/kept.h"

namespace pratique::extract {

std::unique_ptr<Extractor> make_go();

namespace {

using pratique::testing::ElfWriter;
using pratique::testing::framed;
using pratique::testing::go_blob;
using pratique::testing::go_table;

const std::string kModules =
    "path\texample.com/tool/cmd/tool\nmod\texample.com/tool\tv1.0.0\th1:\ndep\tgolang.org/x/"
    "net\tv0.1.0\th1:\n"
    "dep\tgolang.org/x/net/extra\tv0.2.0\th1:\ndep\tgithub.com/old/name\tv1.0.0\n=>\tgithub.com/new/"
    "name\tv1.1.0\th1:\n"
    "build\tGOOS=linux\nbuild\tGOARCH=arm64\n";

std::string program(const std::vector<std::string>& names, const std::string& modules = kModules) {
  return ElfWriter()
      .add({".text", std::string(1000, 'x'), 0x10000, 5})
      .add({".gopclntab", go_table(names), 0x70000, 4})
      .add({".go.buildinfo", go_blob("go1.21.0", framed(modules)), 0x80000, 6})
      .finish();
}

// Of each component whose functions are known, what of the asked names it has.
std::map<std::string, std::string> linked(const std::string& file,
                                          const std::vector<std::pair<std::string, std::string>>& asked) {
  const auto go = make_go();
  const auto record = go->parse(testing::kept(*go, file));
  EXPECT_TRUE(record);
  std::map<std::string, std::string> out;
  for (const auto& component : record.value_or(Record()).components) {
    const auto set = model::LinkedFunctions::parse(component.details->functions);
    if (!set) continue;
    auto& text = out[component.purl.name];
    for (const auto& [package, function] : asked) {
      if (set->has(package, function)) text += package + "." + function + " ";
    }
  }
  return out;
}

TEST(GoLinked, EachModuleHasItsOwnFunctionsByTheNamesOfAdvisories) {
  const auto file =
      program({"runtime.main", "main.main", "net/http.Get", "golang.org/x/net/http2.(*Server).ServeConn",
               "golang.org/x/net/extra/a.F", "github.com/old/name/sub.G", "vendor/golang.org/x/net/idna.H"});
  const auto got = linked(file, {{"runtime", "main"},
                                 {"net/http", "Get"},
                                 {"vendor/golang.org/x/net/idna", "H"},
                                 {"example.com/tool/cmd/tool", "main"},
                                 {"golang.org/x/net/http2", "Server.ServeConn"},
                                 {"golang.org/x/net/extra/a", "F"},
                                 {"github.com/new/name/sub", "G"},
                                 {"github.com/old/name/sub", "G"}});
  const std::map<std::string, std::string> want{
      {"stdlib", "runtime.main net/http.Get vendor/golang.org/x/net/idna.H "},
      {"tool", "example.com/tool/cmd/tool.main "},
      {"net", "golang.org/x/net/http2.Server.ServeConn "},
      {"extra", "golang.org/x/net/extra/a.F "},
      {"name", "github.com/new/name/sub.G "}};
  EXPECT_EQ(got, want);
}

TEST(GoLinked, TheProgramsTargetStandsWithEachComponent) {
  const auto go = make_go();
  const auto file = program({"runtime.main"});
  const auto record = go->parse(testing::kept(*go, file));
  ASSERT_TRUE(record);
  ASSERT_EQ(record->components.size(), 5u);
  for (const auto& component : record->components) EXPECT_EQ(component.details->built_for, "linux/arm64");
}

std::string told(const std::string& file) {
  const auto go = make_go();
  const auto record = go->parse(testing::kept(*go, file));
  EXPECT_TRUE(record);
  std::string out;
  for (const auto& note : record.value_or(Record()).notes) {
    if (note.code == "functions-unknown") out += note.message;
  }
  for (const auto& component : record.value_or(Record()).components)
    EXPECT_EQ(component.details->functions.empty(), !out.empty());
  return out;
}

TEST(GoLinked, WhatIsNotKnownIsTold) {
  EXPECT_EQ(told(program({"runtime.main", "main.main"})), "");
  const auto none =
      ElfWriter().add({".go.buildinfo", go_blob("go1.21.0", framed(kModules)), 0x80000, 6}).finish();
  EXPECT_NE(told(none).find("no table"), std::string::npos);
  EXPECT_NE(told(program({"main.main"})).find("damaged"), std::string::npos) << "no program without runtime";
  EXPECT_NE(
      told(program({"runtime.main", "main.main", "qXw1.a", "zR2.b", "kk9.c", "pQ3.d"})).find("obfuscated"),
      std::string::npos);
  auto moved = program({"runtime.main"});
  const auto table = moved.find("\xf1\xff\xff\xff");
  moved[table] = '\xf2';
  EXPECT_NE(told(moved).find("no table"), std::string::npos);
}

}  // namespace
}  // namespace pratique::extract
