#include "provenance/dockerfile.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "codec/json.h"
#include "provenance/variables.h"

namespace pratique::provenance {

namespace {

constexpr std::array<std::string_view, 18> kKeywords{
    "ADD",   "ARG",        "CMD",     "COPY", "ENTRYPOINT", "ENV",  "EXPOSE", "FROM",    "HEALTHCHECK",
    "LABEL", "MAINTAINER", "ONBUILD", "RUN",  "SHELL",      "USER", "VOLUME", "WORKDIR", "STOPSIGNAL"};
// "Environment replacement": instructions in which variables are filled in.
constexpr std::array<std::string_view, 10> kExpanding{"ADD",     "COPY", "ENV",        "EXPOSE", "LABEL",
                                                      "ONBUILD", "USER", "STOPSIGNAL", "VOLUME", "WORKDIR"};
constexpr std::array<std::string_view, 3> kHeredocs{"ADD", "COPY", "RUN"};

std::string upper(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// One instruction before its parts are told apart.
struct Logical {
  std::string text;
  std::uint32_t first = 0, last = 0;
};

tl::unexpected<Error> wrong(std::uint32_t line, std::string what) {
  return base::fail(ErrorKind::kInvalid, std::move(what), {.line = line});
}

// Here-documents that a text opens: "<<EOF", "<<-EOF", "<<'EOF'", "0<<EOF"; not inside quotes.
struct Opened {
  std::string end;
  bool strip_tabs = false;
};
std::optional<Opened> opened_by(std::string_view word) {
  while (!word.empty() && base::is_digit(word.front())) word.remove_prefix(1);
  if (!word.starts_with("<<")) return std::nullopt;
  word.remove_prefix(2);
  Opened opened;
  if (word.starts_with('-')) {
    opened.strip_tabs = true;
    word.remove_prefix(1);
  }
  if (word.empty() || word.find('<') != word.npos) return std::nullopt;
  for (const char c : word) {
    if (c != '"' && c != '\'') opened.end += c;
  }
  if (opened.end.empty()) return std::nullopt;
  return opened;
}

// The words of a line, with their quotes: "<<EOF" in a quoted text opens nothing. Blanks alone divide, as for BuildKit: "1<<2"
// inside "$((1<<2))" is no word, and "<<EOF;" ends with "EOF;".
std::vector<std::string_view> shell_words(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t start = 0;
  char quote = '\0';
  const auto finish = [&](std::size_t end) {
    if (end > start) words.push_back(text.substr(start, end - start));
    start = end + 1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\\') {
      ++i;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (base::is_space(c)) {
      finish(i);
    }
  }
  finish(text.size());
  return words;
}

// Lines and what they are together.
class Lines {
 public:
  explicit Lines(std::string_view text) : lines_(base::lines(text)) { read_directives(); }

  bool at_end() const { return at_ >= lines_.size(); }
  std::uint32_t number() const { return static_cast<std::uint32_t>(at_ + 1); }
  char escape() const { return escape_; }

  // The next instruction with its continued lines; nothing: none is left.
  std::optional<Logical> next() {
    while (!at_end() && is_nothing(lines_[at_])) ++at_;
    if (at_end()) return std::nullopt;
    Logical logical{.text = {}, .first = number(), .last = number()};
    bool goes_on = true;
    for (; goes_on && !at_end(); ++at_) {
      const auto line = lines_[at_];
      // A comment or an empty line does not end what is continued.
      if (!logical.text.empty() && is_nothing(line)) continue;
      logical.last = number();
      goes_on = add(logical.text.empty() ? trim_left(line) : line, logical.text);
    }
    return logical;
  }

  // Of a here-document that was opened; nothing: it has no end.
  std::optional<Heredoc> heredoc(const Opened& opened, std::uint32_t& last) {
    Heredoc heredoc{.end = opened.end, .body = {}};
    for (; !at_end(); ++at_) {
      auto line = lines_[at_];
      if (opened.strip_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
      if (line == opened.end) {
        last = number();
        ++at_;
        return heredoc;
      }
      heredoc.body.append(line).append(1, '\n');
    }
    return std::nullopt;
  }

 private:
  static std::string_view trim_left(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    return text;
  }
  static bool is_nothing(std::string_view line) {
    line = base::trim(line);
    return line.empty() || line.starts_with('#');
  }

  // Adds a line's text without a trailing escape; whether there was one.
  bool add(std::string_view line, std::string& text) const {
    const auto trimmed = line.substr(0, line.find_last_not_of(" \t") + 1);
    if (!trimmed.ends_with(escape_)) {
      text += line;
      return false;
    }
    text += trimmed.substr(0, trimmed.size() - 1);
    // What is empty so far goes on as well.
    if (text.empty()) text += ' ';
    return true;
  }

  // "# escape=`" among the first lines, before anything that is no directive ("Parser directives").
  void read_directives() {
    for (const auto line : lines_) {
      const auto text = base::trim(line);
      if (!text.starts_with('#')) return;
      const auto halves = base::cut(text.substr(1), "=");
      if (!halves) return;
      const auto name = base::to_lower(base::trim(halves->before));
      if (name != "escape" && name != "syntax" && name != "check") return;
      const auto value = base::trim(halves->after);
      if (name == "escape" && (value == "`" || value == "\\")) escape_ = value.front();
    }
  }

  std::vector<std::string_view> lines_;
  std::size_t at_ = 0;
  char escape_ = '\\';
};

class DockerfileReader {
 public:
  DockerfileReader(std::string_view text, const std::map<std::string, std::string>& arguments)
      : lines_(text), given_(arguments) {}

  Result<Dockerfile> read() {
    while (auto logical = lines_.next()) {
      if (++count_ > kMaxInstructions)
        return base::over_limit("a Dockerfile of more than " + std::to_string(kMaxInstructions) +
                                " instructions");
      PQ_CHECK(take(*logical));
    }
    if (file_.stages.empty()) return base::invalid("no Dockerfile: it has no FROM");
    return std::move(file_);
  }

 private:
  Result<void> take(const Logical& logical) {
    PQ_TRY(auto one, instruction(logical.text, logical));
    if (one.keyword == "FROM" && !one.onbuild) return begin_stage(one);
    if (!one.onbuild && one.keyword == "ARG") return declare(std::move(one));
    if (file_.stages.empty())
      return wrong(logical.first, "no Dockerfile: \"" + one.keyword + "\" stands before any FROM");
    PQ_CHECK(fill_in(one));
    if (one.keyword == "ENV" && !one.onbuild) {
      for (const auto& [name, value] : assignments(one.expanded)) PQ_CHECK(set(name, value.value_or("")));
    }
    file_.stages.back().instructions.push_back(std::move(one));
    return {};
  }

  Result<DockerInstruction> instruction(std::string_view text, const Logical& logical) {
    text = base::trim(text);
    const auto end = std::min(text.find_first_of(" \t"), text.size());
    DockerInstruction one;
    one.keyword = upper(text.substr(0, end));
    one.first = logical.first, one.last = logical.last;
    if (!base::is_one_of(one.keyword, kKeywords))
      return wrong(logical.first, "no Dockerfile: \"" +
                                      std::string(text.substr(0, std::min<std::size_t>(end, 40))) +
                                      "\" is no instruction");
    auto rest = base::trim(text.substr(end));
    if (one.keyword == "ONBUILD" && nested_++ == 0) {
      auto inner = instruction(rest, logical);
      nested_ = 0;
      if (!inner) return inner;
      inner->onbuild = true;
      return inner;
    }
    nested_ = 0;
    rest = take_flags(rest, one.flags);
    one.arguments = rest;
    if (base::is_one_of(one.keyword, kHeredocs)) PQ_CHECK(take_heredocs(one));
    return one;
  }

  static std::string_view take_flags(std::string_view rest, std::vector<std::string>& flags) {
    while (rest.starts_with("--")) {
      const auto words = shell_words(rest);
      if (words.empty() || words.front() == "--") break;
      // Values of --mount hold commas and quotes, never blanks outside quotes.
      const auto size = static_cast<std::size_t>(words.front().data() + words.front().size() - rest.data());
      flags.emplace_back(rest.substr(0, size));
      rest = base::trim(rest.substr(size));
    }
    return rest;
  }

  Result<void> take_heredocs(DockerInstruction& one) {
    for (const auto word : shell_words(one.arguments)) {
      const auto opened = opened_by(word);
      if (!opened) continue;
      auto heredoc = lines_.heredoc(*opened, one.last);
      if (!heredoc) return wrong(one.first, "the here-document \"" + opened->end + "\" has no end");
      one.heredocs.push_back(*std::move(heredoc));
    }
    return {};
  }

  // "FROM [--platform=P] IMAGE [AS NAME]".
  Result<void> begin_stage(const DockerInstruction& from) {
    const auto words = base::words(from.arguments);
    const bool named = words.size() == 3 && base::equals_ignoring_case(words[1], "as");
    if (words.size() != 1 && !named) return wrong(from.first, "FROM takes an image, and AS with a name");
    BuildStage stage{.name = named ? base::to_lower(words[2]) : std::string(),
                     .from = expand(words[0], globals_, lines_.escape()),
                     .first = from.first,
                     .last = from.last,
                     .instructions = {}};
    for (std::size_t i = 0; i < file_.stages.size(); ++i) {
      if (!file_.stages[i].name.empty() && base::equals_ignoring_case(file_.stages[i].name, stage.from))
        stage.parent = i;
    }
    if (!file_.stages.empty()) left_.push_back(std::exchange(variables_, {}));
    // What the stage below has set stands in this one too.
    if (stage.parent != BuildStage::kNoStage) {
      for (const auto& [name, value] : left_[stage.parent]) PQ_CHECK(keep(name.size() + value.size()));
      variables_ = left_[stage.parent];
    }
    file_.stages.push_back(std::move(stage));
    return {};
  }

  // ARG before FROM is for FROM lines; behind it, it gives the stage the value, or that of the one before FROM.
  Result<void> declare(DockerInstruction one) {
    const auto& into = variables();
    for (const auto& [name, value] : assignments(one.arguments)) {
      const auto given = given_.find(name);
      const auto global = globals_.find(name);
      if (given != given_.end()) {
        PQ_CHECK(set(name, given->second));
      } else if (value) {
        PQ_CHECK(set(name, expand(*value, into, lines_.escape())));
      } else if (global != globals_.end()) {
        PQ_CHECK(set(name, global->second));
      }
    }
    if (file_.stages.empty()) return {};
    PQ_CHECK(fill_in(one));
    file_.stages.back().instructions.push_back(std::move(one));
    return {};
  }

  Result<void> fill_in(DockerInstruction& one) {
    const bool expands = base::is_one_of(one.keyword, kExpanding);
    one.expanded = expands ? expand(one.arguments, variables_, lines_.escape()) : one.arguments;
    return keep(one.expanded.size());
  }

  // Before the first FROM those for FROM lines, behind it those of the stage.
  Variables& variables() { return file_.stages.empty() ? globals_ : variables_; }

  Result<void> set(const std::string& name, std::string value) {
    PQ_CHECK(keep(name.size() + value.size()));
    variables()[name] = std::move(value);
    return {};
  }

  // A short text may ask for long values, and stages for all of those below them.
  Result<void> keep(std::size_t bytes) {
    kept_ += bytes;
    return kept_ <= kMaxValues ? Result<void>()
                               : base::over_limit("a Dockerfile whose values have more than 32 MiB");
  }

  Lines lines_;
  const std::map<std::string, std::string>& given_;
  Dockerfile file_;
  Variables globals_, variables_;
  // What each stage but the last has set at its end.
  std::vector<Variables> left_;
  std::size_t count_ = 0, nested_ = 0, kept_ = 0;
};

}  // namespace

std::string_view DockerInstruction::flag(std::string_view name) const {
  for (const auto& one : flags) {
    const auto halves = base::cut(std::string_view(one).substr(2), "=");
    if (halves && halves->before == name) return halves->after;
  }
  return {};
}

Result<std::size_t> Dockerfile::target(std::string_view name) const {
  if (name.empty()) return stages.size() - 1;
  for (std::size_t i = stages.size(); i-- > 0;) {
    if (!stages[i].name.empty() && base::equals_ignoring_case(stages[i].name, name)) return i;
  }
  const auto number = base::to_uint(name);
  if (number && *number < stages.size()) return static_cast<std::size_t>(*number);
  return base::fail(ErrorKind::kNotFound, "the Dockerfile has no stage \"" + std::string(name) + "\"");
}

std::vector<std::size_t> Dockerfile::line_of(std::size_t stage) const {
  std::vector<std::size_t> line;
  // A parent always stands above: this ends.
  for (; stage != BuildStage::kNoStage; stage = stages[stage].parent) line.push_back(stage);
  std::reverse(line.begin(), line.end());
  return line;
}

std::string Dockerfile::label(std::size_t stage) const {
  return stages[stage].name.empty() ? std::to_string(stage) : stages[stage].name;
}

Result<Dockerfile> read_dockerfile(std::string_view text,
                                   const std::map<std::string, std::string>& arguments) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (text.size() > kMaxDockerfile) return base::over_limit("a Dockerfile of more than 1 MiB");
  if (text.starts_with(kMark)) text.remove_prefix(kMark.size());
  return DockerfileReader(text, arguments).read();
}

std::vector<std::string> argument_words(std::string_view arguments) {
  arguments = base::trim(arguments);
  if (arguments.starts_with('[')) {
    const auto document = codec::JsonDocument::parse(arguments);
    if (document && document->root().is_array()) {
      std::vector<std::string> words;
      document->root().each([&](codec::Json one) { words.emplace_back(one.text()); });
      return words;
    }
  }
  std::vector<std::string> words;
  for (const auto word : shell_words(arguments)) {
    std::string plain;
    for (const char c : word) {
      if (c != '"' && c != '\'') plain += c;
    }
    words.push_back(std::move(plain));
  }
  return words;
}

}  // namespace pratique::provenance
