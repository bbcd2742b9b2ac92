// Every form of every sample against its reviewed text in testdata/.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "codec/json.h"
#include "report/report.h"
#include "report/terminal.h"
#include "support/golden.h"
#include "support/report_sample.h"

namespace pratique::report {
namespace {

std::string write(std::string_view command, std::string_view format, const Sample& sample,
                  const Options& options = {}, std::size_t hidden = 0) {
  const auto judged = sample.judged(hidden);
  if (command == "cves") return text_of(Cves{judged}, format, options).value();
  if (command == "quickview") return text_of(Quickview{judged}, format, options).value();
  return text_of(PackageList{sample.inventory}, format, options).value();
}

void golden(const std::string& name, std::string_view got) {
  testing::expect_golden("src/report/testdata/" + name, got);
}

TEST(Format, Packages) {
  const auto mixed = mixed_sample();
  golden("mixed.packages.want.txt", write("cves", "packages", mixed));
  golden("mixed.details.want.txt",
         write("cves", "packages", mixed, {.details = true, .locations = true, .width = 60}, 2));
  golden("blind.packages.want.txt", write("cves", "packages", blind_sample()));
}

TEST(Format, OnlyPackages) {
  const auto mixed = mixed_sample();
  golden("mixed.only-packages.want.txt", write("cves", "only-packages", mixed));
  golden("mixed.only-vuln-packages.want.txt",
         write("cves", "only-packages", mixed, {.only_vuln_packages = true}));
  golden("blind.only-packages.want.txt", write("cves", "only-packages", blind_sample()));
}

TEST(Format, List) {
  auto mixed = mixed_sample();
  mixed.inventory.components[0].purl.version = "1\x1b[2J\n2";
  golden("mixed.list.want.txt", write("sbom", "list", mixed));
}

// Every line fits but those with what is to be copied, which is never broken.
TEST(Format, TextFitsTheTerminal) {
  for (const auto& sample : {mixed_sample(), blind_sample()}) {
    for (const auto& [command, format] : {std::pair("cves", "packages"),
                                          {"cves", "only-packages"},
                                          {"quickview", "text"},
                                          {"sbom", "list"}}) {
      for (const int width : {60, 80, 120}) {
        const auto text =
            write(command, format, sample, {.details = true, .locations = true, .width = width}, 2);
        for (const auto line : base::lines(text)) {
          const bool copied = base::contains(line, "pkg:") || base::contains(line, "https://") ||
                              base::contains(line, "sha256:") || base::contains(line, "CVSS:") ||
                              base::contains(line, "→");
          EXPECT_TRUE(copied || width_of(line) <= static_cast<std::size_t>(width)) << width << ": " << line;
        }
      }
    }
  }
}

TEST(Format, Quickview) {
  golden("mixed.quickview.want.txt", write("quickview", "text", mixed_sample()));
  golden("blind.quickview.want.txt", write("quickview", "text", blind_sample()));
}

TEST(Format, Json) {
  golden("mixed.cves.want.json", write("cves", "json", mixed_sample(), {}, 2));
  golden("blind.cves.want.json", write("cves", "json", blind_sample()));
  golden("mixed.quickview.want.json", write("quickview", "json", mixed_sample()));
  golden("blind.quickview.want.json", write("quickview", "json", blind_sample()));
}

// The goldens are what the program writes (above), so that the validator reads them in place.
TEST(Format, JsonIsValidByItsSchema) {
  if (std::system("/usr/bin/python3 -c 'import jsonschema' 2>/dev/null") != 0) {
    GTEST_SKIP() << "skipped: python3-jsonschema absent";
  }
  for (const std::string name : {"cves", "quickview"}) {
    const auto command = "tests/validate_schema --closed docs/api/" + name +
                         ".schema.json src/report/testdata/mixed." + name +
                         ".want.json src/report/testdata/blind." + name + ".want.json";
    EXPECT_EQ(std::system(command.c_str()), 0) << name;
  }
}

TEST(Format, NothingJudgedNeverReadsAsClean) {
  Sample empty;
  empty.inventory.subject.name = "scratch";
  const auto blind = blind_sample();
  for (const auto* sample : {&std::as_const(empty), &blind}) {
    for (const auto& [command, format] : {std::pair("cves", "packages"), std::pair("quickview", "text")}) {
      const auto text = write(command, format, *sample);
      EXPECT_FALSE(base::contains(text, "0C")) << text;
      EXPECT_FALSE(base::contains(text, "0 vulnerabilities")) << text;
      EXPECT_TRUE(base::contains(text, "not judged")) << text;
    }
    const auto json = write("quickview", "json", *sample);
    EXPECT_TRUE(base::contains(json, "\"vulnerabilities\": null")) << json;
  }
}

TEST(Format, TextFromOutsideCannotDriveATerminal) {
  auto sample = mixed_sample();
  const std::string evil = "a\x1b]0;x\x07\r\n\xe2\x80\xae";
  sample.inventory.subject.name = evil;
  sample.inventory.components[0].purl.name = evil;
  sample.inventory.components[0].locations[0].path = evil;
  auto& finding = sample.judgement.findings[0];
  finding.id = finding.summary = finding.rule = finding.range = finding.fixed = finding.source = evil;
  finding.rating.vector = finding.rating.source = evil;
  const std::string_view evil_list[] = {evil};
  finding.cwes = finding.aliases = evil_list;
  sample.judgement.coverage[0].source = evil;
  sample.inventory.notes[1].message = evil;
  for (const auto& [command, format] :
       {std::pair("cves", "packages"), std::pair("cves", "only-packages"), std::pair("quickview", "text")}) {
    const auto text = write(command, format, sample, {.details = true, .locations = true, .width = 80});
    EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos) << command << " " << format;
    EXPECT_FALSE(base::contains(text, "\xe2\x80\xae")) << command << " " << format;
  }
}

TEST(Format, ColoursAndLinksOnlyWhenAsked) {
  const auto mixed = mixed_sample();
  const auto plain = write("cves", "packages", mixed);
  EXPECT_EQ(plain.find('\x1b'), std::string::npos);
  const auto rich = write("cves", "packages", mixed, {.colour = true, .links = true});
  EXPECT_TRUE(base::contains(rich, "\x1b[1;31m"));
  EXPECT_TRUE(
      base::contains(rich, "\x1b]8;;https://nvd.nist.gov/vuln/detail/CVE-2021-44228\x1b\\CVE-2021-44228"));
}

TEST(Format, NotesBeyondTheLimitAreCounted) {
  auto sample = mixed_sample();
  for (int i = 0; i < 200; ++i)
    sample.inventory.notes.push_back({"unreadable", std::to_string(i), "f", "", true});
  const auto text = write("quickview", "text", sample);
  EXPECT_TRUE(base::contains(text, "… and 104 more (--format json has them all)")) << text;
}

TEST(Format, NamesOfFormats) {
  EXPECT_EQ(formats_of<Cves>(), (std::vector<std::string>{"json", "only-packages", "packages"}));
  EXPECT_EQ(formats_of<Quickview>(), (std::vector<std::string>{"json", "text"}));
  EXPECT_EQ(find_report<Cves>("sarif"), nullptr);
}

}  // namespace
}  // namespace pratique::report
