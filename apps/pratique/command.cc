#include "command.h"

#include <algorithm>

#include "base/text.h"

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

}  // namespace

void add_commands(CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands, int& exit_code) {
  std::vector<Registered> places;
  for (const auto& command : commands) places.push_back({command->info(), command.get()});
  std::sort(places.begin(), places.end(), before);
  for (const auto& [info, command] : places) {
    auto& parent = parent_of(app, info.name);
    if (&parent != &app) {
      parent.require_subcommand(1);
      parent.callback({});  // it holds commands: these are run
    }
    auto* declared = parent.add_subcommand(std::string(base::words(info.name).back()), info.about);
    command->declare(*declared);
    declared->callback([run = command, &exit_code] {
      const auto result = run->run();
      exit_code = result ? *result : report(result.error());
    });
  }
}

}  // namespace pratique::app
