#include "codec/json_pieces.h"

#include <utility>

#include "base/text.h"

namespace pratique::codec {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

tl::unexpected<Error> broken_off() { return base::invalid("JSON that breaks off"); }

}  // namespace

Result<bool> JsonPieces::refill() {
  at_ = 0;
  PQ_TRY(chunk_, pull_());
  return !chunk_.empty();
}

Result<std::optional<char>> JsonPieces::peek() {
  for (;;) {
    while (at_ < chunk_.size() && is_blank(chunk_[at_])) ++at_;
    if (at_ < chunk_.size()) return chunk_[at_];
    PQ_TRY(const bool more, refill());
    if (!more) return std::nullopt;
  }
}

// Goes on in `chunk_` until the value ends or the bytes do; true: it has ended. A bare word ends before what follows it.
bool JsonPieces::scan() {
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
    if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      if (depth_ == 0) return true;
      if (--depth_ > 0) continue;
      ++at_;
      return true;
    } else if (depth_ == 0 && (c == ',' || is_blank(c))) {
      return true;
    }
  }
  return false;
}

Result<void> JsonPieces::take_value() {
  value_.clear();
  depth_ = 0;
  in_string_ = escaped_ = too_large_ = false;
  for (;;) {
    const auto from = at_;
    const bool ended = scan();
    if (value_.size() + (at_ - from) > most_) too_large_ = true;
    if (too_large_) {
      value_.clear();
    } else {
      value_.append(chunk_, from, at_ - from);
    }
    if (ended) return {};
    PQ_TRY(const bool more, refill());
    if (!more) return broken_off();
  }
}

Result<std::string> JsonPieces::take_key() {
  PQ_TRY(const auto first, peek());
  if (first != '"') return base::invalid("JSON: a member without a name");
  PQ_CHECK(take_value());
  if (too_large_) return base::over_limit("JSON: a name that is too long");
  // Most have no escapes, and their UTF-8 is checked all the same.
  PQ_TRY(const auto parsed, JsonDocument::parse(value_));
  std::string key(parsed.root().text());
  PQ_TRY(const auto colon, peek());
  if (colon != ':') return base::invalid("JSON: no value behind the name " + key);
  ++at_;
  return key;
}

// A value that nobody wants is not kept.
Result<void> JsonPieces::pass_value() {
  PQ_TRY(const auto first, peek());
  if (!first) return broken_off();
  const auto most = std::exchange(most_, 0);
  const auto passed = take_value();
  most_ = most;
  return passed;
}

Result<bool> JsonPieces::enter() {
  if (close_ != '}') return base::invalid("JSON that is no object");
  for (bool first = true;; first = false) {
    PQ_TRY(auto next, peek());
    if (!next) return broken_off();
    if (*next == '}') return false;
    if (!first) {
      if (*next != ',') return base::invalid("JSON: no comma between two members");
      ++at_;
    }
    PQ_TRY(const auto key, take_key());
    PQ_TRY(next, peek());
    if (key == inside_ && next && (*next == '[' || *next == '{')) {
      close_ = *next == '{' ? '}' : ']';
      ++at_;
      return true;
    }
    PQ_CHECK(pass_value());
  }
}

Result<void> JsonPieces::leave() {
  ++at_;
  for (;;) {
    PQ_TRY(auto next, peek());
    if (!next) return broken_off();
    if (*next == '}') return {};
    if (*next != ',') return base::invalid("JSON: no comma between two members");
    ++at_;
    PQ_TRY(const auto key, take_key());
    PQ_CHECK(pass_value());
  }
}

Result<std::optional<JsonPiece>> JsonPieces::finish() {
  done_ = true;
  if (!inside_.empty()) PQ_CHECK(leave());
  ++at_;
  PQ_TRY(const auto behind, peek());
  if (behind) return base::invalid("JSON: something stands behind its end");
  return std::nullopt;
}

Result<std::optional<JsonPiece>> JsonPieces::begin() {
  // A byte order mark, as codec/json.h.
  PQ_TRY(auto first, peek());
  if (chunk_.substr(at_).starts_with("\xEF\xBB\xBF")) {
    at_ += 3;
    PQ_TRY(first, peek());
  }
  if (!first || (*first != '{' && *first != '[')) return base::invalid("JSON that is no object and no array");
  close_ = *first == '{' ? '}' : ']';
  ++at_;
  return std::nullopt;
}

Result<std::optional<JsonPiece>> JsonPieces::next() {
  if (done_) return std::nullopt;
  const bool first_piece = close_ == 0;
  if (first_piece) PQ_CHECK(begin());
  if (first_piece && !inside_.empty()) {
    PQ_TRY(const bool entered, enter());
    if (!entered) {
      inside_.clear();
      return finish();
    }
  }
  PQ_TRY(auto first, peek());
  if (!first) return broken_off();
  if (*first == close_) return finish();
  if (!first_piece) {
    if (*first != ',') return base::invalid("JSON: no comma behind value " + std::to_string(count_));
    ++at_;
  }
  JsonPiece piece;
  if (is_object()) {
    PQ_TRY(piece.key, take_key());
  } else {
    piece.key = std::to_string(count_ + 1);
  }
  PQ_TRY(first, peek());
  if (!first) return broken_off();
  PQ_CHECK(take_value());
  if (value_.empty() && !too_large_) return base::invalid("JSON: the value of " + piece.key + " is missing");
  ++count_;
  piece.text = value_;
  return piece;
}

}  // namespace pratique::codec
