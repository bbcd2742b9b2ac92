#include "fix/toml_places.h"

#include <map>

#include "base/text.h"
#include "codec/toml.h"

namespace pratique::fix {

namespace {

constexpr int kMaxDepth = 64;

using Path = std::vector<std::string>;

// Of a text that is known to be TOML; whatever it meets, it ends.
class PlaceReader {
 public:
  explicit PlaceReader(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  Result<std::vector<TomlPlace>> run() {
    for (;;) {
      pass(" \t\r\n");
      if (at_ >= text_.size()) return std::move(out_);
      const auto from = at_;
      if (peek() == '#') {
        pass_line();
      } else if (peek() == '[') {
        PQ_CHECK(header());
      } else {
        PQ_CHECK(member(table_, 0));
      }
      if (at_ == from) return base::invalid_at(at_, "TOML that is not read");
    }
  }

 private:
  // "[a.b]", "[[a.b]]".
  Result<void> header() {
    const bool many = text_.substr(at_).starts_with("[[");
    at_ += many ? 2 : 1;
    PQ_TRY(const auto keys, key());
    pass("]");
    table_ = {};
    for (std::size_t i = 0; i < keys.size(); ++i) {
      table_.push_back(keys[i]);
      const auto name = dotted_path(table_);
      const auto known = tables_.find(name);
      if (many && i + 1 == keys.size()) {
        const auto number = known == tables_.end() ? 0 : known->second + 1;
        tables_[name] = number;
        table_.push_back(std::to_string(number));
      } else if (known != tables_.end()) {
        table_.push_back(std::to_string(known->second));
      }
    }
    return {};
  }

  Result<void> member(const Path& table, int depth) {
    PQ_TRY(const auto keys, key());
    if (peek() != '=') return base::invalid_at(at_, "TOML without an equals sign");
    ++at_;
    auto path = table;
    path.insert(path.end(), keys.begin(), keys.end());
    return value(path, depth);
  }

  // A dotted key, with the blanks behind it.
  Result<Path> key() {
    Path out;
    for (;;) {
      pass(" \t");
      if (peek() == '"' || peek() == '\'') {
        PQ_TRY(auto part, string());
        out.push_back(std::move(part.text));
      } else {
        const auto from = at_;
        while (at_ < text_.size() && (base::is_alnum(text_[at_]) || text_[at_] == '_' || text_[at_] == '-'))
          ++at_;
        if (at_ == from) return base::invalid_at(at_, "TOML without a key");
        out.emplace_back(text_.substr(from, at_ - from));
      }
      pass(" \t");
      if (peek() != '.') return out;
      ++at_;
    }
  }

  Result<void> value(const Path& path, int depth) {
    if (depth > kMaxDepth) return base::over_limit("TOML nested more than 64 deep");
    pass(" \t");
    if (peek() == '[') return array(path, depth);
    if (peek() == '{') return inline_table(path, depth);
    if (peek() == '"' || peek() == '\'') {
      PQ_TRY(auto one, string());
      one.path = path;
      out_.push_back(std::move(one));
      return {};
    }
    const auto from = at_;
    while (at_ < text_.size() && std::string_view(",]}#\r\n").find(text_[at_]) == std::string_view::npos)
      ++at_;
    const auto text = base::trim(text_.substr(from, at_ - from));
    if (text.empty()) return base::invalid_at(at_, "TOML without a value");
    out_.push_back({.path = path, .offset = from, .length = text.size(), .text = std::string(text)});
    return {};
  }

  Result<void> array(Path path, int depth) {
    ++at_;
    path.emplace_back();
    for (std::size_t number = 0;; ++number) {
      pass_between();
      if (at_ >= text_.size()) return base::invalid_at(at_, "TOML that breaks off");
      if (peek() == ']') break;
      path.back() = std::to_string(number);
      const auto from = at_;
      PQ_CHECK(value(path, depth + 1));
      if (at_ == from) return base::invalid_at(at_, "TOML that is not read");
    }
    ++at_;
    return {};
  }

  Result<void> inline_table(const Path& path, int depth) {
    ++at_;
    for (;;) {
      pass_between();
      if (at_ >= text_.size()) return base::invalid_at(at_, "TOML that breaks off");
      if (peek() == '}') break;
      PQ_CHECK(member(path, depth + 1));
    }
    ++at_;
    return {};
  }

  Result<TomlPlace> string() {
    TomlPlace out{.is_string = true, .offset = at_};
    const char quote = peek();
    const std::string triple(3, quote);
    out.quotes = text_.substr(at_).starts_with(triple) ? 3 : 1;
    at_ += out.quotes;
    bool escaped = false;
    const auto ends = [&] {
      return out.quotes == 3 ? text_.substr(at_).starts_with(triple) : text_[at_] == quote;
    };
    while (at_ < text_.size() && !ends()) {
      if (quote == '"' && text_[at_] == '\\') escaped = true, ++at_;
      ++at_;
    }
    if (at_ >= text_.size()) return base::invalid_at(at_, "TOML that breaks off");
    at_ += out.quotes;
    while (out.quotes == 3 && at_ < text_.size() && text_[at_] == quote) ++at_;
    out.length = at_ - out.offset;
    const auto raw = text_.substr(out.offset, out.length);
    if (!escaped && out.quotes == 1) {
      out.text = raw.substr(1, raw.size() - 2);
      return out;
    }
    PQ_TRY(const auto document, codec::TomlDocument::parse("a = " + std::string(raw)));
    out.text = document.root()["a"].text();
    return out;
  }

  // Blanks, line ends, commas and comments.
  void pass_between() {
    for (;;) {
      pass(" \t\r\n,");
      if (peek() != '#') return;
      pass_line();
    }
  }
  void pass(std::string_view what) {
    while (at_ < text_.size() && what.find(text_[at_]) != what.npos) ++at_;
  }
  void pass_line() { at_ = std::min(text_.find('\n', at_), text_.size()); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  std::string_view text_;
  std::size_t at_ = 0;
  Path table_;
  // Arrays of tables by name: the number of the last.
  std::map<std::string, std::size_t> tables_;
  std::vector<TomlPlace> out_;
};

}  // namespace

std::string dotted_path(const std::vector<std::string>& path) { return base::join(path, "."); }

Result<std::vector<TomlPlace>> read_toml_places(std::string_view text) {
  {
    PQ_TRY(const auto document, codec::TomlDocument::parse(text));
  }
  return PlaceReader(text).run();
}

}  // namespace pratique::fix
