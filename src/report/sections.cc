#include "report/sections.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "match/linked.h"

namespace pratique::report {

// Databases whose records OSV publishes (OSV schema, "Currently supported home database identifier prefixes"). Any other id,
// such as that of an advisory that somebody wrote for themselves, has no page there.
constexpr auto kOsvPrefixes = std::to_array<std::string_view>(
    {"ALBA-",       "ALEA-",    "ALPINE-", "ALSA-",   "ASB-A-",   "AZL-",    "BELL-", "BIT-",     "CGA-",
     "CLEANSTART-", "CLSA-",    "CURL-",   "DEBIAN-", "DHI-",     "DRUPAL-", "DTSA-", "ECHO-",    "EEF-",
     "ELA-",        "FreeBSD-", "GO-",     "GSD-",    "HSEC-",    "JLSEC-",  "KUBE-", "LBSEC-",   "LSN-",
     "MAL-",        "MGASA-",   "MINI-",   "OESA-",   "OSEC-",    "OSV-",    "PHSA-", "PSF-",     "PUB-A-",
     "PYSEC-",      "RHBA-",    "RHEA-",   "RHSA-",   "RLSA-",    "ROOT-",   "RSEC-", "RUSTSEC-", "RXSA-",
     "SUSE-",       "UBUNTU-",  "USN-",    "V8-",     "openSUSE-"});

std::string short_digest(std::string_view digest) {
  const auto halves = base::cut(digest, ":");
  return base::printable((halves ? halves->after : digest).substr(0, 12));
}

std::string url_of(std::string_view id) {
  const auto plain = [](char c) { return base::is_alnum(c) || c == '-' || c == '.' || c == ':' || c == '_'; };
  if (id.empty() || !std::all_of(id.begin(), id.end(), plain)) return {};
  if (id.starts_with("CVE-")) return "https://nvd.nist.gov/vuln/detail/" + std::string(id);
  if (id.starts_with("GHSA-")) return "https://github.com/advisories/" + std::string(id);
  if (id.starts_with("DSA-") || id.starts_with("DLA-")) {
    return "https://security-tracker.debian.org/tracker/" + std::string(id);
  }
  const auto of_osv = [&](std::string_view prefix) { return id.starts_with(prefix); };
  const bool published = std::any_of(kOsvPrefixes.begin(), kOsvPrefixes.end(), of_osv);
  return published ? "https://osv.dev/vulnerability/" + std::string(id) : std::string();
}

Result<void> notes_lines(const std::vector<model::Note>& notes, std::size_t columns, const Sink& sink) {
  if (!notes.empty()) PQ_CHECK(sink("\n"));
  for (const auto& note : notes) {
    const auto file = note.file.empty() ? "" : base::printable(note.file) + ": ";
    const auto line = base::printable(note.code) + ": " + file + base::printable(note.message);
    PQ_CHECK(sink(hanging("", line, columns)));
  }
  return {};
}

TableLayout layout_of(const Style& style) { return {.indent = "  ", .columns = style.columns()}; }

std::string heading(std::string_view title, const Style& style) {
  return style.bold("## " + std::string(title)) + "\n\n";
}

static std::string note_line(const model::Note& note, const Style& style, std::size_t columns) {
  auto text = base::printable(note.message);
  if (!note.file.empty()) text = base::printable(note.file) + ": " + text;
  if (!note.layer.empty()) text += " (layer " + short_digest(note.layer) + ")";
  return hanging(note.incomplete ? "  " + style.warning("!") + " " : "  i ", text, columns);
}

// What is known and not shown, a line each kind.
static std::string left_out(const ShownFindings& selection, std::size_t columns) {
  std::string text;
  const auto line = [&](std::size_t number, const std::string& why) {
    if (number == 0) return;
    const auto noun = number == 1 ? " vulnerability " : " vulnerabilities ";
    text += hanging("  i ", std::to_string(number) + noun + why, columns);
  };
  std::string filters;
  for (const auto& one : selection.hidden) {
    filters += filters.empty() ? ": " : ", ";
    filters += std::to_string(one.vulnerabilities) + " by " + std::string(one.by);
  }
  line(selection.hidden_total(), "hidden by the filters of this command" + filters);
  const auto how = selection.closed ? "" : " (cves --show-suppressed lists them)";
  line(selection.not_affected - selection.by_vex,
       std::string("not counted: a source that knows better says that the package is not affected") + how);
  line(selection.by_vex, std::string("not counted: not affected or fixed, by VEX") + how);
  line(selection.suppressed - selection.by_exception,
       std::string("not counted: in files of an OS package, which is judged instead") + how);
  line(selection.by_exception, std::string("not counted: an exception suppresses it") + how);
  return text;
}

std::string gaps_section(const Judged& input, const Style& style) {
  auto notes = input.inventory.notes;
  notes.insert(notes.end(), input.judgement.notes.begin(), input.judgement.notes.end());
  // What the reader cannot rely on comes before what is merely worth knowing.
  std::stable_partition(notes.begin(), notes.end(), [](const auto& note) { return note.incomplete; });
  const auto columns = style.columns();
  std::string text;
  for (std::size_t i = 0; i < std::min(notes.size(), kMaxPrintedNotes); ++i)
    text += note_line(notes[i], style, columns);
  if (notes.size() > kMaxPrintedNotes) {
    text += hanging(
        "  " + style.warning("!") + " ",
        "… and " + std::to_string(notes.size() - kMaxPrintedNotes) + " more (--format json has them all)",
        columns);
  }
  for (const auto& gap : input.judgement.gaps) {
    if (gap.blind()) continue;  // its note is above
    const auto number = std::to_string(gap.components) + " " + base::printable(gap.ecosystem);
    text += hanging("  i ",
                    number + (gap.components == 1 ? " package" : " packages") +
                        " not judged: " + base::printable(gap.reason),
                    columns);
  }
  text += left_out(input.selection, columns);
  return text.empty() ? text : heading("Not judged, not read", style) + text + "\n";
}

std::string state_text(const match::Finding& finding) {
  const auto by = finding.state_by.empty() ? std::string() : ": " + std::string(finding.state_by);
  const auto why = match::not_linked(finding);
  const auto reason =
      why.empty() ? std::string() : " (vulnerable_code_not_present: " + std::string(why) + ")";
  return (finding.state == match::FindingState::kNotAffected ? "not affected" : "suppressed") + by + reason;
}

std::string opinion_text(const match::Opinion& opinion) {
  auto text = base::replace_all(opinion.status, "_", " ");
  if (!opinion.justification.empty()) text += " [" + base::replace_all(opinion.justification, "_", " ") + "]";
  if (!opinion.author.empty()) text += " : " + std::string(opinion.author);
  if (!opinion.verification.empty()) text += " (" + std::string(opinion.verification) + ")";
  if (!opinion.decides) text += ", not applied: " + std::string(opinion.why);
  return text;
}

std::vector<std::pair<std::string_view, std::string>> opinion_details(const match::Opinion& opinion) {
  std::vector<std::pair<std::string_view, std::string>> all;
  const auto add = [&](std::string_view name, std::string text) {
    if (!text.empty()) all.emplace_back(name, std::move(text));
  };
  auto place = std::string(opinion.document);
  if (!opinion.place.empty()) place += ", " + std::string(opinion.place);
  if (!opinion.document_id.empty()) place += " (" + std::string(opinion.document_id) + ")";
  add("in", std::move(place));
  add("said", std::string(opinion.timestamp));
  add("says", std::string(opinion.text));
  std::string who(opinion.owner);
  if (!opinion.approver.empty())
    who += (who.empty() ? "allowed by " : ", allowed by ") + std::string(opinion.approver);
  add("owner", std::move(who));
  add("until", std::string(opinion.expiry));
  if (opinion.decides) add("because", std::string(opinion.why));
  return all;
}

std::string extent_text(const advisory::Coverage& row) {
  switch (row.extent) {
    case advisory::Extent::kSample:
      return "samples only";
    case advisory::Extent::kUndeclared:
      return row.declared > advisory::Extent::kUndeclared ? "less than declared" : "not declared";
    case advisory::Extent::kFixesOnly:
      return "fixes only";
    case advisory::Extent::kComplete:
      return "all";
  }
  return {};
}

std::string coverage_section(const Judged& input, const Style& style) {
  if (input.judgement.coverage.empty()) return {};
  Table table({"Ecosystem", "Source", "Advisories", "Data up to", "Knows"});
  for (const auto& row : input.judgement.coverage) {
    const auto newest = row.newest.empty() ? std::string("unknown date") : row.newest.substr(0, 10);
    table.add({base::printable(row.ecosystem), base::printable(row.source),
               pad_left(std::to_string(row.advisories), 10), base::printable(newest), extent_text(row)});
  }
  return heading("Advisory data", style) + table.to_text(layout_of(style)) + "\n";
}

std::string next_steps(const Judged& input, const Asked& asked, const std::vector<NextStep>& steps) {
  const auto& target = asked.target.empty() ? input.inventory.subject.name : asked.target;
  std::string options;
  for (const auto& [name, value] : asked.options) options += " " + name + " " + shell_word(value);
  if (target.starts_with('-')) options += " --";
  std::string text = "What's next:\n";
  for (const auto& step : steps) {
    text += "    " + std::string(step.purpose) + " → pratique " + std::string(step.command) + options + " " +
            shell_word(target) + (step.behind.empty() ? "" : " " + step.behind) + "\n";
  }
  return text;
}

}  // namespace pratique::report
