// `cves --format markdown`: for comments on pull and merge requests, and summaries of CI jobs. No HTML in it. Forges
// refuse comments of more than some 65,000 or a million signs; what is long is for a file, not for a comment.
#include "report/markdown.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/document.h"
#include "report/ordering.h"
#include "report/sections.h"
#include "report/upgrade.h"

namespace pratique::report {
namespace {

class Text {
 public:
  Text(const Cves& cves, const Options& options)
      : cves_(cves),
        options_(options),
        basis_(basis_of(cves)),
        groups_(vulnerable_groups(cves, options.sort)) {}

  Result<void> write(const Sink& sink) const {
    PQ_CHECK(sink("## Vulnerabilities of " + code_text(cves_.inventory.subject.name) + "\n\n" + figures()));
    if (options_.group_by != GroupBy::kPackage) PQ_CHECK(write_groups(sink));
    if (!groups_.empty()) {
      PQ_CHECK(sink("\n### Packages\n\n| Package | Vulnerabilities | Upgrade |\n|---|---|---|\n"));
      for (const auto& group : groups_) PQ_CHECK(sink(package(group)));
      PQ_CHECK(sink(
          "\n### Findings\n\n| Severity | Vulnerability | Package | Affected range | Fixed version | CVSS |\n"
          "|---|---|---|---|---|---|\n"));
      for (const auto& group : groups_) {
        for (const auto* one : group.findings) PQ_CHECK(sink(finding(*one, group)));
      }
    }
    PQ_CHECK(write_closed(sink));
    PQ_CHECK(write_gaps(sink));
    return write_coverage(sink);
  }

 private:
  // No figures where they would stand for nothing.
  std::string figures() const {
    if (!basis_.compared())
      return basis_.packages == 0 ? "**No verdict**: no packages found.\n"
                                  : "**No verdict**: nothing could be judged.\n";
    std::string head, rule, row;
    const auto counts = count(cves_.selection.findings);
    for (std::size_t i = 0; i < kSeverities.size(); ++i) {
      (head += "| ") += std::string(advisory::to_string(kSeverities[i])) + " ";
      rule += "|---";
      row += "| " + figure_text(counts.by_severity[i], basis_.whole()) + " ";
    }
    auto text = head + "|\n" + rule + "|\n" + row + "|\n\n";
    text += std::to_string(basis_.packages) + (basis_.packages == 1 ? " package" : " packages");
    return text + (basis_.whole() ? "" : "; **" + missing_text(basis_) + "**") + "\n";
  }

  // A table by anything but packages; the findings follow as ever.
  Result<void> write_groups(const Sink& sink) const {
    const auto groups = grouped(cves_, options_.group_by, options_.sort);
    if (groups.empty()) return {};
    const auto& by = group_words()[static_cast<std::size_t>(options_.group_by)];
    PQ_CHECK(sink("\n### By " + by + "\n\n| Group | Vulnerabilities | Number |\n|---|---|---|\n"));
    for (const auto& group : groups) {
      const auto padded = tuple_text(group.counts, basis_.whole(), Style(Options{}));
      const auto tuple = base::words(padded);
      PQ_CHECK(sink("| " + code_text(group.title) + " | " + base::join({tuple.begin(), tuple.end()}, " ") +
                    " | " + std::to_string(group.counts.total()) + " |\n"));
    }
    return {};
  }

  std::string package(const Group& group) const {
    const bool whole = basis_of(cves_.judgement, group.components).whole();
    const auto padded = tuple_text(group.counts, whole, Style(Options{}));
    const auto tuple = base::words(padded);
    const auto upgrade = best_upgrade(group.type, group.findings);
    const auto advice = upgrade ? code_text(upgrade->version) + " fixes " + std::to_string(upgrade->fixes) +
                                      " of " + std::to_string(group.findings.size())
                                : std::string("–");
    return "| " + code_text(group.title) + " | " + base::join({tuple.begin(), tuple.end()}, " ") + " | " +
           advice + " |\n";
  }

  static std::string name_of(const match::Finding& one) {
    const auto url = url_of(one.id);
    // url_of() answers for ids of letters, digits and a few signs only.
    const auto name = url.empty() ? code_text(one.id) : "[" + std::string(one.id) + "](" + url + ")";
    return name + (one.exploitation.known ? " (exploited)" : "");
  }

  static std::string finding(const match::Finding& one, const Group& group) {
    const auto& cvss = match::cvss_of(one);
    const auto score = cvss.score > 0 ? score_text(cvss.score) : std::string("–");
    const auto range = base::replace_all(one.range, " || ", " or ");
    return "| " + std::string(advisory::to_string(one.severity)) + " | " + name_of(one) + " | " +
           code_text(group.title) + " | " + code_text(range) + " | " +
           (one.fixed.empty() ? "not fixed" : code_text(one.fixed)) + " | " + score + " |\n";
  }

  Result<void> write_closed(const Sink& sink) const {
    const auto& closed = cves_.selection.closed;
    if (!closed || closed->empty()) return {};
    PQ_CHECK(
        sink("\n### Not affected, suppressed\n\n| Severity | Vulnerability | Package | Why "
             "|\n|---|---|---|---|\n"));
    for (const auto* one : sorted(*closed)) {
      const auto& purl = cves_.inventory.components[one->component].purl;
      PQ_CHECK(sink("| " + std::string(advisory::to_string(one->severity)) + " | " + name_of(*one) + " | " +
                    code_text(model::display_name(purl) + " " + purl.version) + " | " +
                    code_text(state_text(*one)) + " |\n"));
    }
    return {};
  }

  Result<void> write_gaps(const Sink& sink) const {
    const auto notes = sorted_notes(cves_);
    const auto quiet = std::count_if(cves_.judgement.gaps.begin(), cves_.judgement.gaps.end(),
                                     [](const auto& gap) { return !gap.blind(); });
    const auto left = left_out();
    if (notes.empty() && quiet == 0 && left.empty()) return {};
    PQ_CHECK(sink("\n### Not judged, not read\n\n"));
    for (std::size_t i = 0; i < std::min(notes.size(), kMaxPrintedNotes); ++i) {
      const auto& note = *notes[i];
      const auto file = note.file.empty() ? std::string() : note.file + ": ";
      PQ_CHECK(
          sink(std::string(note.incomplete ? "- **!** " : "- ") + code_text(file + note.message) + "\n"));
    }
    if (notes.size() > kMaxPrintedNotes)
      PQ_CHECK(sink("- **!** … and " + std::to_string(notes.size() - kMaxPrintedNotes) + " more\n"));
    for (const auto& gap : cves_.judgement.gaps) {
      if (gap.blind()) continue;  // its note is above
      PQ_CHECK(sink("- " + std::to_string(gap.components) + " not judged: " + code_text(gap.reason) + "\n"));
    }
    return sink(left);
  }

  // What is known and not listed.
  std::string left_out() const {
    std::string text;
    const auto line = [&](std::size_t number, const std::string& why) {
      if (number > 0) text += "- " + std::to_string(number) + " " + why + "\n";
    };
    const auto& selection = cves_.selection;
    line(selection.hidden_total(), "hidden by the filters of this command");
    const auto how = selection.closed ? "" : " (`--show-suppressed` lists them)";
    line(selection.not_affected,
         std::string("not counted: by a source that knows better not affected") + how);
    line(selection.suppressed,
         std::string("not counted: in files of an OS package, which is judged instead") + how);
    return text;
  }

  Result<void> write_coverage(const Sink& sink) const {
    if (cves_.judgement.coverage.empty()) return {};
    PQ_CHECK(
        sink("\n### Advisory data\n\n| Ecosystem | Source | Advisories | Data up to | Knows "
             "|\n|---|---|---|---|---|\n"));
    for (const auto& row : cves_.judgement.coverage) {
      const auto newest = row.newest.empty() ? std::string("unknown date") : row.newest.substr(0, 10);
      PQ_CHECK(sink("| " + code_text(row.ecosystem) + " | " + code_text(row.source) + " | " +
                    std::to_string(row.advisories) + " | " + code_text(newest) + " | " + extent_text(row) +
                    " |\n"));
    }
    return {};
  }

  const Cves& cves_;
  const Options& options_;
  Basis basis_;
  std::vector<Group> groups_;
};

class Markdown final : public CvesReport {
 public:
  std::string_view format() const override { return "markdown"; }
  std::string_view about() const override {
    return "for comments on merge requests and summaries of CI jobs";
  }
  Result<void> write(const Cves& cves, const Options& options, const Sink& sink) const override {
    return Text(cves, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_markdown() { return std::make_unique<Markdown>(); }

}  // namespace pratique::report
