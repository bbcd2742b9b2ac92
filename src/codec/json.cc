#include "codec/json.h"

#include <simdjson.h>

#include <bit>
#include <new>

#include "codec/document_node.h"

namespace pratique::codec {

namespace dom = simdjson::dom;

static_assert(sizeof(dom::element) == sizeof(std::array<std::uint64_t, 2>));

// An absent Json holds zeros: a null document pointer.
static dom::element element_of(const std::array<std::uint64_t, 2>& raw) {
  return std::bit_cast<dom::element>(raw);
}

struct JsonDocument::State {
  dom::document document;
};

JsonDocument::JsonDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

// What simdjson's dom takes for this text: two copies (padded text, strings), for each structural character
// an index of 4 bytes, for each value 8 or 16 on the tape. Small texts are not looked at.
static std::uint64_t dom_bytes(std::string_view text) {
  constexpr std::size_t kSmall = 4 << 20;
  if (text.size() < kSmall) return 0;
  std::array<std::uint64_t, 256> count{};
  for (const char c : text) ++count[static_cast<unsigned char>(c)];
  const auto strings = count['"'] / 2;
  const auto separators = count[','] + count[':'];
  const auto brackets = count['['] + count['{'] + count[']'] + count['}'];
  const auto values = separators + brackets / 2;
  const auto scalars = values > strings ? values - strings : 0;
  return 2 * text.size() + 17 * strings + 4 * separators + 12 * brackets + 20 * scalars;
}

Result<JsonDocument> JsonDocument::parse(std::string_view text, std::uint64_t limit, std::uint64_t memory) {
  return parse_padded(text, false, limit, memory);
}

Result<JsonDocument> JsonDocument::take(std::string text, std::uint64_t limit, std::uint64_t memory) {
  if (text.size() <= limit) text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  return parse_padded(text, true, limit, memory);
}

// `padded`: simdjson may read on behind the text, so that it needs no copy of its own.
Result<JsonDocument> JsonDocument::parse_padded(std::string_view text, bool padded, std::uint64_t limit,
                                                std::uint64_t memory) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (text.size() > limit)
    return base::over_limit("JSON larger than " + std::to_string(limit >> 20) + " MiB");
  if (dom_bytes(text) > memory)
    return base::over_limit("JSON that takes more than " + std::to_string(memory >> 20) + " MiB of memory");
  if (text.empty()) return base::invalid("JSON: empty");  // simdjson would copy from a null pointer
  dom::parser parser(limit + simdjson::SIMDJSON_PADDING);
  auto state = std::make_unique<State>();
  dom::element root;
  const auto error = parser.parse_into_document(state->document, text.data(), text.size(), !padded).get(root);
  if (error == simdjson::MEMALLOC) throw std::bad_alloc();  // the text may be sound
  if (error == simdjson::DEPTH_ERROR) return base::over_limit("JSON nested deeper than 1024");
  if (error) return base::invalid(std::string("JSON: ") + simdjson::error_message(error));
  return JsonDocument(std::move(state));
}

Json JsonDocument::root() const {
  Json json;
  json.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(state_->document.root());
  return json;
}

Json::Kind Json::kind() const {
  if (element_[0] == 0) return Kind::kAbsent;
  switch (element_of(element_).type()) {
    case dom::element_type::ARRAY:
      return Kind::kArray;
    case dom::element_type::OBJECT:
      return Kind::kObject;
    case dom::element_type::STRING:
      return Kind::kString;
    case dom::element_type::BOOL:
      return Kind::kBool;
    case dom::element_type::NULL_VALUE:
      return Kind::kNull;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return Kind::kNumber;
  }
  return Kind::kAbsent;
}

Json Json::operator[](std::string_view key) const {
  // Readers ask for dozens of members of each of thousands of objects: no call for each member.
  Json found;
  dom::object object;
  if (!is_object() || element_of(element_).get(object) != simdjson::SUCCESS) return found;
  for (auto at = object.begin(); at != object.end(); ++at) {
    if (at.key_equals(key)) found.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(at.value());
  }
  return found;
}

Json Json::at(std::size_t index) const {
  Json found;
  dom::array array;
  dom::element element;
  if (is_array() && element_of(element_).get(array) == simdjson::SUCCESS &&
      array.at(index).get(element) == simdjson::SUCCESS) {
    found.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(element);
  }
  return found;
}

std::size_t Json::size() const {
  std::size_t count = 0;
  if (is_array()) each([&](Json) { ++count; });
  if (is_object()) each_member([&](std::string_view, Json) { ++count; });
  return count;
}

std::string_view Json::text() const {
  std::string_view text;
  if (is_string() && element_of(element_).get(text) != simdjson::SUCCESS) text = {};
  return text;
}

std::string Json::text_or(std::string_view otherwise) const {
  return std::string(is_string() ? text() : otherwise);
}

template <class T>
static std::optional<T> value_of(const std::array<std::uint64_t, 2>& raw) {
  T value{};
  if (raw[0] == 0 || element_of(raw).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<std::int64_t> Json::integer() const { return value_of<std::int64_t>(element_); }
std::optional<double> Json::number() const { return value_of<double>(element_); }
std::optional<bool> Json::boolean() const { return value_of<bool>(element_); }

void Json::each(const std::function<void(Json)>& visit) const {
  dom::array array;
  if (!is_array() || element_of(element_).get(array) != simdjson::SUCCESS) return;
  for (const dom::element element : array) {
    Json json;
    json.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(element);
    visit(json);
  }
}

void Json::each_member(const std::function<void(std::string_view, Json)>& visit) const {
  dom::object object;
  if (!is_object() || element_of(element_).get(object) != simdjson::SUCCESS) return;
  for (const auto field : object) {
    Json json;
    json.element_ = std::bit_cast<std::array<std::uint64_t, 2>>(field.value);
    visit(field.key, json);
  }
}

static_assert(ParsedDocument<JsonDocument>);

}  // namespace pratique::codec
