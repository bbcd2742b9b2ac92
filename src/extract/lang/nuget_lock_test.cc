#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_nuget_lock();

namespace {

using testing::edges_of;
using testing::parsed;

std::string asked(std::string_view name, std::string_view text) {
  const auto record = make_nuget_lock()->parse(FileView(name, base::as_bytes(text)));
  std::string all;
  for (const auto& one : record->components) {
    if (one.reason == model::InstallReason::kExplicit) all += one.purl.name + "@" + one.purl.version + " ";
  }
  return all;
}

constexpr std::string_view kLock = R"json({
  "version": 2,
  "dependencies": {
    "net8.0": {
      "Newtonsoft.Json": {"type": "Direct", "requested": "[13.0.1, )", "resolved": "13.0.1", "contentHash": "x"},
      "Serilog.Sinks.File": {"type": "Direct", "resolved": "5.0.0", "dependencies": {"serilog": "2.10.0", "Gone": "1"}},
      "Serilog": {"type": "Transitive", "resolved": "2.10.0"},
      "Pinned": {"type": "CentralTransitive", "resolved": "1.0.0"},
      "own.lib": {"type": "Project", "dependencies": {"Pinned": "[1.0.0, )"}}
    },
    "net8.0/linux-x64": {
      "Serilog": {"type": "Transitive", "resolved": "2.12.0", "dependencies": {"Newtonsoft.Json": "12.0.0"}}
    }
  }
})json";

TEST(NugetLock, EveryFrameworksPackagesAreDeclared) {
  EXPECT_EQ(parsed(make_nuget_lock(), "app/packages.lock.json", kLock),
            "declared pkg:nuget/Newtonsoft.Json@13.0.1\n"
            "declared pkg:nuget/Pinned@1.0.0\n"
            "declared pkg:nuget/Serilog@2.10.0\n"
            "declared pkg:nuget/Serilog@2.12.0\n"
            "declared pkg:nuget/Serilog.Sinks.File@5.0.0\n");
}

TEST(NugetLock, WhoNeedsWhomIsKnown) {
  EXPECT_EQ(edges_of(make_nuget_lock(), "packages.lock.json", kLock),
            "Serilog.Sinks.File@5.0.0 depends-on Serilog@2.10.0\n"
            "Serilog@2.12.0 depends-on Newtonsoft.Json@13.0.1\n");
  EXPECT_EQ(asked("packages.lock.json", kLock),
            "Newtonsoft.Json@13.0.1 Pinned@1.0.0 Serilog.Sinks.File@5.0.0 ");
}

TEST(NugetLock, OtherShapesAreToldOf) {
  const auto told = [](std::string_view text) {
    return parsed(make_nuget_lock(), "packages.lock.json", text);
  };
  for (const char* text : {"[]", "{}", R"({"dependencies": []})"})
    EXPECT_EQ(told(text), "error: packages.lock.json without a list of packages") << text;
  EXPECT_TRUE(told("{").starts_with("error: JSON"));
  EXPECT_EQ(told(R"({"dependencies": {"net8.0": {"A": {"resolved": 1, "dependencies": ["A"]}, "": {}, "B": 7,
    "C": {"resolved": "1", "dependencies": {"C": "1", "D": "1"}}, "D": {"resolved": "1", "dependencies": {"C": "1"}}}, "x": 7}})"),
            "declared pkg:nuget/A\n"
            "declared pkg:nuget/B\n"
            "declared pkg:nuget/C@1\n"
            "declared pkg:nuget/D@1\n"
            "note unreadable: 1 packages left out: package without a name\n"
            "note unreadable: 1 package has a version that is no text: A\n"
            "note unversioned: 1 package has no version: B\n");
}

}  // namespace
}  // namespace pratique::extract
