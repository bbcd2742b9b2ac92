// The words of the command line, looked at before the library stores them: so that the first wrong one is
// named, and what was meant.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "cli.h"

namespace pratique::app {

struct AskedFor {
  enum class Kind { kRun, kHelp, kVersion };
  Kind kind = Kind::kRun;
  // kHelp: whose.
  const CLI::App* command = nullptr;
};

// What the words (without the program's name) ask for. Errors, all kUsage and about the first wrong word: an
// unknown command or option with the nearest that there is, or what it is elsewhere; a missing, empty or
// unwanted value; a single option given twice; more than one target.
Result<AskedFor> look_at(const CLI::App& program, const std::vector<std::string>& words);

// "pratique db build": the command with those above it.
std::string full_name(const CLI::App& command);

// The commands below one, and its options without the positional ones, as they were added.
std::vector<const CLI::App*> commands_of(const CLI::App& command);
std::vector<const CLI::Option*> options_of(const CLI::App& command);
// How many positional words it takes; its first positional option, for its name.
std::vector<const CLI::Option*> positionals_of(const CLI::App& command);

bool takes_value(const CLI::Option& option);
bool takes_several(const CLI::Option& option);

}  // namespace pratique::app
