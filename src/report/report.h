// The report contract: one file in report/format/ writes one form of a judged inventory
// (docs/adding/format.md).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "match/finding.h"
#include "model/inventory.h"

namespace pratique::report {

struct Options {
  bool details = false;             // summaries, sources, rules
  bool locations = false;           // files and layers of each package
  bool only_vuln_packages = false;  // lists of packages: those with findings only
  bool colour = false;              // SGR sequences; the caller knows whether a terminal reads
  bool links = false;               // OSC 8 hyperlinks
  std::string target;               // as the user typed it, for hints; empty: the subject's name
  // What else says which image, for hints: {"--ref", "app:1"}.
  std::vector<std::pair<std::string, std::string>> target_options;
  int width = 0;  // columns of the terminal; 0: lines are not wrapped
};

// What a report shows. Views: all must outlive the call.
struct Input {
  const model::Inventory& inventory;
  const match::Judgement& judgement;  // after filters
  Options options;
  std::size_t hidden = 0;  // vulnerabilities that filters took away; the report says so
};

struct ReportInfo {
  std::string command;  // "cves", "quickview": the command whose --format it is
  std::string format;   // "packages", "json", …; the command's default is "packages" and "text"
};

// Pure and thread-safe: equal input gives equal bytes. Text reports pass every text from outside through
// base::printable.
class Report {
 public:
  virtual ~Report() = default;
  virtual ReportInfo info() const = 0;
  virtual std::string write(const Input& input) const = 0;
  // Whether it shows the summaries of findings: reading them takes longer than judging (match::describe).
  virtual bool shows_texts(const Options&) const { return false; }
};

// Every report, sorted by file name. Generated (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<Report>> all_reports();

// The report of that command and format; nullptr when there is none. It lives as long as the program.
const Report* find_report(std::string_view command, std::string_view format);
// The formats of a command, sorted: for messages and help.
std::vector<std::string> formats_of(std::string_view command);

}  // namespace pratique::report
