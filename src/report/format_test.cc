// Every form of every sample against its reviewed text in testdata/.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "codec/json.h"
#include "report/explanation.h"
#include "report/report.h"
#include "report/terminal.h"
#include "support/golden.h"
#include "support/report_sample.h"

namespace pratique::report {
namespace {

std::string write(std::string_view command, std::string_view format, const Sample& sample,
                  const Options& options = {}, std::size_t hidden = 0) {
  auto judged = sample.judged();
  if (hidden > 0) {
    judged.selection.hidden = {{"--only-fixed", 1}, {"--only-severity", hidden - 1}};
    judged.selection.suppressed = 3;
    judged.selection.not_affected = 1;
  }
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

// A verdict with a statement of each weight.
match::Verdict some_verdict() {
  static constexpr std::string_view kIds[] = {"CVE-2023-0464"}, kOther[] = {"CVE-2023-0465"};
  static constexpr advisory::RangeView kRange{.introduced = "0", .fixed = "3.0.9-1"};
  match::Statement affects{.advisory = "DSA-5417-1", .source = "debian", .ids = kIds, .version = "3.0.8-1"};
  affects.range = &kRange;
  affects.fixed = "3.0.9-1";
  static const match::Statement kAffects = affects;
  match::Statement aside{.advisory = "DSA-5417-2", .source = "debian", .ids = kOther, .version = "3.0.8-1"};
  aside.outcome = match::Outcome::kOtherArchitecture;
  aside.ours = "arm64";
  aside.theirs = "s390x, ppc64le";
  match::Verdict verdict{.standing = match::Standing::kPartial};
  verdict.ecosystem = "Debian:12";
  verdict.name = "openssl";
  verdict.version = "3.0.8-1";
  verdict.rule = "distro-source: openssl 3.0.8-1 (deb)";
  verdict.caveats = {{match::CaveatKind::kFixesOnly, "Debian 12", "Debian:12"}};
  verdict.statements = {kAffects, aside};
  match::Finding finding{.id = "CVE-2023-0464", .severity = advisory::Severity::kHigh};
  finding.statements = std::span(&kAffects, 1);
  finding.range = "<3.0.9-1";
  finding.fixed = "3.0.9-1";
  verdict.findings = {finding, finding};
  verdict.findings[1].id = "CVE-2023-0465";
  verdict.findings[1].state = match::FindingState::kSuppressed;
  verdict.findings[1].state_by = "pkg:deb/debian/owner@1";
  return verdict;
}

Explanation explanation_of(const Sample& sample, std::vector<std::string> ids = {}) {
  return {.inventory = sample.inventory,
          .database = "0f0f",
          .day = "2023-04-01",
          .ids = std::move(ids),
          .components = {0, 2},
          .verdict_of = [](std::size_t index) {
            return index == 0 ? some_verdict() : match::Verdict{.standing = match::Standing::kElsewhere};
          }};
}

TEST(Format, Explain) {
  const auto mixed = mixed_sample();
  golden("mixed.explain.want.txt", text_of(explanation_of(mixed), "text", {.width = 70}).value());
  golden("mixed.explain.want.json", text_of(explanation_of(mixed), "json").value());
  const auto one = text_of(explanation_of(mixed, {"cve-2023-0465"}), "text").value();
  EXPECT_FALSE(base::contains(one, "DSA-5417-1 (debian)")) << one;
  EXPECT_TRUE(base::contains(one,
                             "DSA-5417-2 (debian) other-architecture: about architecture s390x, ppc64le, "
                             "not architecture arm64"))
      << one;
}

TEST(Format, AVerdictThatCannotBeMadeIsAnErrorNotADocument) {
  const auto mixed = mixed_sample();
  auto document = explanation_of(mixed);
  document.verdict_of = [](std::size_t) -> Result<match::Verdict> {
    return base::invalid("page 7 is damaged");
  };
  EXPECT_FALSE(text_of(document, "text"));
  EXPECT_FALSE(text_of(document, "json"));
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
