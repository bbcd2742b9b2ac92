#include "codec/toml.h"

#include <string>

#define TOML_EXCEPTIONS 0
#define TOML_MAX_NESTED_VALUES 64
#include <toml++/toml.h>

namespace pratique::codec {
namespace {

const toml::node* node_of(const void* raw) { return static_cast<const toml::node*>(raw); }

// Counts values and key parts without parsing: what stands outside strings and comments. A text that is not
// TOML may be counted wrongly; the parser refuses it then.
class Census {
 public:
  explicit Census(std::string_view text) : rest_(text) {}

  Result<void> take() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      if (c == '"' || c == '\'') {
        skip_string(c);
      } else if (c == '#') {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else {
        rest_.remove_prefix(1);
        count(c);
      }
      if (parts_ > kMaxTomlKeyParts) return base::over_limit("TOML key with more than 64 parts");
      if (values_ > kMaxTomlValues) return base::over_limit("TOML with more than 500000 values");
    }
    return {};
  }

 private:
  // A dot outside of strings is in a key, a float or a time; the others end a key or bring another value.
  void count(char c) {
    if (c == '.') {
      ++parts_;
      ++values_;
    } else if (c == '=' || c == ',' || c == '[' || c == '{') {
      parts_ = 1;
      ++values_;
    } else if (c == '\n') {
      parts_ = 1;
    }
  }

  void skip_string(char quote) {
    const std::string_view triple = quote == '"' ? R"(""")" : "'''";
    const bool is_long = rest_.starts_with(triple);
    rest_.remove_prefix(is_long ? 3 : 1);
    while (!rest_.empty()) {
      if (rest_.front() == '\\' && quote == '"') {
        rest_.remove_prefix(std::min<std::size_t>(2, rest_.size()));
      } else if (is_long ? rest_.starts_with(triple) : rest_.front() == quote) {
        rest_.remove_prefix(is_long ? 3 : 1);
        // Two more quotes may belong to the text: """a"""""
        while (is_long && !rest_.empty() && rest_.front() == quote) rest_.remove_prefix(1);
        return;
      } else if (!is_long && rest_.front() == '\n') {
        return;
      } else {
        rest_.remove_prefix(1);
      }
    }
  }

  std::string_view rest_;
  std::size_t parts_ = 1, values_ = 0;
};

}  // namespace

struct TomlDocument::State {
  toml::table table;
};

TomlDocument::TomlDocument(std::unique_ptr<State> state) : state_(std::move(state)) {}
TomlDocument::TomlDocument(TomlDocument&&) noexcept = default;
TomlDocument& TomlDocument::operator=(TomlDocument&&) noexcept = default;
TomlDocument::~TomlDocument() = default;

Result<TomlDocument> TomlDocument::parse(std::string_view text, std::uint64_t limit) {
  if (text.size() > limit)
    return base::over_limit("TOML larger than " + std::to_string(limit >> 20) + " MiB");
  PQ_CHECK(Census(text).take());
  auto parsed = toml::parse(text);
  if (!parsed) {
    const auto& error = parsed.error();
    const std::string what(error.description());
    return base::fail(base::ErrorKind::kInvalid, "TOML: " + what,
                      base::Place{.line = error.source().begin.line});
  }
  return TomlDocument(std::make_unique<State>(State{std::move(parsed).table()}));
}

Toml TomlDocument::root() const { return Toml(static_cast<const toml::node*>(&state_->table)); }

Toml::Kind Toml::kind() const {
  if (node_ == nullptr) return Kind::kAbsent;
  switch (node_of(node_)->type()) {
    case toml::node_type::table:
      return Kind::kTable;
    case toml::node_type::array:
      return Kind::kArray;
    case toml::node_type::string:
      return Kind::kString;
    case toml::node_type::integer:
      return Kind::kInteger;
    case toml::node_type::boolean:
      return Kind::kBool;
    default:
      return Kind::kOther;
  }
}

Toml Toml::operator[](std::string_view key) const {
  const auto* table = is_table() ? node_of(node_)->as_table() : nullptr;
  return Toml(table == nullptr ? nullptr : table->get(key));
}

Toml Toml::at(std::size_t index) const {
  const auto* array = is_array() ? node_of(node_)->as_array() : nullptr;
  return Toml(array == nullptr ? nullptr : array->get(index));
}

std::size_t Toml::size() const {
  if (is_table()) return node_of(node_)->as_table()->size();
  return is_array() ? node_of(node_)->as_array()->size() : 0;
}

std::string_view Toml::text() const {
  return is_string() ? std::string_view(node_of(node_)->as_string()->get()) : std::string_view{};
}

std::optional<std::int64_t> Toml::integer() const {
  return kind() == Kind::kInteger ? std::optional(node_of(node_)->as_integer()->get()) : std::nullopt;
}

std::optional<bool> Toml::boolean() const {
  return kind() == Kind::kBool ? std::optional(node_of(node_)->as_boolean()->get()) : std::nullopt;
}

void Toml::each(const std::function<void(Toml)>& visit) const {
  if (!is_array()) return;
  for (const auto& element : *node_of(node_)->as_array()) visit(Toml(&element));
}

void Toml::each_member(const std::function<void(std::string_view, Toml)>& visit) const {
  if (!is_table()) return;
  for (const auto& [key, value] : *node_of(node_)->as_table()) visit(key.str(), Toml(&value));
}

}  // namespace pratique::codec
