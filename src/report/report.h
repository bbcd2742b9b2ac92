// The report contract: one typed document for each command, one file in report/format/ for each form of it
// (docs/adding/format.md).
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/sink.h"
#include "match/judgement.h"
#include "model/inventory.h"
#include "report/selection.h"
#include "report/source_link.h"

namespace pratique::report {

// In which order findings are shown, and by what (report/ordering.h).
enum class SortBy : unsigned char { kSeverity, kPriority, kEpss, kPackage, kId, kFix };
enum class GroupBy : unsigned char { kPackage, kId, kOwner, kLayer, kFix };

// How a document is shown: how much of it, in which order, and in what dress. Documents that programs read pass over
// all but the order.
struct Options {
  // Summaries, sources, rules.
  bool details = false;
  // Files and layers of each package.
  bool locations = false;
  // EPSS scores.
  bool epss = false;
  SortBy sort = SortBy::kSeverity;
  GroupBy group_by = GroupBy::kPackage;
  // Lists of packages: those with findings only.
  bool only_vuln_packages = false;
  // SGR sequences; the caller knows whether a terminal reads.
  bool colour = false;
  // OSC 8 hyperlinks.
  bool links = false;
  // Columns of the terminal; 0: lines are not wrapped.
  int width = 0;
  // Where repositories are kept, for links to lines of Dockerfiles.
  std::vector<Forge> forges{};
};

// A judged inventory: what the documents of the judging commands share. Views: all must outlive the call.
struct Judged {
  const model::Inventory& inventory;
  const match::Judgement& judgement;
  // What of it is shown.
  ShownFindings selection{};
};

// How the user named what was judged, for hints at the next command.
struct Asked {
  // As it was typed; empty: the subject's name.
  std::string target{};
  // What else says which image: {"--ref", "app:1"}.
  std::vector<std::pair<std::string, std::string>> options{};
};

// What a command says, one type each; larger ones have headers of their own. Nothing here says how it is shown.
struct Cves : Judged {};
// `sbom`, for people; the documents that programs read are sbom/write.h's.
struct PackageList {
  const model::Inventory& inventory;
};
// `version`: the program.
struct Version {
  std::string_view name, number;
};
// The one that runs.
Version this_program();

using base::Sink;

// One form of one document. What is written is never put together in memory. Pure and thread-safe: equal documents give equal bytes. Text reports pass every
// text from outside through base::printable.
class AnyReport {
 public:
  virtual ~AnyReport() = default;
  // "packages", "json", "text", …: the word behind --format.
  virtual std::string_view format() const = 0;
  // What it is, for `--format help`: one line without a full stop.
  virtual std::string_view about() const = 0;
};

template <typename Document>
class ReportOf : public AnyReport {
 public:
  virtual Result<void> write(const Document& document, const Options& options, const Sink& sink) const = 0;
};

class CvesReport : public ReportOf<Cves> {
 public:
  // Whether it shows the summaries of findings: reading them takes longer than judging (match::describe).
  virtual bool shows_texts(const Options&) const { return false; }
  // Whether it shows their EPSS scores (match::forecast).
  virtual bool shows_scores(const Options& options) const {
    return options.epss || options.details || options.sort == SortBy::kEpss ||
           options.sort == SortBy::kPriority;
  }
};

// Every report, sorted by file name. Generated (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<AnyReport>> all_reports();
// The same, made once; they live as long as the program.
const std::vector<std::unique_ptr<AnyReport>>& reports();

// The report of that document and format; nullptr when there is none.
template <typename Document>
const ReportOf<Document>* find_report(std::string_view format) {
  for (const auto& report : reports()) {
    const auto* found = dynamic_cast<const ReportOf<Document>*>(report.get());
    if (found != nullptr && found->format() == format) return found;
  }
  return nullptr;
}

// A form of a document, for messages and help.
struct FormName {
  std::string name, about;
  auto operator<=>(const FormName&) const = default;
};
// The forms of a document, sorted.
template <typename Document>
std::vector<FormName> forms_of() {
  std::vector<FormName> forms;
  for (const auto& report : reports()) {
    if (dynamic_cast<const ReportOf<Document>*>(report.get()) != nullptr)
      forms.push_back({std::string(report->format()), std::string(report->about())});
  }
  std::sort(forms.begin(), forms.end());
  return forms;
}

// The document as one text, in a format that there is: for tests, and for documents of a line.
template <typename Document>
Result<std::string> text_of(const Document& document, std::string_view format, const Options& options = {}) {
  return base::text_of(
      [&](const Sink& sink) { return find_report<Document>(format)->write(document, options, sink); });
}

}  // namespace pratique::report
