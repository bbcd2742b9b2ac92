#include "codec/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <utility>

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
  // Without a sink the text stays in `out`. `streams`: elements of null members of these names.
  Printer(bool indented, const base::Sink* sink, const std::vector<JsonStream>* streams = nullptr)
      : indented_(indented), sink_(sink), streams_(streams) {}

  // Recursion is bounded by the depth of documents that we build ourselves.
  void print(const JsonValue& value) {
    if (const auto* object = value.if_object()) {
      print(*object);
    } else if (const auto* array = value.if_array()) {
      print(*array);
    } else if (const auto* text = value.if_string()) {
      append_quoted(out, {text->data(), text->size()});
    } else if (const auto* number = value.if_double()) {
      out += fmt::format(
          "{}", *number);  // the shortest text that reads back the same; Boost.JSON would write 7.5E0
    } else {
      out += boost::json::serialize(value);
    }
  }

  void print(const JsonObject& object) {
    open('{');
    bool first = true;
    for (const auto& member : object) {
      // A stream may stand on what an earlier one has found out, once that was asked to its end.
      if (!result) return;
      const std::string_view key(member.key().data(), member.key().size());
      const auto* stream = member.value().is_null() ? stream_of(key) : nullptr;
      auto element = stream == nullptr ? std::nullopt : stream->next();
      if (stream != nullptr && !element && stream->omit_empty) continue;
      separate(first);
      print_key(key);
      stream == nullptr ? print(member.value()) : print(std::move(element), *stream);
    }
    close('}', first);
  }

  // Hands on what was printed once it is much, so that only little is held; after an error nothing is.
  void settle(std::size_t most) {
    if (sink_ == nullptr || out.size() < most) return;
    if (result) result = (*sink_)(out);
    out.clear();
  }

  std::string out;
  Result<void> result;

 private:
  const JsonStream* stream_of(std::string_view key) const {
    if (streams_ == nullptr) return nullptr;
    const auto found =
        std::find_if(streams_->begin(), streams_->end(), [&](const auto& one) { return one.key == key; });
    return found == streams_->end() ? nullptr : &*found;
  }

  void print(std::optional<JsonValue> element, const JsonStream& stream) {
    const auto* streams = std::exchange(streams_, nullptr);  // the elements have none
    open('[');
    bool first = true;
    for (; element && result; element = stream.next()) {
      separate(first);
      print(*element);
    }
    close(']', first);
    streams_ = streams;
  }

  void print(const JsonArray& array) {
    open('[');
    bool first = true;
    for (const auto& one : array) {
      separate(first);
      print(one);
    }
    close(']', first);
  }

  void open(char sign) {
    out += sign;
    ++depth_;
  }

  void separate(bool& first) {
    if (!first) out += ',';
    settle(base::BufferedSink::kBytes);
    first = false;
    new_line();
  }

  void print_key(std::string_view key) {
    append_quoted(out, key);
    out += indented_ ? ": " : ":";
  }

  void close(char sign, bool empty) {
    --depth_;
    if (!empty) new_line();
    out += sign;
  }

  void new_line() {
    if (indented_) out.append(1, '\n').append(2 * depth_, ' ');
  }

  bool indented_;
  const base::Sink* sink_;
  const std::vector<JsonStream>* streams_;
  std::size_t depth_ = 0;
};

}  // namespace

Result<void> write_json(const base::Sink& sink, const JsonObject& object,
                        const std::vector<JsonStream>& streams) {
  Printer printer(true, &sink, &streams);
  printer.print(object);
  printer.out += '\n';
  printer.settle(0);
  return std::move(printer.result);
}

std::string to_compact_text(const JsonValue& value) {
  Printer printer(false, nullptr);
  printer.print(value);
  return std::move(printer.out);
}

}  // namespace pratique::codec
