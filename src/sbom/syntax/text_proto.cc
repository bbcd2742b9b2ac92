#include "sbom/syntax/text_proto.h"

#include <algorithm>

#include "base/text.h"
#include "codec/utf.h"
#include "sbom/defect.h"

namespace pratique::sbom {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::uint32_t kHighSurrogate = 0xd800, kLowSurrogate = 0xdc00, kPastSurrogates = 0xe000;

bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

std::uint32_t digit_of(char c) {
  return static_cast<std::uint32_t>(base::is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
}

class Parser {
 public:
  Parser(std::string_view text, std::size_t max_fields) : text_(text), left_(max_fields) {}

  // Fields up to `close`, which is taken; '\0': up to the end.
  Result<std::vector<ProtoField>> message(char close, int depth) {
    if (depth > kMaxDepth) return base::over_limit("more than 64 messages in one another");
    std::vector<ProtoField> fields;
    for (;;) {
      blanks();
      if (at_end()) break;
      if (here() == close && close != '\0') return ++at_, fields;
      if (here() == ';' || here() == ',') {
        ++at_;
      } else {
        PQ_CHECK(field(fields, depth));
      }
    }
    if (close != '\0') return fault("a message that does not end");
    return fields;
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char here() const { return at_end() ? '\0' : text_[at_]; }

  tl::unexpected<Error> fault(std::string what) const {
    return base::fail(ErrorKind::kInvalid, "protobuf text: " + std::move(what),
                      {.line = line_of_offset(text_, std::min(at_, text_.size()))});
  }

  // And comments.
  void blanks() {
    while (!at_end() && (base::is_space(here()) || here() == '#')) {
      if (here() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      if (!at_end()) ++at_;
    }
  }

  Result<void> field(std::vector<ProtoField>& fields, int depth) {
    const auto from = at_;
    while (is_name(here())) ++at_;
    const auto name = text_.substr(from, at_ - from);
    if (name.empty()) return fault("no name of a field, where one should be");
    blanks();
    if (here() == ':') ++at_;
    blanks();
    if (here() != '[') return value(name, fields, depth);
    ++at_;
    for (;;) {
      blanks();
      if (at_end()) return fault("a list that does not end");
      if (here() == ']') return ++at_, Result<void>();
      if (here() == ',') {
        ++at_;
      } else {
        PQ_CHECK(value(name, fields, depth));
      }
    }
  }

  Result<void> value(std::string_view name, std::vector<ProtoField>& fields, int depth) {
    if (left_-- == 0) return base::over_limit("protobuf text of too many fields");
    ProtoField one{.name = name, .offset = at_, .text = {}, .fields = {}};
    if (here() == '{' || here() == '<') {
      const char close = here() == '{' ? '}' : '>';
      ++at_;
      one.kind = ProtoField::Kind::kMessage;
      PQ_TRY(one.fields, message(close, depth + 1));
    } else if (here() == '"' || here() == '\'') {
      one.kind = ProtoField::Kind::kText;
      while (here() == '"' || here() == '\'') {  // several are one
        PQ_CHECK(quoted(one.text));
        blanks();
      }
    } else {
      const auto from = at_;
      while (is_name(here()) || here() == '-' || here() == '+' || here() == '.') ++at_;
      one.text = text_.substr(from, at_ - from);
      if (one.text.empty()) return fault("no value of \"" + base::printable(name) + "\"");
    }
    fields.push_back(std::move(one));
    return {};
  }

  Result<void> quoted(std::string& out) {
    const char quote = text_[at_++];
    while (!at_end() && here() != quote && here() != '\n') {
      if (here() != '\\') {
        out += text_[at_++];
      } else {
        ++at_;
        PQ_CHECK(escape(out));
      }
    }
    if (here() != quote) return fault("a text that does not end");
    ++at_;
    return {};
  }

  // Up to `most` digits; nothing where there is none.
  std::uint32_t number(std::uint32_t base, int most) {
    std::uint32_t value = 0;
    for (; most > 0 && base::is_hex(here()) && digit_of(here()) < base; --most)
      value = value * base + digit_of(text_[at_++]);
    return value;
  }

  Result<void> escape(std::string& out) {
    constexpr std::string_view kNames = "abfnrtv", kValues = "\a\b\f\n\r\t\v";
    const char c = here();
    if (c >= '0' && c <= '7') return out += static_cast<char>(number(8, 3)), Result<void>();
    ++at_;
    if (c == 'x' || c == 'X') return out += static_cast<char>(number(16, 2)), Result<void>();
    if (c == 'u' || c == 'U') return point(c == 'u' ? 4 : 8, out);
    const auto at = kNames.find(c);
    if (at == kNames.npos && std::string_view("\\\"'?").find(c) == std::string_view::npos)
      return fault("an escape that there is not");
    out += at == kNames.npos ? c : kValues[at];
    return {};
  }

  // A pair of surrogates, as some writers have it, is one character.
  Result<void> point(int digits, std::string& out) {
    auto value = number(16, digits);
    if (value >= kHighSurrogate && value < kLowSurrogate && text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      const auto low = number(16, 4);
      if (low >= kLowSurrogate && low < kPastSurrogates)
        value = 0x10000 + ((value - kHighSurrogate) << 10) + (low - kLowSurrogate);
    }
    if (value > 0x10ffff || (value >= kHighSurrogate && value < kPastSurrogates))
      return fault("an escape of no character");
    codec::append_utf8(out, value);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0, left_;
};

}  // namespace

Result<std::vector<ProtoField>> parse_text_proto(std::string_view text, std::size_t max_fields) {
  return Parser(text, max_fields).message('\0', 0);
}

}  // namespace pratique::sbom
