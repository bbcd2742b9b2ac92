#include "provenance/variables.h"

#include <algorithm>

#include "base/text.h"
#include "provenance/dockerfile.h"

namespace pratique::provenance {

namespace {

constexpr int kMaxDepth = 8;

bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

class Expansion {
 public:
  Expansion(std::string_view text, const Variables& variables, char escape, int depth)
      : text_(text), variables_(variables), escape_(escape), depth_(depth) {}

  std::string run() {
    while (at_ < text_.size() && out_.size() < kMaxExpanded) step();
    if (out_.size() > kMaxExpanded) out_.resize(kMaxExpanded);
    return std::move(out_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == escape_ && at_ + 1 < text_.size() && !single_) {
      // Only what would mean something loses its escape; the rest stays as written.
      if (text_[at_ + 1] != '$') out_ += c;
      out_ += text_[at_ + 1];
      at_ += 2;
    } else if (c == '$' && !single_) {
      ++at_;
      variable();
    } else {
      if (c == '\'' && !double_) single_ = !single_;
      if (c == '"' && !single_) double_ = !double_;
      out_ += c;
      ++at_;
    }
  }

  void variable() {
    if (at_ < text_.size() && text_[at_] == '{') {
      const auto end = unclosed_ ? text_.npos : closing();
      if (end == text_.npos) {
        // Nor is any that follows: looking again and again would take long.
        unclosed_ = true;
        out_ += '$';
        return;
      }
      braced(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return;
    }
    const auto start = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    if (at_ == start) {
      out_ += '$';
    } else {
      out_ += value_of(text_.substr(start, at_ - start)).value_or("");
    }
  }

  // Of the brace at `at_`.
  std::size_t closing() const {
    int open = 0;
    for (auto i = at_; i < text_.size(); ++i) {
      if (text_[i] == '{') ++open;
      if (text_[i] == '}' && --open == 0) return i;
    }
    return text_.npos;
  }

  // "NAME", "NAME:-word", "NAME+word", ….
  void braced(std::string_view inner) {
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(inner, is_name) - inner.begin());
    const auto value = value_of(inner.substr(0, end));
    auto rest = inner.substr(end);
    const bool colon = rest.starts_with(':');
    if (colon) rest.remove_prefix(1);
    const bool set = value && (!colon || !value->empty());
    const char modifier = rest.empty() ? '\0' : rest.front();
    const auto word = [&] {
      return depth_ < kMaxDepth ? Expansion(rest.substr(1), variables_, escape_, depth_ + 1).run()
                                : std::string(rest.substr(1));
    };
    if (modifier == '-') {
      out_ += set ? *value : word();
    } else if (modifier == '+') {
      if (set) out_ += word();
    } else {
      // "?" would be an error of the build; "#", "%" and "/" cut the value, which no comparison needs.
      out_ += value.value_or("");
    }
  }

  std::optional<std::string> value_of(std::string_view name) const {
    const auto found = variables_.find(std::string(name));
    if (found == variables_.end()) return std::nullopt;
    return found->second;
  }

  std::string_view text_;
  const Variables& variables_;
  const char escape_;
  const int depth_;
  std::size_t at_ = 0;
  bool single_ = false, double_ = false, unclosed_ = false;
  std::string out_;
};

}  // namespace

std::string expand(std::string_view text, const Variables& variables, char escape) {
  return Expansion(text, variables, escape, 0).run();
}

std::vector<std::pair<std::string, std::optional<std::string>>> assignments(std::string_view text) {
  std::vector<std::pair<std::string, std::optional<std::string>>> all;
  const auto words = argument_words(text);
  if (words.empty()) return all;
  const auto first = base::words(text).front();
  if (words.size() > 1 && !base::contains(first, "=")) {
    // "ENV NAME all that follows", as it was once written.
    all.emplace_back(std::string(first), std::string(base::trim(base::trim(text).substr(first.size()))));
    return all;
  }
  for (const auto& word : words) {
    const auto halves = base::cut(word, "=");
    if (halves) {
      all.emplace_back(std::string(halves->before), std::string(halves->after));
    } else {
      all.emplace_back(word, std::nullopt);
    }
  }
  return all;
}

}  // namespace pratique::provenance
