// The parts that the text reports share.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/summary.h"
#include "report/table.h"

namespace pratique::report {

// Notes beyond this many are counted, not printed: a hostile image can have one for every file. JSON has them
// all.
inline constexpr std::size_t kMaxPrintedNotes = 100;

// "sha256:9e1db58ac3ae…" → "9e1db58ac3ae".
std::string short_digest(std::string_view digest);
// A page about the vulnerability; ASCII, safe inside an escape sequence. Empty when the id is no plain word, or of nobody who
// publishes pages.
std::string url_of(std::string_view id);

// Below a list of packages, a line for each note: what could not be read must not be silent in the shortest of the formats
// either.
Result<void> notes_lines(const std::vector<model::Note>& notes, std::size_t columns, const Sink& sink);

// How the tables of the judging commands are laid out.
TableLayout layout_of(const Style& style);
std::string heading(std::string_view title, const Style& style);  // "## Overview\n\n"
// "## Not judged, not read": every gap and every note of inventory and judgement. Empty when there is none.
std::string gaps_section(const Judged& input, const Style& style);
// Why a finding does not count: "not affected: DSA-5417-1", "suppressed: PURL" (its owner). Not yet printable.
std::string state_text(const match::Finding& finding);
// "not affected [vulnerable code not present] : Aqua (unsigned)", and why where it does not decide. Not yet printable.
std::string opinion_text(const match::Opinion& opinion);
// "VEX", "Exception": the name of its row.
inline const char* opinion_name(const match::Opinion& opinion) {
  return opinion.kind == "vex" ? "VEX" : "Exception";
}
// More of it, a name and a text each: {"in", "v.json, statement 3"}, {"says", …}, {"owner", …}, {"because", …}.
std::vector<std::pair<std::string_view, std::string>> opinion_details(const match::Opinion& opinion);
// What the row's records know of the ecosystem, in a word or two: "all", "fixes only", "samples only", "not
// declared", "less than declared".
std::string extent_text(const advisory::Coverage& row);
// "## Advisory data": what the database knew, per ecosystem and source, up to when. Empty when it was not
// asked.
std::string coverage_section(const Judged& input, const Style& style);
// Where to go on: what for, and by which command, with what stands behind the target ("--to-latest").
struct NextStep {
  std::string_view purpose, command;
  std::string behind{};
};
// "What's next:" with one command a line, of the subject as it was asked for.
std::string next_steps(const Judged& input, const Asked& asked, const std::vector<NextStep>& steps);

}  // namespace pratique::report
