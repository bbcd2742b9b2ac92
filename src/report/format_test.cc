// Every form of every sample against its reviewed text in testdata/.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "codec/json.h"
#include "report/explanation.h"
#include "report/quickview.h"
#include "report/report.h"
#include "report/terminal.h"
#include "support/golden.h"
#include "support/paths.h"
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
  PQ_NEED_SCHEMA_VALIDATOR();
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
  verdict.findings[0].exploitation = {.known = true, .ransomware = false, .added = 20230401, .due = 0};
  verdict.findings[1].id = "CVE-2023-0465";
  verdict.findings[1].state = match::FindingState::kSuppressed;
  verdict.findings[1].state_by = "pkg:deb/debian/owner@1";
  return verdict;
}

std::vector<AskedVulnerability> asked_of(std::vector<std::string> ids) {
  std::vector<AskedVulnerability> all;
  for (auto& id : ids)
    all.push_back({.typed = id, .id = id, .aliases = {}, .near = {}, .packages = {}, .explained = 1});
  return all;
}

Explanation explanation_of(const Sample& sample, std::vector<std::string> ids = {}) {
  return {.inventory = sample.inventory,
          .database = "0f0f",
          .day = "2023-04-01",
          .asked = asked_of(std::move(ids)),
          .components = {0, 2},
          .rules = match::ArbitrationRules::usual(),
          .verdict_of =
              [](std::size_t index) {
                return index == 0 ? some_verdict() : match::Verdict{.standing = match::Standing::kElsewhere};
              },
          .forecast = [](match::Finding& finding) -> Result<void> {
            if (finding.id == "CVE-2023-0464")
              finding.epss = {.score = 917, .percentile = 82'963, .day = 20260820};
            return {};
          },
          .rejects = [](const match::Finding&, const model::Component&) { return std::string_view(); }};
}

TEST(Format, Explain) {
  const auto mixed = mixed_sample();
  golden("mixed.explain.want.txt", text_of(explanation_of(mixed), "text", {.width = 70}).value());
  golden("mixed.explain.want.json", text_of(explanation_of(mixed), "json").value());
  const auto one = text_of(explanation_of(mixed, {"cve-2023-0465"}), "text").value();
  EXPECT_FALSE(base::contains(one, "DSA-5417-1 (debian) affected")) << one;
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

// The mixed one, with what is not open asked for or not.
Sample closed_sample() {
  auto sample = mixed_sample();
  auto& findings = sample.judgement.findings;
  for (auto* finding : {&findings[0], &findings[1]}) {
    finding->state = match::FindingState::kNotAffected;
    finding->state_by = "DSA-5417-1";
  }
  findings[3].state = match::FindingState::kSuppressed;
  findings[3].state_by = "pkg:deb/debian/node-left@1.0.0-1?arch=all&distro=debian-12";
  return sample;
}

std::string write_closed(std::string_view format, const Sample& sample, bool asked) {
  auto judged = sample.judged();
  judged.selection = select(sample.judgement, [](const auto&) { return std::string_view(); }, asked);
  return text_of(Cves{judged}, format).value();
}

// Of other people's tools, in their words.
TEST(Format, DocumentsForForges) {
  for (const auto& [format, ending] :
       {std::pair("markdown", "md"), {"sarif", "sarif"}, {"gitlab", "gitlab.json"}}) {
    golden("mixed.cves.want." + std::string(ending), write("cves", format, mixed_sample(), {}, 2));
    golden("blind.cves.want." + std::string(ending), write("cves", format, blind_sample()));
    golden("closed.cves.want." + std::string(ending), write_closed(format, closed_sample(), true));
  }
}

TEST(Format, WhatIsNotOpenIsListedWhenAskedForAndInNoFigure) {
  const auto sample = closed_sample();
  golden("closed.packages.want.txt", write_closed("packages", sample, true));
  golden("closed.want.json", write_closed("json", sample, true));
  for (const auto* format : {"packages", "json", "markdown", "sarif", "gitlab"}) {
    const auto without = write_closed(format, sample, false);
    EXPECT_TRUE(base::contains(without, "CVE-2021-44228")) << format;
    EXPECT_FALSE(base::contains(without, "CVE-2023-0464")) << format;
    EXPECT_FALSE(base::contains(without, "GHSA-xxxx-yyyy-zzzz")) << format;
    EXPECT_TRUE(base::contains(write_closed(format, sample, true), "GHSA-xxxx-yyyy-zzzz")) << format;
  }
  EXPECT_TRUE(base::contains(write_closed("packages", sample, false), "cves --show-suppressed lists them"));
}

// GitLab's own schema is not there; ours says what it demands, and is closed: a member that it does not have is none.
TEST(Format, DocumentsForForgesAreValidByTheirSchemas) {
  PQ_NEED_SHARED();
  PQ_NEED_SCHEMA_VALIDATOR();
  const auto sarif =
      testing::unpacked("corpora/sarif") + "/oasis-tcs+sarif-spec/sarif-2.1/schema/sarif-schema-2.1.0.json";
  const std::string gitlab = "--closed src/report/testdata/gitlab-15.0.7.schema.json";
  for (const auto& [schema, ending] : {std::pair(sarif, ".sarif"), {gitlab, ".gitlab.json"}}) {
    std::string command = "tests/validate_schema " + schema;
    for (const auto* name : {"mixed", "blind", "closed"})
      command += std::string(" src/report/testdata/") + name + ".cves.want" + ending;
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }
}

// GitLab refuses a whole report for one field that breaks its schema.
TEST(Format, GitLabTakesWhatOutsidersMakeLong) {
  auto sample = mixed_sample();
  auto& finding = sample.judgement.findings[2];
  const std::string long_text = std::string(254, 'x') + std::string(2'000'000, 'y') + "\xc3\xa4";
  finding.summary = finding.fixed = long_text;
  finding.rating.vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:Q";
  sample.inventory.subject.name.clear();
  const auto text = write("cves", "gitlab", sample);
  const auto document = codec::JsonDocument::parse(text);
  ASSERT_TRUE(document);
  codec::Json one;
  document->root()["vulnerabilities"].each([&](codec::Json each) {
    if (each["identifiers"].at(0)["name"].text() == "CVE-2021-44228") one = each;
  });
  EXPECT_EQ(one["name"].text().size(), 255u);
  EXPECT_LE(one["solution"].text().size(), 7'000u);
  EXPECT_LE(one["description"].text().size(), 1'048'576u);
  EXPECT_FALSE(one["cvss_vectors"]) << "a vector that is none";
  EXPECT_EQ(one["location"]["image"].text(), "unknown");
}

Sample hostile_sample(std::string_view evil) {
  auto sample = mixed_sample();
  sample.inventory.subject.name = evil;
  sample.inventory.components[0].purl.name = evil;
  sample.inventory.components[0].source_name = evil;
  sample.inventory.components[0].locations[0].path = evil;
  auto& finding = sample.judgement.findings[0];
  finding.component = 0;
  finding.id = finding.summary = finding.range = finding.fixed = finding.source = finding.state_by = evil;
  sample.judgement.coverage[0].source = evil;
  sample.inventory.notes[0].message = evil;
  return sample;
}

// The text without its code spans (CommonMark 6.1): what a forge may take for more than text.
std::string outside_code(std::string_view text) {
  std::string outside;
  while (!text.empty()) {
    const auto run = std::min(text.find_first_not_of('`'), text.size());
    if (run == 0) {
      outside += text.front();
      text.remove_prefix(1);
      continue;
    }
    auto end = run;  // of the span: a run of as many
    for (std::size_t length = 0; length != run && end < text.size(); end += length) {
      end = std::min(text.find('`', end), text.size());
      length = std::min(text.find_first_not_of('`', end), text.size()) - end;
    }
    text.remove_prefix(end);
  }
  return outside;
}

TEST(Format, TextFromOutsideIsTextInMarkdown) {
  for (const std::string_view evil :
       {"<img src=x onerror=alert(1)>", "@everyone #1", "[a](https://evil.example)", "` <b> `", "```` x",
        "|a|b|\\|", "**bold** ~~x~~ $x$", "https://evil.example", "&lt;script>", "a\n\n# head\n",
        "\\` <i>"}) {
    const auto text = write("cves", "markdown", hostile_sample(evil));
    for (const auto line : base::lines(text)) {
      const auto outside = outside_code(line);
      for (const auto* sign : {"<", "&", "@", "`", "~", "$", "\\", "evil", "# head"})
        EXPECT_FALSE(base::contains(outside, sign)) << evil << ": " << line;
      if (!line.starts_with("| ")) continue;
      // As many cells as the head has, wherever a forge looks for their ends.
      EXPECT_TRUE(std::count(line.begin(), line.end(), '|') >= 4) << line;
      EXPECT_EQ(std::count(line.begin(), line.end(), '|'), std::count(outside.begin(), outside.end(), '|'))
          << line;
    }
  }
}

TEST(Format, TextFromOutsideIsNoLinkInSarif) {
  const auto text = write("cves", "sarif", hostile_sample("[a](https://evil.example) {0} ../b:c"));
  const auto document = codec::JsonDocument::parse(text);
  ASSERT_TRUE(document) << text;
  const auto result = document->root()["runs"].at(0)["results"].at(0);
  EXPECT_TRUE(base::contains(result["message"]["text"].text(), "\\[a\\](https://evil.example) {{0}}"))
      << text;
  EXPECT_EQ(result["locations"].at(0)["physicalLocation"]["artifactLocation"]["uri"].text(),
            "%5Ba%5D%28https%3A//evil.example%29%20%7B0%7D%20../b%3Ac");
}

TEST(Format, NamesOfFormats) {
  const auto names = [](const std::vector<FormName>& forms) {
    std::string text;
    for (const auto& form : forms) {
      text += form.name + " ";
      EXPECT_FALSE(form.about.empty() || form.about.ends_with('.')) << form.name;
    }
    return text;
  };
  EXPECT_EQ(names(forms_of<Cves>()),
            "cyclonedx-vex gitlab json markdown only-packages packages sarif sbom spdx ");
  EXPECT_EQ(names(forms_of<Quickview>()), "json text ");
  EXPECT_EQ(find_report<Quickview>("sarif"), nullptr);
}

}  // namespace
}  // namespace pratique::report
