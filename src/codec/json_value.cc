#include "codec/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <exception>

#include "base/text.h"

namespace pratique::codec {

namespace {

// What stands in a document as it is: most texts do, and a document has hundreds of thousands of them.
bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c != 0x7f && c != '"' && c != '\\'; });
}

// Boost.JSON escapes what JSON demands. What could drive the terminal of somebody who looks at the document,
// and is legal in JSON as it is (DEL, C1 controls, bidirectional marks), is escaped as well; a byte that is
// not UTF-8 becomes U+FFFD.
void append_quoted(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    (out += '"').append(text) += '"';
    return;
  }
  const auto whole = boost::json::serialize(boost::json::string_view(text.data(), text.size()));
  out += base::replace_unsafe(whole, [](std::optional<std::uint32_t> point, char) {
    return point ? fmt::format("\\u{:04x}", *point) : std::string("\xef\xbf\xbd");
  });
}

class Printer {
 public:
  explicit Printer(bool indented) : indented_(indented) {}

  // Recursion is bounded by the depth of documents that we build ourselves.
  void print(const JsonValue& value) {
    if (const auto* object = value.if_object()) {
      print_all('{', '}', *object, [this](const auto& member) {
        append_quoted(out, {member.key().data(), member.key().size()});
        out += indented_ ? ": " : ":";
        print(member.value());
      });
    } else if (const auto* array = value.if_array()) {
      print_all('[', ']', *array, [this](const auto& element) { print(element); });
    } else if (const auto* text = value.if_string()) {
      append_quoted(out, {text->data(), text->size()});
    } else if (const auto* number = value.if_double()) {
      out += fmt::format(
          "{}", *number);  // the shortest text that reads back the same; Boost.JSON would write 7.5E0
    } else {
      out += boost::json::serialize(value);
    }
  }

  void print(const JsonObject& object, const std::vector<JsonStream>& streams) {
    bool first = true;
    out += '{';
    ++depth_;
    for (const auto& member : object) {
      const std::string_view key(member.key().data(), member.key().size());
      const auto stream =
          std::find_if(streams.begin(), streams.end(), [&](const auto& one) { return one.key == key; });
      auto element = stream == streams.end() ? std::nullopt : stream->next();
      if (stream != streams.end() && !element && stream->omit_empty) continue;
      if (!first) out += ',';
      first = false;
      new_line();
      append_quoted(out, key);
      out += indented_ ? ": " : ":";
      stream == streams.end() ? print(member.value()) : print(std::move(element), *stream);
    }
    --depth_;
    if (!first) new_line();
    out += '}';
  }

  std::string out;

 private:
  void print(std::optional<JsonValue> element, const JsonStream& stream) {
    out += '[';
    ++depth_;
    const bool any = element.has_value();
    for (bool first = true; element; element = stream.next(), first = false) {
      if (!first) out += ',';
      new_line();
      print(*element);
    }
    --depth_;
    if (any) new_line();
    out += ']';
  }

  template <class Container, class PrintOne>
  void print_all(char open, char close, const Container& all, const PrintOne& print_one) {
    out += open;
    ++depth_;
    bool first = true;
    for (const auto& one : all) {
      if (!first) out += ',';
      first = false;
      new_line();
      print_one(one);
    }
    --depth_;
    if (!first) new_line();
    out += close;
  }

  void new_line() {
    if (indented_) out.append(1, '\n').append(2 * depth_, ' ');
  }

  bool indented_;
  std::size_t depth_ = 0;
};

}  // namespace

std::string to_text(const JsonValue& value) {
  Printer printer(true);
  printer.print(value);
  printer.out += '\n';
  return std::move(printer.out);
}

std::string to_text(const JsonObject& object, std::string_view list, std::size_t count,
                    const std::function<JsonValue(std::size_t)>& element) {
  std::size_t at = 0;
  return to_text(object, {{.key = list, .next = [&]() -> std::optional<JsonValue> {
                             return at < count ? std::optional(element(at++)) : std::nullopt;
                           }}});
}

std::string to_text(const JsonObject& object, const std::vector<JsonStream>& streams,
                    std::uint64_t expected) {
  Printer printer(true);
  try {
    printer.out.reserve(expected);   // no memory before it is written to
  } catch (const std::exception&) {  // it grows then
  }
  printer.print(object, streams);
  printer.out += '\n';
  return std::move(printer.out);
}

std::string to_compact_text(const JsonValue& value) {
  Printer printer(false);
  printer.print(value);
  return std::move(printer.out);
}

}  // namespace pratique::codec
