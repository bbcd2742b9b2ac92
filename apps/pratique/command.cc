#include "command.h"

#include <algorithm>

#include "base/text.h"
#include "words.h"

namespace pratique::app {

namespace {

struct Registered {
  CommandInfo info;
  Command* command;
};

// Those that hold others come before these.
bool before(const Registered& a, const Registered& b) {
  const auto depth = [](const Registered& place) { return base::words(place.info.name).size(); };
  return std::tuple(depth(a), a.info.rank, a.info.name) < std::tuple(depth(b), b.info.rank, b.info.name);
}

// The command that "db" of "db status" names; a file of its own declares it.
CLI::App& parent_of(CLI::App& app, const std::string& name) {
  auto* parent = &app;
  const auto words = base::words(name);
  for (std::size_t i = 0; i + 1 < words.size(); ++i) parent = parent->get_subcommand(std::string(words[i]));
  return *parent;
}

// Holds commands: these are run. What takes a target is run itself, too, unless one of these is named ("sbom").
void hold(CLI::App& parent) {
  const bool runs_itself = !positionals_of(parent).empty();
  parent.require_subcommand(runs_itself ? 0 : 1, 1);
  if (!runs_itself) parent.callback({});
}

}  // namespace

void add_commands(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands, int& exit_code) {
  std::vector<Registered> places;
  for (const auto& command : commands) places.push_back({command->info(), command.get()});
  std::sort(places.begin(), places.end(), before);
  for (const auto& [info, command] : places) {
    auto& parent = parent_of(app, info.name);
    if (&parent != &app) hold(parent);
    auto* declared = parent.add_subcommand(std::string(base::words(info.name).back()), info.about);
    command->declare(*declared);
    declared->callback([run = command, declared, &exit_code] {
      if (!declared->get_subcommands().empty()) return;  // one below it was asked for, and was run
      const auto result = run->run();
      exit_code = result ? *result : report(result.error());
    });
  }
}

}  // namespace pratique::app
