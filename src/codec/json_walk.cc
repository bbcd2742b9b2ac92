#include "codec/json_walk.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pratique::codec {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

tl::unexpected<Error> broken_off() { return base::invalid("JSON that breaks off"); }

// Bytes of a value that is not in a string at which something begins or ends.
constexpr auto kMarks = [] {
  std::array<bool, 256> marks{};
  for (const char c : {'"', '{', '}', '[', ']', ',', ' ', '\n', '\r', '\t'})
    marks[static_cast<unsigned char>(c)] = true;
  return marks;
}();

// Printable ASCII without a quote or an escape: what needs no parser to be a text.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

}  // namespace

Result<bool> JsonWalk::refill() {
  before_ += chunk_.size();
  at_ = 0;
  PQ_TRY(chunk_, pull_());
  return !chunk_.empty();
}

Result<std::optional<char>> JsonWalk::peek() {
  for (;;) {
    while (at_ < chunk_.size() && is_blank(chunk_[at_])) ++at_;
    if (at_ < chunk_.size()) return chunk_[at_];
    PQ_TRY(const bool more, refill());
    if (!more) return std::nullopt;
    // A byte order mark, as codec/json.h.
    if (!std::exchange(begun_, true) && chunk_.starts_with("\xEF\xBB\xBF")) at_ += 3;
  }
}

Result<char> JsonWalk::need() {
  PQ_TRY(const auto next, peek());
  if (!next) return broken_off();
  return *next;
}

// Goes on in `chunk_` until the value ends or the bytes do; true: it has ended. A bare word ends before what follows it.
bool JsonWalk::scan() {
  for (; at_ < chunk_.size(); ++at_) {
    const char c = chunk_[at_];
    if (in_string_) {
      const bool ends = c == '"' && !escaped_;
      escaped_ = c == '\\' && !escaped_;
      in_string_ = !ends;
      if (!ends || depth_ > 0) continue;
      ++at_;
      return true;
    }
    if (!kMarks[static_cast<unsigned char>(c)]) continue;
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ == 0) return true;
      if (--depth_ > 0) continue;
      ++at_;
      return true;
    } else if (depth_ == 0) {  // a comma or a blank
      return true;
    }
  }
  return false;
}

Result<std::string_view> JsonWalk::take(std::uint64_t most) {
  PQ_CHECK(need());
  taken_ = true;
  value_.clear();
  depth_ = 0;
  in_string_ = escaped_ = false;
  for (bool first = true, too_large = false;; first = false) {
    const auto from = at_;
    const bool ended = scan();
    const auto part = chunk_.substr(from, at_ - from);
    too_large = too_large || value_.size() + part.size() > most;
    if (first && ended) {
      if (part.empty()) return base::invalid("JSON: a value is missing");
      return too_large ? std::string_view() : part;
    }
    if (too_large) {
      value_.clear();
    } else {
      value_ += part;
    }
    if (ended) return too_large ? std::string_view() : std::string_view(value_);
    PQ_TRY(const bool more, refill());
    if (!more) return broken_off();
  }
}

Result<std::string> JsonWalk::take_key() {
  PQ_TRY(const auto first, need());
  if (first != '"') return base::invalid("JSON: a member without a name");
  PQ_TRY(const auto written, take(most_));
  if (written.empty()) return base::over_limit("JSON: a name that is too long");
  std::string key(written.substr(1, written.size() - 2));
  if (!is_plain(key)) {
    PQ_TRY(const auto parsed, JsonDocument::parse(written));
    key = parsed.root().text();
  }
  PQ_TRY(const auto colon, need());
  if (colon != ':') return base::invalid("JSON: no value behind the name " + key);
  ++at_;
  return key;
}

Result<JsonWalk::Kind> JsonWalk::kind() {
  PQ_TRY(const auto first, need());
  switch (first) {
    case '{':
      return Kind::kObject;
    case '[':
      return Kind::kArray;
    case '"':
      return Kind::kString;
    case '}':
    case ']':
    case ',':
    case ':':
      return base::invalid("JSON: a value is missing");
    default:
      return Kind::kOther;
  }
}

Result<void> JsonWalk::inside(char open, char close, const std::function<Result<void>()>& each) {
  PQ_CHECK(kind());
  if (chunk_[at_] != open) return take(0).map([](auto) {});
  ++at_;
  ++level_;
  for (bool first = true;; first = false) {
    PQ_TRY(auto next, need());
    if (next == close) break;
    if (!first) {
      if (next != ',') return base::invalid("JSON: no comma between two values");
      ++at_;
    }
    PQ_CHECK(each());
  }
  ++at_;
  --level_;
  taken_ = true;
  return {};
}

// Errors come between values, so the walk stands in no string.
Result<void> JsonWalk::recover(std::size_t level) {
  taken_ = true;
  depth_ = level_ - level;
  level_ = level;
  in_string_ = escaped_ = false;
  while (depth_ > 0 && !scan()) {
    PQ_TRY(const bool more, refill());
    if (!more) return broken_off();
  }
  return {};
}

Result<void> JsonWalk::members(const std::function<Result<void>(std::string_view key)>& visit) {
  return inside('{', '}', [&]() -> Result<void> {
    PQ_TRY(const auto key, take_key());
    PQ_CHECK(kind());
    taken_ = false;
    PQ_CHECK(visit(key));
    return taken_ ? Result<void>() : take(0).map([](auto) {});
  });
}

Result<void> JsonWalk::elements(const std::function<Result<void>(std::uint64_t number)>& visit) {
  return inside('[', ']', [&, number = std::uint64_t{0}]() mutable -> Result<void> {
    PQ_CHECK(kind());
    taken_ = false;
    PQ_CHECK(visit(++number));
    return taken_ ? Result<void>() : take(0).map([](auto) {});
  });
}

Result<std::string_view> JsonWalk::value() {
  PQ_CHECK(kind());
  return take(most_);
}

Result<std::string_view> JsonWalk::text() {
  PQ_TRY(const auto what, kind());
  PQ_TRY(const auto written, take(what == Kind::kString ? most_ : 0));
  if (what != Kind::kString || written.empty()) return std::string_view();
  const auto content = written.substr(1, written.size() - 2);
  if (is_plain(content)) return content;
  const auto parsed = JsonDocument::parse(written);
  text_ = parsed ? parsed->root().text() : std::string_view();
  return text_;
}

Result<void> JsonWalk::finish() {
  PQ_TRY(const auto behind, peek());
  if (behind) return base::invalid("JSON: something stands behind its end");
  return {};
}

}  // namespace pratique::codec
