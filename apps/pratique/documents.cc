#include "documents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/nearest.h"
#include "base/text.h"
#include "console.h"
#include "destination.h"

namespace pratique::app {

namespace {

bool is_known(std::string_view format, const std::vector<std::string>& known) {
  return std::find(known.begin(), known.end(), format) != known.end();
}

std::string_view format_of(std::string_view word) { return word.substr(0, word.find('=')); }

// "json,list" and "json=a,list=b" are two words each; "json=a,b" is one, whose file has a comma in its name.
std::vector<std::string> words_of(const std::string& given, const std::vector<std::string>& known) {
  const auto pieces = base::split(given, ',');
  const bool all_named = std::all_of(pieces.begin(), pieces.end(),
                                     [&](auto piece) { return is_known(format_of(piece), known); });
  const bool plain = !base::contains(given, "=");
  if (!all_named && !plain) return {given};
  return {pieces.begin(), pieces.end()};
}

Result<Output> output_of(const std::string& word, const std::vector<std::string>& known,
                         const std::string& file) {
  const auto format = std::string(format_of(word));
  if (!is_known(format, known)) {
    const auto meant = base::did_you_mean(format, known);
    return base::fail(ErrorKind::kUsage, fmt::format("unknown format \"{}\"{}", format, meant), {},
                      meant.empty() ? "there are: " + base::join(known, ", ") : "");
  }
  if (format.size() == word.size()) return Output{format, file};
  auto named = word.substr(format.size() + 1);
  if (named.empty()) {
    return base::fail(ErrorKind::kUsage, fmt::format("no file after --format {}", word), {},
                      fmt::format("name one: --format {}FILE", word));
  }
  return Output{format, std::move(named)};
}

// The file that a target leads to; nothing for standard input and for what is not there.
std::optional<Destination> target_destination(const std::string& target) {
  const auto halves = base::cut(target, "://");
  Destination place{.file = std::string(halves ? halves->after : target)};
  struct stat status{};
  if (::stat(place.file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  place.was = status;
  return place;
}

Result<void> check_places(const std::vector<Output>& all, const std::string& target) {
  const auto read = target_destination(target);
  std::vector<Destination> places;
  for (const auto& one : all) {
    PQ_TRY(auto place, destination_of(one.file));
    if (read && same_destination(place, *read)) {
      return base::fail(ErrorKind::kUsage, "the report would be written over what it reads",
                        {.file = one.file}, "name another file");
    }
    for (const auto& other : places) {
      if (!same_destination(place, other)) continue;
      return base::fail(ErrorKind::kUsage, "two documents for one output", {.file = place.file},
                        "name a file for each: --format NAME=FILE");
    }
    places.push_back(std::move(place));
  }
  return {};
}

}  // namespace

Result<std::vector<Output>> outputs(const CommonOptions& options, const Forms& forms) {
  std::vector<std::string> known;
  for (const auto& form : forms.all) known.push_back(form.name);
  std::vector<Output> all;
  for (const auto& given : options.formats) {
    for (const auto& word : words_of(given, known)) {
      PQ_TRY(auto output, output_of(word, known, options.output));
      all.push_back(std::move(output));
    }
  }
  if (all.empty()) all.push_back({forms.usual, options.output});
  const bool used =
      std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.file == options.output; });
  if (!options.output.empty() && !used) {
    return base::fail(ErrorKind::kUsage,
                      fmt::format("nothing would be written to --output {}: each --format names its own file",
                                  options.output),
                      {}, "leave --output out, or one of the files");
  }
  for (auto& one : all) {
    if (one.file == "-") one.file.clear();
  }
  PQ_CHECK(check_places(all, options.target));
  return all;
}

report::Options shown_at(const std::string& file, report::Options options) {
  const bool terminal = file.empty();
  options.colour = terminal && stdout_wants_colour();
  options.links = terminal && stdout_wants_links();
  options.width = terminal ? stdout_width() : 0;
  return options;
}

report::Options parsed_at(const std::string& file) {
  return {.width = file.empty() ? stdout_terminal_width() : 0};
}

}  // namespace pratique::app
