#include "codec/json_value.h"

#include <boost/json/serialize.hpp>

#include "base/text.h"

namespace pratique::codec {

namespace {

// Bytes that are not UTF-8 replaced by U+FFFD; the common case copies nothing twice.
std::string repaired(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::size_t good = 0;
    while (good < text.size()) {
      std::size_t length = 1;
      while (length <= 4 && good + length <= text.size() && !base::is_valid_utf8(text.substr(good, length)))
        ++length;
      if (length > 4 || good + length > text.size()) break;
      good += length;
    }
    out += text.substr(0, good);
    text.remove_prefix(good);
    if (!text.empty()) {
      out += "\xef\xbf\xbd";
      text.remove_prefix(1);
    }
  }
  return out;
}

std::string quoted(std::string_view text) {
  if (base::is_valid_utf8(text))
    return boost::json::serialize(boost::json::string_view(text.data(), text.size()));
  const auto sound = repaired(text);
  return boost::json::serialize(boost::json::string_view(sound.data(), sound.size()));
}

class Printer {
 public:
  explicit Printer(bool indented) : indented_(indented) {}

  // Recursion is bounded by the depth of documents that we build ourselves.
  void print(const JsonValue& value) {
    if (const auto* object = value.if_object()) {
      print_all('{', '}', *object, [this](const auto& member) {
        out += quoted({member.key().data(), member.key().size()});
        out += indented_ ? ": " : ":";
        print(member.value());
      });
    } else if (const auto* array = value.if_array()) {
      print_all('[', ']', *array, [this](const auto& element) { print(element); });
    } else if (const auto* text = value.if_string()) {
      out += quoted({text->data(), text->size()});
    } else {
      out += boost::json::serialize(value);
    }
  }

  std::string out;

 private:
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
  return printer.out + "\n";
}

std::string to_compact_text(const JsonValue& value) {
  Printer printer(false);
  printer.print(value);
  return std::move(printer.out);
}

}  // namespace pratique::codec
