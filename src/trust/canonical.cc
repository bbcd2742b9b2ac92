#include "trust/canonical.h"

#include <fmt/format.h>

#include <map>
#include <optional>

namespace pratique::trust {

namespace {

constexpr int kMaxDepth = 32;

using codec::Json;

Result<std::string> write(Json value, int depth);

Result<std::string> array(Json value, int depth) {
  std::string out = "[";
  std::optional<Error> wrong;
  value.each([&](Json one) {
    if (wrong) return;
    auto text = write(one, depth + 1);
    if (!text) {
      wrong = std::move(text).error();
      return;
    }
    out += (out.size() > 1 ? "," : "") + *text;
  });
  if (wrong) return tl::unexpected(*std::move(wrong));
  return out + "]";
}

// What a reader does with a key that is there twice, signers and others may do otherwise: refused.
Result<std::string> object(Json value, int depth) {
  std::map<std::string, std::string> members;
  std::optional<Error> wrong;
  value.each_member([&](std::string_view key, Json one) {
    if (wrong) return;
    auto text = write(one, depth + 1);
    if (!text) {
      wrong = std::move(text).error();
    } else if (!members.emplace(key, *std::move(text)).second) {
      wrong = Error{.kind = ErrorKind::kInvalid, .what = "a key that is there twice: " + std::string(key)};
    }
  });
  if (wrong) return tl::unexpected(*std::move(wrong));
  std::string out = "{";
  for (const auto& [key, text] : members) {
    if (out.size() > 1) out += ',';
    out += canonical_text(key);
    out += ':';
    out += text;
  }
  return out + "}";
}

Result<std::string> write(Json value, int depth) {
  if (depth > kMaxDepth) return base::over_limit("nested deeper than 32");
  switch (value.kind()) {
    case Json::Kind::kNull:
      return std::string("null");
    case Json::Kind::kBool:
      return std::string(value.boolean().value_or(false) ? "true" : "false");
    case Json::Kind::kNumber: {
      const auto number = value.integer();
      if (!number) return base::invalid("a number that is not whole");
      return std::to_string(*number);
    }
    case Json::Kind::kString:
      return canonical_text(value.text());
    case Json::Kind::kArray:
      return array(value, depth);
    case Json::Kind::kObject:
      return object(value, depth);
    case Json::Kind::kAbsent:
      break;
  }
  return base::invalid("nothing where a value must be");
}

}  // namespace

std::string canonical_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string as_json(std::string_view canonical) {
  std::string out;
  for (const unsigned char c : canonical) {
    if (c < 0x20) {
      out += fmt::format("\\u{:04x}", c);
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

Result<std::string> canonical(codec::Json value) { return write(value, 0); }

}  // namespace pratique::trust
