// Gemfile. Source: Bundler, "gemfile(5)"; what is read of Ruby are calls of gem() with texts as arguments.
#include <algorithm>

#include "base/text.h"
#include "fix/declaration_editor.h"

namespace pratique::fix::manifests {

namespace {

// A text between quotes.
struct Quoted {
  std::string text;
  // With its quotes.
  std::size_t offset = 0, length = 0;
  bool plain = true;
};

struct GemCall {
  Quoted name;
  std::vector<Quoted> requirements;
  // What follows: "git: …", "require: false".
  std::string options;
  std::size_t offset = 0;
};

class RubyReader {
 public:
  explicit RubyReader(std::string_view text) : text_(text) {}

  std::vector<GemCall> run() {
    std::vector<GemCall> out;
    while (at_ < text_.size()) {
      if (pass_block_comment() || pass_heredoc_bodies()) continue;
      pass_blanks();
      if (auto call = gem_call()) out.push_back(*std::move(call));
      pass_line();
    }
    return out;
  }

 private:
  // "=begin" … "=end", each at the start of a line.
  bool pass_block_comment() {
    if (!text_.substr(at_).starts_with("=begin")) return false;
    const auto end = text_.find("\n=end", at_);
    at_ = end == text_.npos ? text_.size() : end + 1;
    pass_line();
    return true;
  }

  bool pass_heredoc_bodies() {
    if (heredoc_.empty()) return false;
    while (at_ < text_.size()) {
      const auto end = std::min(text_.find('\n', at_), text_.size());
      const auto line = base::trim(text_.substr(at_, end - at_));
      at_ = std::min(end + 1, text_.size());
      if (line == heredoc_) break;
    }
    heredoc_.clear();
    return true;
  }

  // gem "name", "requirement", …, options
  std::optional<GemCall> gem_call() {
    const auto rest = text_.substr(at_);
    if (!rest.starts_with("gem") || rest.size() < 4 || (rest[3] != ' ' && rest[3] != '\t' && rest[3] != '('))
      return std::nullopt;
    GemCall out{.name = {}, .requirements = {}, .options = {}, .offset = at_};
    at_ += 3;
    pass_blanks();
    if (peek() == '(') ++at_;
    pass_between();
    auto name = quoted();
    if (!name || is_key()) return std::nullopt;
    out.name = *std::move(name);
    bool listed = false;
    while (pass_comma()) {
      if (peek() == '[' && !listed) {
        listed = true;
        ++at_;
        pass_between();
      }
      const auto from = at_;
      auto text = quoted();
      if (text && !is_key()) {
        out.requirements.push_back(*std::move(text));
        pass_blanks();
        if (listed && peek() == ']') {
          ++at_;
          listed = false;
        }
        continue;
      }
      at_ = from;
      break;
    }
    const auto from = at_;
    pass_arguments();
    out.options = text_.substr(from, at_ - from);
    return out;
  }

  // "'git' => …".
  bool is_key() {
    const auto from = at_;
    pass_blanks();
    const bool key = text_.substr(at_).starts_with("=>") || peek() == ':';
    at_ = from;
    return key;
  }

  std::optional<Quoted> quoted() {
    const char quote = peek();
    if (quote != '"' && quote != '\'') return std::nullopt;
    Quoted out{.text = {}, .offset = at_};
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' || (quote == '"' && text_.substr(at_).starts_with("#{"))) out.plain = false;
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) out.text += text_[at_];
    }
    if (at_ >= text_.size()) return std::nullopt;
    ++at_;
    out.length = at_ - out.offset;
    return out;
  }

  // A comma, and what may stand behind it: blanks, line ends, comments.
  bool pass_comma() {
    pass_blanks();
    if (peek() != ',') return false;
    ++at_;
    pass_between();
    return true;
  }
  void pass_between() {
    for (;;) {
      while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
      if (peek() != '#') return;
      at_ = std::min(text_.find('\n', at_), text_.size());
    }
  }
  // The options of a call, which go on behind a comma at the end of a line.
  void pass_arguments() {
    for (;;) {
      const auto from = at_;
      pass_to_line_end();
      auto line = base::trim(text_.substr(from, at_ - from));
      if (!line.ends_with(',') || at_ >= text_.size()) return;
      ++at_;
      pass_between();
    }
  }
  // To the line's end or a comment, over texts.
  void pass_to_line_end() {
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '#') {
      if (text_[at_] == '"' || text_[at_] == '\'') {
        const auto from = at_;
        if (!quoted()) at_ = from + 1;
      } else {
        ++at_;
      }
    }
  }
  // "<<~EOS": what follows the line is a text.
  void pass_line() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    const auto line = text_.substr(at_, end - at_);
    if (const auto open = line.find("<<"); open != line.npos) {
      auto word = line.substr(open + 2);
      while (!word.empty() && std::string_view("~-'\"").find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
      std::size_t n = 0;
      while (n < word.size() && (base::is_alnum(word[n]) || word[n] == '_')) ++n;
      if (n > 0 && base::is_alpha(word.front())) heredoc_ = word.substr(0, n);
    }
    at_ = end == text_.size() ? end : end + 1;
  }
  void pass_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string heredoc_;
};

class Gemfile final : public DeclarationEditor {
 public:
  ManifestAbout about() const override {
    return {
        .format = "Gemfile", .purl_type = "gem", .names = {"Gemfile", "gems.rb"}, .settle = "bundle lock"};
  }

  Result<std::vector<DeclaredVersion>> read(std::string_view text) const override {
    PQ_CHECK(within_limit(text));
    if (!base::is_valid_utf8(text)) return base::invalid("a Gemfile that is not UTF-8");
    const LineNumbers lines(text);
    std::vector<DeclaredVersion> out;
    for (const auto& call : RubyReader(text).run()) {
      DeclaredVersion one{.name = call.name.text,
                          .offset = call.name.offset + call.name.length,
                          .line = lines.at(call.offset)};
      bool plain = call.name.plain;
      for (const auto& requirement : call.requirements) {
        one.requirement += (one.requirement.empty() ? "" : ", ") + requirement.text;
        plain = plain && requirement.plain;
      }
      if (!call.requirements.empty()) {
        const auto& last = call.requirements.back();
        one.offset = call.requirements.front().offset;
        one.length = last.offset + last.length - one.offset;
      }
      if (!plain) one.fixed = "a text that Ruby makes when it runs";
      for (const char* source :
           {"git:", "github:", "path:", ":git ", ":github ", ":path ", "gist:", ":git=", ":path="}) {
        if (base::contains(call.options, source)) one.fixed = "a repository or folder";
      }
      out.push_back(std::move(one));
    }
    return out;
  }

 protected:
  // Each condition is a text of its own; those that were there keep their quotes and what stands between them.
  std::string written(const DeclaredVersion& declared, std::string_view requirement,
                      std::string_view text) const override {
    const auto conditions = base::split(requirement, ',');
    const char quote = text[declared.length == 0 ? declared.offset - 1 : declared.offset];
    std::string out;
    std::size_t known = 0;
    for (auto before = text.substr(declared.offset, declared.length); known < conditions.size();) {
      const auto from = before.find_first_of("\"'");
      const auto end = from == before.npos ? from : before.find(before[from], from + 1);
      if (end == before.npos) break;
      out += before.substr(0, from + 1);
      out += std::string(base::trim(conditions[known++])) + before[end];
      before.remove_prefix(end + 1);
    }
    for (; known < conditions.size(); ++known)
      out += ", " + (quote + std::string(base::trim(conditions[known])) + quote);
    return out;
  }

  std::string follow(const PackageMove& move, const EditOptions&) const override {
    return "update the lock file: `bundle update " + move.name + " --conservative`";
  }

  // A line of its own.
  Result<HeldEntry> hold(std::string_view text, const PackageMove& move, const EditOptions&) const override {
    const auto& language = *find_requirement_language("gem");
    PQ_CHECK(language.admission("", move.to));
    const auto odd = std::ranges::find_if_not(
        move.name, [](char c) { return base::is_alnum(c) || c == '-' || c == '_' || c == '.'; });
    if (move.name.empty() || odd != move.name.end()) return base::invalid("no name of a gem");
    const auto line = "gem " + quoted(move.name) + ", " + quoted(language.compatible(move.to));
    const std::string end(line_end_of(text));
    const bool open = !text.empty() && !text.ends_with('\n');
    return HeldEntry{
        .edits = {{.offset = text.size(), .length = 0, .text = (open ? end : "") + line + (open ? "" : end)}},
        .written = line,
        .remark = "a line that holds a transitive gem"};
  }

 private:
  // Each condition a text of its own.
  static std::string quoted(std::string_view requirement) {
    std::string out;
    for (const auto one : base::split(requirement, ','))
      out += (out.empty() ? "" : ", ") + ("\"" + std::string(base::trim(one)) + "\"");
    return out;
  }
};

}  // namespace

std::unique_ptr<ManifestEditor> make_gemfile() { return std::make_unique<Gemfile>(); }

}  // namespace pratique::fix::manifests
