// The command contract: one file in apps/pratique/command/ is one command, or one below another ("db status").
// The build finds its make_STEM() (cmake/registry.cmake); help, lists and "did you mean" follow by themselves.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli.h"

namespace pratique::app {

struct CommandInfo {
  // "cves"; below another: "db status".
  std::string name;
  // One line of help.
  std::string about;
  // Its place in help: lower ones first, equal ones by name.
  int rank = 0;
};

// Made once a run of the program, on one thread.
class Command {
 public:
  virtual ~Command() = default;
  virtual CommandInfo info() const = 0;
  // Adds options and footer, bound to members. Nothing else: most commands are declared and not run.
  virtual void declare(CLI::App& command) = 0;
  // What the words asked for, once the options have their values. A command that only holds others is never
  // run. Errors are told by whoever calls it.
  virtual Result<ExitCode> run() = 0;
};

// Every command, sorted by file name. Generated from make_STEM() of each file.
std::vector<std::unique_ptr<Command>> all_commands();

// Declares the commands, those below others too; the one that the words name is run while they are parsed and
// sets `exit_code`, its error is told. `commands` must outlive `app`.
void add_commands(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands, int& exit_code);

}  // namespace pratique::app
