#include "fix/json_places.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "codec/json.h"
#include "codec/json_value.h"

namespace pratique::fix {

namespace {

constexpr int kMaxDepth = 128;

// Of a text that is known to be JSON; whatever it meets, it ends.
class PlaceReader {
 public:
  explicit PlaceReader(std::string_view text) : text_(text) {}

  Result<JsonPlace> run() {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
    return value(0);
  }

 private:
  Result<JsonPlace> value(int depth) {
    if (depth > kMaxDepth) return base::over_limit("JSON nested more than 128 deep");
    pass_blanks();
    JsonPlace out{.offset = at_};
    const char c = peek();
    if (c == '{' || c == '[') {
      out.kind = c == '{' ? JsonPlace::Kind::kObject : JsonPlace::Kind::kArray;
      PQ_CHECK(inside(out, depth));
    } else if (c == '"') {
      out.kind = JsonPlace::Kind::kString;
      PQ_TRY(out.text, string());
    } else {
      while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos)
        ++at_;
    }
    out.length = at_ - out.offset;
    return out;
  }

  Result<void> inside(JsonPlace& out, int depth) {
    const bool object = out.is_object();
    ++at_;
    for (;;) {
      pass_blanks();
      if (peek() == ',') {
        ++at_;
        continue;
      }
      if (at_ >= text_.size()) return base::invalid("JSON that breaks off");
      if (peek() == '}' || peek() == ']') {
        ++at_;
        if (object) drop_doubles(out);
        return {};
      }
      std::string key;
      if (object) {
        PQ_TRY(key, string());
        pass_blanks();
        if (peek() != ':') return base::invalid("JSON without a colon");
        ++at_;
      }
      const auto from = at_;
      PQ_TRY(auto one, value(depth + 1));
      if (at_ == from) return base::invalid("JSON without a value");
      out.members.emplace_back(std::move(key), std::move(one));
    }
  }

  // Of members of one name the last counts.
  static void drop_doubles(JsonPlace& object) {
    std::set<std::string> seen;
    std::vector<bool> counts(object.members.size());
    for (auto i = counts.size(); i-- > 0;) counts[i] = seen.insert(object.members[i].first).second;
    if (seen.size() == counts.size()) return;
    std::size_t i = 0;
    std::erase_if(object.members, [&](const auto&) { return !counts[i++]; });
  }

  Result<std::string> string() {
    const auto from = at_;
    if (peek() != '"') return base::invalid("JSON without a string");
    bool plain = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') plain = false, ++at_;
    }
    if (at_ >= text_.size()) return base::invalid("JSON that breaks off");
    ++at_;
    if (plain) return std::string(text_.substr(from + 1, at_ - from - 2));
    PQ_TRY(const auto document, codec::JsonDocument::parse(text_.substr(from, at_ - from)));
    return std::string(document.root().text());
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void pass_blanks() {
    while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// The blanks with which the line of `offset` begins.
std::string_view indent_at(std::string_view text, std::size_t offset) {
  const auto line = offset == 0 ? text.npos : text.rfind('\n', offset - 1);
  const auto from = line == text.npos ? 0 : line + 1;
  auto end = from;
  while (end < text.size() && (text[end] == ' ' || text[end] == '\t')) ++end;
  return text.substr(from, end - from);
}

bool goes_over_lines(std::string_view text, const JsonPlace& place) {
  return base::contains(text.substr(place.offset, place.length), "\n");
}

// One step of indentation, by the root's first member.
std::string step_of(std::string_view text, const JsonPlace& root) {
  if (root.members.empty() || !goes_over_lines(text, root)) return "  ";
  const auto step = indent_at(text, root.members.front().second.offset);
  return step.empty() ? "  " : std::string(step);
}

}  // namespace

const JsonPlace* JsonPlace::find(std::string_view key) const {
  if (!is_object()) return nullptr;
  const auto found = std::ranges::find(members, key, &std::pair<std::string, JsonPlace>::first);
  return found == members.end() ? nullptr : &found->second;
}

Result<JsonPlace> read_json_places(std::string_view text) {
  {
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
  }
  return PlaceReader(text).run();
}

std::string json_string(std::string_view text) { return codec::to_compact_text(codec::view(text)); }

TextEdit add_json_member(std::string_view text, const JsonPlace& root, const std::vector<std::string>& path,
                         std::string_view key, std::string_view value) {
  const auto* object = &root;
  std::size_t known = 0;
  for (; known < path.size(); ++known) {
    const auto* next = object->find(path[known]);
    if (next == nullptr || !next->is_object()) break;
    object = next;
  }
  const auto step = step_of(text, root);
  const std::string end(line_end_of(text));
  const bool lines =
      goes_over_lines(text, *object) || (object->members.empty() && goes_over_lines(text, root));
  const auto indent = !object->members.empty() && goes_over_lines(text, *object)
                          ? std::string(indent_at(text, object->members.front().second.offset))
                          : std::string(indent_at(text, object->offset)) + step;
  // What is made, from its inside to its outside.
  const auto deep = path.size() - known;
  const auto pad = [&](std::size_t level) {
    std::string out = end + indent;
    for (std::size_t i = 0; i < level; ++i) out += step;
    return lines ? out : std::string();
  };
  std::string made = json_string(key) + ": " + json_string(value);
  for (std::size_t i = deep; i-- > 0;)
    made = json_string(path[known + i]) + ": {" + pad(i + 1) + made + pad(i) + "}";
  if (!object->members.empty()) {
    const auto& last = object->members.back().second;
    return {.offset = last.offset + last.length, .length = 0, .text = "," + (lines ? pad(0) : " ") + made};
  }
  const auto closing = lines ? end + std::string(indent_at(text, object->offset)) : std::string();
  return {.offset = object->offset, .length = object->length, .text = "{" + pad(0) + made + closing + "}"};
}

}  // namespace pratique::fix
