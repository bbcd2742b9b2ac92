#include "provenance/history.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/redact.h"

namespace pratique::provenance {

namespace {

constexpr std::size_t kMaxText = 240;  // of an instruction as it is shown

// How alike two are: nothing, the same kind, the same target or name, the same text.
constexpr std::uint32_t kKind = 1, kTarget = 4, kText = 16;

// Only letters, digits and the like, so that quotes, commas, brackets and runs of blanks do not count.
std::string essence(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (base::is_space(c) || c == '"' || c == '\'' || c == ',' || c == '[' || c == ']' || c == '\\') continue;
    out += c;
  }
  return out;
}

// What an entry of the history says.
struct Said {
  // Upper case; empty: not told.
  std::string keyword;
  std::string text;
  // As those of Known.
  std::string essence, target, name;
};

bool is_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 17> kAll{
      "ADD", "ARG",        "CMD",     "COPY",  "ENTRYPOINT", "ENV",    "EXPOSE",  "HEALTHCHECK", "LABEL",
      "RUN", "MAINTAINER", "ONBUILD", "SHELL", "USER",       "VOLUME", "WORKDIR", "STOPSIGNAL"};
  return base::is_one_of(word, kAll);
}

// "|2 A=b C=d " before a command: as many arguments of the build; their values may hold blanks, so all up to the shell
// goes.
std::string_view without_arguments(std::string_view text) {
  if (!text.starts_with('|')) return text;
  for (const std::string_view shell : {" /bin/sh -c ", " /bin/bash ", " cmd /S /C "}) {
    const auto at = text.find(shell);
    if (at != text.npos) return text.substr(at + 1);
  }
  return text;
}

// "--chown=1000:1000 " before what is copied.
std::string_view without_flags(std::string_view text) {
  while (text.starts_with("--")) text = base::trim(text.substr(std::min(text.find(' '), text.size())));
  return text;
}

Said said_by(std::string_view created_by) {
  constexpr std::string_view kBuildKit = "# buildkit", kNothing = "/bin/sh -c #(nop)", kShell = "/bin/sh -c ";
  auto text = base::trim(created_by);
  if (text.ends_with(kBuildKit)) text = base::trim(text.substr(0, text.size() - kBuildKit.size()));
  if (text.starts_with(kNothing)) text = base::trim(text.substr(kNothing.size()));
  const auto end = std::min(text.find(' '), text.size());
  const auto word = text.substr(0, end);
  if (is_keyword(word)) {
    auto rest = base::trim(text.substr(end));
    if (word == "RUN") rest = without_arguments(rest);
    if (word == "COPY" || word == "ADD") rest = without_flags(rest);
    return {.keyword = std::string(word), .text = std::string(rest)};
  }
  if (text.starts_with('|') || text.starts_with(kShell))
    return {.keyword = "RUN", .text = std::string(without_arguments(text))};
  return {.text = std::string(text)};
}

// The forms in which a RUN instruction may stand in the history: its text, the words of its list, and what its
// here-document says. Without secrets, as the history is by then.
std::vector<std::string> run_texts(const DockerInstruction& one) {
  const auto plain = [](std::string_view text) { return essence(model::redact_text(text).text); };
  std::string whole = one.arguments;
  for (const auto& heredoc : one.heredocs) whole += "\n" + heredoc.body + heredoc.end;
  std::vector<std::string> all{plain(whole)};
  if (!one.heredocs.empty()) {
    all.push_back(plain(one.arguments));
    all.push_back(plain(one.heredocs.front().body));
    // Of a script that names its interpreter ("#!") the file that BuildKit makes of it.
    all.push_back(essence("/dev/pipes/" + one.heredocs.front().end));
  }
  return all;
}

std::uint32_t likeness_of_run(std::string_view said, const std::vector<std::string>& texts) {
  for (const auto& text : texts) {
    // The shell and its options stand before it.
    if (!text.empty() && said.ends_with(text)) return kText;
  }
  return 0;
}

struct Known {
  InstructionAt at;
  std::string keyword;
  // Of RUN the forms; else the essence of all arguments.
  std::vector<std::string> texts;
  // Last word: what COPY writes to.
  std::string target;
  // First name that ENV, ARG or LABEL assigns.
  std::string name;
};

void tell_words(std::string_view text, std::string& target, std::string& name) {
  const auto words = argument_words(text);
  if (words.empty()) return;
  target = words.back();
  name = words.front().substr(0, words.front().find('='));
}

Known known_of(const DockerInstruction& one, InstructionAt at) {
  Known known{
      .at = at, .keyword = one.onbuild ? "ONBUILD" : one.keyword, .texts = {}, .target = {}, .name = {}};
  if (one.keyword == "RUN" && !one.onbuild) {
    known.texts = run_texts(one);
    return known;
  }
  known.texts.push_back(
      essence(model::redact_text((one.onbuild ? one.keyword + " " : "") + one.expanded).text));
  tell_words(one.expanded, known.target, known.name);
  return known;
}

bool names_things(std::string_view keyword) {
  return keyword == "ENV" || keyword == "ARG" || keyword == "LABEL";
}

bool is_command(std::string_view keyword) { return keyword == "CMD" || keyword == "ENTRYPOINT"; }

std::uint32_t likeness(const Said& said, const Known& known) {
  if (said.keyword != known.keyword) return 0;
  if (known.keyword == "RUN") return likeness_of_run(said.essence, known.texts);
  if (said.essence == known.texts.front()) return kText;
  // A command that is no list is given to the shell.
  if (is_command(known.keyword) && !known.texts.front().empty() &&
      said.essence.ends_with(known.texts.front()))
    return kText;
  // Docker's own form names what was copied by its sum: "COPY file:9f… in /app".
  if (known.keyword == "COPY" || known.keyword == "ADD")
    return !known.target.empty() && said.target == known.target ? kTarget : 0;
  if (names_things(known.keyword)) return !known.name.empty() && said.name == known.name ? kTarget : 0;
  return kKind;
}

// The best pairing in order: a table of what the ends of both make together.
class Pairing {
 public:
  Pairing(const std::vector<model::Instruction>& history, std::vector<Known> known)
      : known_(std::move(known)), columns_(known_.size() + 1) {
    for (const auto& one : history) {
      auto said = said_by(one.created_by);
      said.essence = essence(said.text);
      tell_words(said.text, said.target, said.name);
      said_.push_back(std::move(said));
    }
    best_.assign((history.size() + 1) * columns_, 0);
    for (auto i = history.size(); i-- > 0;) {
      for (auto j = known_.size(); j-- > 0;) {
        const auto alike = likeness_at(i, j);
        auto& here = best(i, j);
        here = std::max(best(i + 1, j), best(i, j + 1));
        if (alike > 0) here = std::max(here, alike + best(i + 1, j + 1));
      }
    }
  }

  // Of pairings that are equally good the one with the later entries: a base image may have the same words.
  HistoryMatch result() {
    HistoryMatch match;
    match.entries.resize(said_.size());
    std::size_t i = 0, j = 0;
    while (i < said_.size() && j < known_.size()) {
      if (best(i, j) == best(i + 1, j)) {
        ++i;
      } else if (best(i, j) == best(i, j + 1)) {
        ++j;
      } else {
        if (likeness_at(i, j) == kText) ++match.sure;
        match.entries[i++] = known_[j++].at;
      }
    }
    return match;
  }

 private:
  std::uint32_t& best(std::size_t i, std::size_t j) { return best_[i * columns_ + j]; }
  std::uint32_t likeness_at(std::size_t i, std::size_t j) const { return likeness(said_[i], known_[j]); }

  std::vector<Known> known_;
  std::size_t columns_;
  std::vector<Said> said_;
  std::vector<std::uint32_t> best_;
};

bool makes_layer(const DockerInstruction& one) {
  return !one.onbuild && (one.keyword == "RUN" || one.keyword == "COPY" || one.keyword == "ADD");
}

// The base ends where the first instruction that makes a layer begins, if that was found by its text.
std::optional<std::size_t> first_own(const HistoryMatch& match, const Dockerfile& dockerfile,
                                     const std::vector<Known>& known) {
  for (const auto& one : known) {
    const auto& instruction = dockerfile.stages[one.at.stage].instructions[one.at.instruction];
    const auto found = std::ranges::find(match.entries, std::optional(one.at));
    if (found != match.entries.end()) return static_cast<std::size_t>(found - match.entries.begin());
    if (makes_layer(instruction)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

HistoryMatch match_history(const std::vector<model::Instruction>& history, const Dockerfile& dockerfile,
                           std::size_t target) {
  // Cells of the table; a text is compared in each.
  constexpr std::size_t kMaxCells = 1'000'000;
  std::vector<Known> known;
  for (const auto stage : dockerfile.line_of(target)) {
    const auto& instructions = dockerfile.stages[stage].instructions;
    for (std::size_t i = 0; i < instructions.size(); ++i)
      known.push_back(known_of(instructions[i], {.stage = stage, .instruction = i}));
  }
  HistoryMatch match;
  match.entries.resize(history.size());
  if (history.empty() || known.empty()) return match;
  match.too_many = history.size() > kMaxCells / known.size();
  if (match.too_many) return match;
  match = Pairing(history, known).result();
  if (match.sure > 0) match.first_own = first_own(match, dockerfile, known);
  return match;
}

model::SourceLines lines_of(const Dockerfile& dockerfile, InstructionAt at, const std::string& file) {
  const auto& one = dockerfile.stages[at.stage].instructions[at.instruction];
  std::string text = one.onbuild ? "ONBUILD " + one.keyword : one.keyword;
  for (const auto& flag : one.flags) text += " " + flag;
  for (const auto word : base::words(one.arguments)) {
    if (text.size() > kMaxText) break;
    (text += ' ') += word;
  }
  text = model::redact_text(text).text;
  if (text.size() > kMaxText) {
    text.resize(kMaxText);
    while (!base::is_valid_utf8(text) && !text.empty() && text.size() > kMaxText - 4) text.pop_back();
    text += "…";
  }
  return {.file = file,
          .first = one.first,
          .last = one.last,
          .text = std::move(text),
          .stage = dockerfile.label(at.stage)};
}

}  // namespace pratique::provenance
