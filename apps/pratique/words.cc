#include "words.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "base/nearest.h"
#include "base/text.h"
#include "foreign.h"
#include "report/filter_values.h"

namespace pratique::app {

namespace {

tl::unexpected<Error> wrong(std::string what, const CLI::App& command) {
  return base::fail(ErrorKind::kUsage, std::move(what), {}, "see " + full_name(command) + " --help");
}

// As it was typed, in quotes where it would not be told from the sentence.
std::string shown(std::string_view word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return base::is_alnum(c) || std::string_view("-_./=:@+").find(c) != std::string_view::npos;
  });
  return plain ? std::string(word) : "\"" + std::string(word) + "\"";
}

bool is_help(std::string_view word) { return word == "-h" || word == "--help"; }

const CLI::App* command_named(const CLI::App& among, std::string_view word) {
  for (const auto* command : commands_of(among)) {
    if (command->check_name(std::string(word))) return command;
  }
  return nullptr;
}

std::string meant_command(const CLI::App& among, std::string_view word) {
  std::vector<std::string> names;
  for (const auto* command : commands_of(among)) names.push_back(command->get_name());
  return base::did_you_mean(word, names);
}

std::string list_of_commands(const CLI::App& among) {
  std::vector<std::string> names;
  for (const auto* command : commands_of(among)) names.push_back(command->get_name());
  return base::join(names, ", ");
}

bool looks_like_target(std::string_view word) {
  struct stat status{};
  return base::contains(word, "://") || ::stat(std::string(word).c_str(), &status) == 0;
}

tl::unexpected<Error> unknown_command(const CLI::App& among, std::string_view word) {
  if (word.size() > 1 && word.starts_with('-')) {
    if (const auto about = about_option(word); !about.empty()) return wrong(about, among);
    return wrong(fmt::format("unknown option {} before the command; options follow it", shown(word)), among);
  }
  const bool top = among.get_parent() == nullptr;
  if (const auto about = about_command(word); top && !about.empty()) return wrong(about, among);
  const auto meant = meant_command(among, word);
  if (meant.empty() && top && looks_like_target(word)) {
    return wrong(fmt::format("which command? to look at {}: pratique quickview {}", shown(word), shown(word)),
                 among);
  }
  return wrong(fmt::format("unknown command {}{}", shown(word),
                           meant.empty() ? "; there are: " + list_of_commands(among) : meant),
               among);
}

const CLI::Option* option_named(const CLI::App& command, std::string_view name) {
  for (const auto* option : options_of(command)) {
    if (option->check_name(std::string(name))) return option;
  }
  return nullptr;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : options_of(command)) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// Another command that has the option: "--only-fixed is an option of cves".
std::string elsewhere(const CLI::App& command, std::string_view name) {
  const CLI::App* top = &command;
  while (top->get_parent()) top = top->get_parent();
  for (const auto* other : commands_of(*top)) {
    if (other != &command && option_named(*other, name)) {
      return fmt::format("{} is an option of {}, not of {}", name, other->get_name(), command.get_name());
    }
  }
  return {};
}

tl::unexpected<Error> unknown_option(const CLI::App& command, std::string_view name) {
  if (const auto about = about_option(name); !about.empty()) return wrong(about, command);
  if (const auto other = elsewhere(command, name); !other.empty()) return wrong(other, command);
  const auto of =
      command.get_parent() ? " of " + full_name(command).substr(sizeof "pratique " - 1) : std::string();
  // "-format" has one dash too few; "--o" one too many.
  const auto stem = name.substr(std::min(name.find_first_not_of('-'), name.size()));
  auto meant = base::did_you_mean("--" + std::string(stem), option_names(command));
  if (stem.size() == 1 && option_named(command, "-" + std::string(stem)))
    meant = "; did you mean -" + std::string(stem) + "?";
  return wrong(fmt::format("unknown option {}{}{}", shown(name), of, meant), command);
}

// One walk over the words that follow a command.
class Walk {
 public:
  Walk(const CLI::App& command, const std::vector<std::string>& words, std::size_t from)
      : command_(command), words_(words), next_(from) {}

  Result<void> go() {
    bool only_targets = false;
    while (next_ < words_.size()) {
      const auto& word = words_[next_++];
      const bool is_option = !only_targets && word.size() > 1 && word.starts_with('-');
      if (!is_option) {
        PQ_CHECK(positional(word));
      } else if (word == "--") {
        only_targets = true;
      } else if (word.starts_with("--")) {
        PQ_CHECK(long_option(word));
      } else {
        PQ_CHECK(short_options(word));
      }
    }
    return required();
  }

 private:
  Result<void> long_option(const std::string& word) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const auto* option = option_named(command_, name);
    if (!option) return unknown_option(command_, name);
    if (equals == std::string::npos) return use(*option, name);
    if (!takes_value(*option)) return wrong(fmt::format("{} takes no value", name), command_);
    return value_of(*option, name, word.substr(equals + 1));
  }

  // "-qv" is two flags, "-oFILE" an option and its value.
  Result<void> short_options(const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i) {
      const std::string name = {'-', word[i]};
      const auto* option = option_named(command_, name);
      if (!option) return unknown_option(command_, word.size() > 2 && i == 1 ? word : name);
      if (takes_value(*option) && i + 1 < word.size()) return value_of(*option, name, word.substr(i + 1));
      PQ_CHECK(use(*option, name));
    }
    return {};
  }

  Result<void> use(const CLI::Option& option, const std::string& name) {
    if (!takes_value(option)) return {};
    const bool missing =
        next_ == words_.size() || (words_[next_].size() > 1 && words_[next_].starts_with('-'));
    if (missing) {
      return wrong(fmt::format("{} needs a value: {} {}", name, name, option.get_type_name()), command_);
    }
    return value_of(option, name, words_[next_++]);
  }

  Result<void> value_of(const CLI::Option& option, const std::string& name, const std::string& value) {
    if (value.empty()) return wrong(fmt::format("the value of {} is empty", name), command_);
    if (!takes_several(option) && !seen_.insert(&option).second) {
      return wrong(fmt::format("{} was given twice", name), command_);
    }
    forms_asked_ = forms_asked_ || (name == "--format" && value == "help");
    list_ = takes_several(option) ? &option : nullptr;
    list_name_ = name;
    list_value_ = value;
    after_list_ = next_;
    return {};
  }

  Result<void> positional(const std::string& word) {
    if (word.empty()) {
      const auto places = positionals_of(command_);
      const bool is_named = positionals_.size() < places.size();
      const auto name = is_named ? base::to_lower(places[positionals_.size()]->get_name(true)) : "word";
      return wrong(fmt::format("the {} is empty", name), command_);
    }
    const bool follows_list = list_ && after_list_ + 1 == next_;
    if (follows_list && list_name_ == "--only-severity" && report::parse_severity(word) &&
        !looks_like_target(word)) {
      return wrong(several(word), command_);
    }
    if (follows_list && positionals_.empty()) list_that_was_meant_ = several(word);
    positionals_.push_back(word);
    const auto places = positionals_of(command_);
    const auto allowed = places.size();
    if (positionals_.size() <= allowed || (allowed > 0 && takes_several(*places.back()))) return {};
    if (allowed == 0) return wrong(fmt::format("unexpected word {}", shown(word)), command_);
    if (!list_that_was_meant_.empty() && positionals_.size() == 2)
      return wrong(list_that_was_meant_, command_);
    return wrong(fmt::format("one {} at a time, but {} and {} were given",
                             base::to_lower(positionals_of(command_).front()->get_name(true)),
                             shown(positionals_[positionals_.size() - 2]), shown(word)),
                 command_);
  }

  std::string several(const std::string& word) const {
    return fmt::format("several values of {} are one word: {} {},{}", list_name_, list_name_, list_value_,
                       word);
  }

  // Who asks what forms there are need not say of what.
  Result<void> required() const {
    if (forms_asked_) return {};
    for (const auto* option : positionals_of(command_)) {
      if (option->get_required() && positionals_.empty()) {
        return wrong(fmt::format("which {}?", base::to_lower(option->get_name(true))), command_);
      }
    }
    return {};
  }

  const CLI::App& command_;
  const std::vector<std::string>& words_;
  std::size_t next_;
  std::set<const CLI::Option*> seen_;
  std::vector<std::string> positionals_;
  bool forms_asked_ = false;
  const CLI::Option* list_ = nullptr;  // the last option, when it takes lists
  std::string list_name_, list_value_;
  std::size_t after_list_ = 0;       // the place behind its value
  std::string list_that_was_meant_;  // what to say when the first target stands behind such a value
};

// "help", "help db build", "db help": whose help.
Result<AskedFor> help_of(const CLI::App& program, const std::vector<std::string>& words) {
  const CLI::App* command = &program;
  for (const auto& word : words) {
    if (is_help(word) || word == "help") continue;
    const auto* next = command_named(*command, word);
    if (!next) return unknown_command(*command, word);
    command = next;
  }
  return AskedFor{AskedFor::Kind::kHelp, command};
}

}  // namespace

std::string full_name(const CLI::App& command) {
  return command.get_parent() ? full_name(*command.get_parent()) + " " + command.get_name()
                              : command.get_name();
}

std::vector<const CLI::App*> commands_of(const CLI::App& command) {
  return command.get_subcommands([](const CLI::App*) { return true; });
}

std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return !option->get_positional(); });
}

std::vector<const CLI::Option*> positionals_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }
bool takes_several(const CLI::Option& option) { return option.get_items_expected_max() > 1; }

Result<AskedFor> look_at(const CLI::App& program, const std::vector<std::string>& words) {
  if (words.empty()) return wrong("which command? there are: " + list_of_commands(program), program);
  if (words.front() == "--version" || words.front() == "-V")
    return AskedFor{AskedFor::Kind::kVersion, nullptr};
  if (words.front() == "help") return help_of(program, words);
  const auto end = std::find(words.begin(), words.end(), "--");
  const bool asks = std::any_of(words.begin(), end, is_help);
  const CLI::App* command = &program;
  std::size_t next = 0;
  while (!commands_of(*command).empty()) {
    while (asks && next < words.size() && is_help(words[next])) ++next;
    const bool runs_itself = command->get_parent() != nullptr && !positionals_of(*command).empty();
    if (next == words.size() && (asks || runs_itself)) break;
    if (next == words.size()) {
      return wrong(
          fmt::format("which command of {}? there are: {}", command->get_name(), list_of_commands(*command)),
          *command);
    }
    const auto& word = words[next++];
    if (word == "help")
      return help_of(*command, {words.begin() + static_cast<std::ptrdiff_t>(next), words.end()});
    const auto* named = command_named(*command, word);
    if (!named && runs_itself) {
      --next;  // a target or an option of its own
      break;
    }
    if (!named) return unknown_command(*command, word);
    command = named;
  }
  if (asks) return AskedFor{AskedFor::Kind::kHelp, command};
  PQ_CHECK(Walk(*command, words, next).go());
  return AskedFor{AskedFor::Kind::kRun, command};
}

}  // namespace pratique::app
