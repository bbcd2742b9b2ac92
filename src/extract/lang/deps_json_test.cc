#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_deps_json();

namespace {

using testing::edges_of;
using testing::parsed;

std::string asked(std::string_view name, std::string_view text) {
  const auto record = make_deps_json()->parse(FileView(name, base::as_bytes(text)));
  std::string all;
  for (const auto& one : record->components) {
    if (one.reason == model::InstallReason::kExplicit) all += one.purl.name + "@" + one.purl.version + " ";
  }
  return all;
}

constexpr std::string_view kDeps = R"({
  "runtimeTarget": {"name": ".NETCoreApp,Version=v8.0/linux-x64", "signature": ""},
  "targets": {
    ".NETCoreApp,Version=v8.0": {},
    ".NETCoreApp,Version=v8.0/linux-x64": {
      "Shop/1.0.0": {"dependencies": {"Serilog.Sinks.File": "5.0.0", "Lib": "1.0.0"}, "runtime": {"Shop.dll": {}}},
      "Lib/1.0.0": {"dependencies": {"newtonsoft.json": "13.0.1"}},
      "Serilog.Sinks.File/5.0.0": {"dependencies": {"Serilog": "2.9.0"}},
      "Serilog/2.10.0": {},
      "Newtonsoft.Json/13.0.1": {}
    }
  },
  "libraries": {
    "Shop/1.0.0": {"type": "project", "serviceable": false, "sha512": ""},
    "Lib/1.0.0": {"type": "project"},
    "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/8.0.1": {"type": "runtimepack"},
    "Newtonsoft.Json/13.0.1": {"type": "package", "serviceable": true,
      "sha512": "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg=="},
    "Serilog/2.10.0": {"type": "package"},
    "Serilog.Sinks.File/5.0.0": {"type": "package"},
    "System.Local/4.0.0.0": {"type": "reference"}
  }
})";

TEST(DepsJson, PackagesProjectsAndTheRuntimeAreInstalled) {
  EXPECT_EQ(parsed(make_deps_json(), "app/Shop.deps.json", kDeps),
            "installed pkg:nuget/Lib@1.0.0 main\n"
            "installed pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@8.0.1\n"
            "installed pkg:nuget/Newtonsoft.Json@13.0.1\n"
            "installed pkg:nuget/Serilog@2.10.0\n"
            "installed pkg:nuget/Serilog.Sinks.File@5.0.0\n"
            "installed pkg:nuget/Shop@1.0.0 main\n");
  EXPECT_TRUE(testing::details_of(make_deps_json(), "Shop.deps.json", kDeps)
                  .starts_with("pkg:nuget/Newtonsoft.Json@13.0.1 sha512:cf83e1357eefb8bd"));
}

TEST(DepsJson, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_deps_json(), "Shop.deps.json", kDeps),
            "Lib@1.0.0 depends-on Newtonsoft.Json@13.0.1\n"
            "Serilog.Sinks.File@5.0.0 depends-on Serilog@2.10.0\n"
            "Shop@1.0.0 depends-on Lib@1.0.0\n"
            "Shop@1.0.0 depends-on Serilog.Sinks.File@5.0.0\n");
  EXPECT_EQ(asked("Shop.deps.json", kDeps), "Lib@1.0.0 Newtonsoft.Json@13.0.1 Serilog.Sinks.File@5.0.0 ");
}

TEST(DepsJson, OtherShapesAreToldOf) {
  const auto told = [](std::string_view text) { return parsed(make_deps_json(), "a.deps.json", text); };
  for (const char* text : {"[]", "{}", R"({"libraries": []})"})
    EXPECT_EQ(told(text), "error: .deps.json without a list of libraries") << text;
  EXPECT_TRUE(told("{").starts_with("error: JSON"));
  EXPECT_EQ(
      told(
          R"({"runtimeTarget": 7, "targets": [], "libraries": {"A": {"type": "package"}, "/1": {"type": "package"}, "B/1": 7}})"),
      "installed pkg:nuget/A\n"
      "note unreadable: 1 packages left out: package without a name\n"
      "note unversioned: 1 package has no version: A\n");
  EXPECT_EQ(parsed(make_deps_json(), "app/node_modules/a/a.deps.json", "{}"), "unwanted");
}

}  // namespace
}  // namespace pratique::extract
