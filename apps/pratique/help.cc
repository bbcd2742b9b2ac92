#include "help.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/terminal.h"
#include "words.h"

namespace pratique::app {

namespace {

constexpr std::size_t kFewestColumns = 40;
constexpr std::size_t kMostOfLeft = 26;  // a longer left side has its text on the next line
constexpr std::size_t kIndent = 2;

struct Row {
  std::string left, right;
};

std::string indented(std::string_view text, std::size_t indent, std::size_t width) {
  std::string lines;
  for (const auto& line : report::wrapped(text, width - std::min(indent, width - 1)))
    lines += std::string(indent, ' ') + line + "\n";
  return lines;
}

// Two columns: what to type, and what it does.
std::string two_columns(const std::vector<Row>& rows, std::size_t width) {
  std::size_t left = 0;
  for (const auto& row : rows) {
    if (row.left.size() <= std::min(kMostOfLeft, width / 2)) left = std::max(left, row.left.size());
  }
  const auto column = kIndent + left + 2;
  std::string text;
  for (const auto& row : rows) {
    auto right = indented(row.right, column, width);
    const auto head = std::string(kIndent, ' ') + row.left;
    if (head.size() + 2 <= column && !right.empty()) {
      text += head + right.substr(head.size());
    } else {
      text += head + "\n" + right;
    }
  }
  return text;
}

// "-o, --output FILE"
std::string spelled(const CLI::Option& option) {
  std::vector<std::string> names;
  for (const auto& name : option.get_snames()) names.push_back("-" + name);
  for (const auto& name : option.get_lnames()) names.push_back("--" + name);
  auto text = (option.get_snames().empty() ? "    " : "") + base::join(names, ", ");
  // CLI11 puts what a value must fit behind its name: "NUMBER:UINT in [1 - 64]".
  const auto type = option.get_type_name();
  if (takes_value(option)) text += " " + type.substr(0, type.find(':'));
  return text;
}

// What a word without a name is called: as its description calls it ("WHERE is a reference …"), else by its type, else by its
// own name.
std::string name_of(const CLI::Option& positional) {
  const std::string_view about = positional.get_description();
  const auto first = about.substr(0, about.find(' '));
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (std::all_of(first.begin(), first.end(), is_capital) && about.substr(first.size()).starts_with(" is "))
    return std::string(first);
  const auto type = positional.get_type_name();
  if (!type.empty() && !type.starts_with("TEXT")) return type;
  auto name = positional.get_name(true);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

// "IMAGE DOCUMENT", "[TARGET [ID [PACKAGE]]]": who leaves out one leaves out those behind it.
std::string usage(const CLI::App& command) {
  auto text = "Usage: " + full_name(command);
  if (!commands_of(command).empty()) text += positionals_of(command).empty() ? " COMMAND" : " [COMMAND]";
  if (options_of(command).size() > 1) text += " [OPTIONS]";  // --help alone needs no word
  std::size_t open = 0;
  for (const auto* option : positionals_of(command)) {
    const auto name = name_of(*option) + (takes_several(*option) ? "…" : "");
    open += option->get_required() ? 0 : 1;
    text += (option->get_required() ? " " : " [") + name;
  }
  text += std::string(open, ']');
  return text;
}

// "OLDER: The database that was"; what begins with its name needs it only once.
std::string about(const CLI::Option& positional) {
  const auto name = name_of(positional);
  const auto& text = positional.get_description();
  return text.starts_with(name + " ") ? text : name + ": " + text;
}

std::string footer(const std::string& text, std::size_t width) {
  std::string laid_out;
  std::vector<Row> examples;
  const auto flush = [&] {
    std::size_t left = 0;
    for (const auto& example : examples) left = std::max(left, example.left.size());
    const bool beside = std::all_of(examples.begin(), examples.end(), [&](const Row& example) {
      return kIndent + left + 2 + example.right.size() <= width;
    });
    for (const auto& example : examples) {
      if (example.right.empty()) {
        laid_out += "  " + example.left + "\n";
      } else if (beside) {
        laid_out += "  " + report::pad_right(example.left, left) + "  " + example.right + "\n";
      } else {
        laid_out += indented(example.right + ":", kIndent, width) + "    " + example.left + "\n";
      }
    }
    examples.clear();
  };
  for (const auto line : base::lines(text)) {
    if (line.starts_with("  ")) {
      const auto halves = base::cut(line, "\t");
      examples.push_back({std::string(base::trim(halves ? halves->before : line)),
                          std::string(base::trim(halves ? halves->after : std::string_view()))});
      continue;
    }
    flush();
    laid_out += line.empty() ? "\n" : indented(line, 0, width);
  }
  flush();
  return laid_out;
}

}  // namespace

std::string help_text(const CLI::App& command, int columns) {
  const auto width = std::max(kFewestColumns, static_cast<std::size_t>(std::max(columns, 0)));
  auto text = indented(usage(command), 0, width) + "\n" + indented(command.get_description(), 0, width);
  std::vector<Row> options, commands;
  for (const auto* option : positionals_of(command)) text += "\n" + indented(about(*option), 0, width);
  for (const auto* option : options_of(command))
    options.push_back({spelled(*option), option->get_description()});
  for (const auto* other : commands_of(command)) {
    const auto aliases = base::join(other->get_aliases(), ", ");
    commands.push_back(
        {other->get_name() + (aliases.empty() ? "" : ", " + aliases), other->get_description()});
  }
  if (!commands.empty()) text += "\nCommands:\n" + two_columns(commands, width);
  if (!options.empty()) text += "\nOptions:\n" + two_columns(options, width);
  return text + footer(command.get_footer(), width);
}

}  // namespace pratique::app
