#include "codec/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <new>
#include <optional>
#include <vector>

#include "codec/document_node.h"

namespace pratique::codec {

namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

// Indices instead of pointers: half the size, and one allocation for the whole tree.
struct Node {
  std::uint32_t text = 0, length = 0;  // into Tree::texts
  std::uint32_t child = kNone;         // first key or element; of an alias, what it stands for
  std::uint32_t next = kNone;          // sibling: a mapping's children are key, value, key, value…
  std::uint32_t last = kNone;          // last child, while building
  std::uint32_t count = 0;             // children
  std::uint32_t line = 0;              // from 1
  Yaml::Kind kind = Yaml::Kind::kAbsent;
  bool plain = false;
};

}  // namespace

struct Yaml::Tree {
  std::vector<Node> nodes;
  std::string texts;
  std::vector<std::uint32_t> roots;

  // No alias stands for an alias.
  std::uint32_t resolved(std::uint32_t node) const {
    const auto& at = nodes[node];
    return at.kind == Yaml::Kind::kAlias && at.child != kNone ? at.child : node;
  }
  std::string_view text(std::uint32_t node) const {
    return std::string_view(texts).substr(nodes[node].text, nodes[node].length);
  }
};

namespace {

// Owns libyaml's parser; one event at a time.
class Events {
 public:
  explicit Events(std::string_view text) {
    ready_ = yaml_parser_initialize(&parser_) == 1;
    if (!ready_) return;
    // libyaml asserts a pointer, which an empty view may lack.
    const auto* begin = text.empty() ? "" : text.data();
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(begin), text.size());
  }
  ~Events() {
    if (held_) yaml_event_delete(&event_);
    if (ready_) yaml_parser_delete(&parser_);
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;

  // Valid until the next call.
  Result<const yaml_event_t*> next() {
    if (held_) yaml_event_delete(&event_);
    held_ = false;
    if (!ready_) throw std::bad_alloc();
    if (yaml_parser_parse(&parser_, &event_) == 0) {
      if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();  // the text may be sound
      return tl::unexpected(error());
    }
    held_ = true;
    return &event_;
  }

 private:
  Error error() const {
    Error error{.kind = ErrorKind::kInvalid, .what = "YAML: "};
    error.what += parser_.problem != nullptr ? parser_.problem : "bad input";
    error.where.line = parser_.problem_mark.line + 1;
    return error;
  }

  yaml_parser_t parser_{};
  yaml_event_t event_{};
  bool ready_ = false, held_ = false;
};

// Works on the parts of a Yaml::Tree, which only members of Yaml and its document may name.
class Builder {
 public:
  Builder(std::vector<Node>& nodes, std::string& texts, std::vector<std::uint32_t>& roots)
      : nodes_(nodes), texts_(texts), roots_(roots) {}

  // False at the end of the stream. Starts and ends of documents need no node: a root is whatever stands in
  // no collection.
  Result<bool> take(const yaml_event_t& event) {
    line_ = static_cast<std::uint32_t>(event.start_mark.line + 1);
    switch (event.type) {
      case YAML_SCALAR_EVENT: {
        const auto& scalar = event.data.scalar;
        Node node{.kind = Yaml::Kind::kScalar, .plain = scalar.style == YAML_PLAIN_SCALAR_STYLE};
        node.text = static_cast<std::uint32_t>(texts_.size());
        node.length = static_cast<std::uint32_t>(scalar.length);
        texts_.append(reinterpret_cast<const char*>(scalar.value), scalar.length);
        PQ_TRY(const auto index, add(node));
        name(name_of(scalar.anchor), {.node = index, .nodes = 1, .levels = 0});
        return true;
      }
      case YAML_ALIAS_EVENT:
        PQ_CHECK(add_alias(name_of(event.data.alias.anchor)));
        return true;
      case YAML_SEQUENCE_START_EVENT:
        PQ_CHECK(open(Yaml::Kind::kSequence, name_of(event.data.sequence_start.anchor)));
        return true;
      case YAML_MAPPING_START_EVENT:
        PQ_CHECK(open(Yaml::Kind::kMapping, name_of(event.data.mapping_start.anchor)));
        return true;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        close();
        return true;
      case YAML_DOCUMENT_START_EVENT:
        anchors_.clear();
        return true;
      default:
        return event.type != YAML_STREAM_END_EVENT;
    }
  }

 private:
  // A node that has a name; how many nodes who walks it meets, and how many collections lie in each other there.
  struct Anchored {
    std::uint32_t node = 0;
    std::uint64_t nodes = 0;
    std::size_t levels = 0;
  };
  struct Open {
    std::uint32_t node = 0;
    std::string anchor;
    // Before it.
    std::uint64_t walked = 0;
    // In it, as in Anchored.
    std::size_t levels = 0;
  };

  static tl::unexpected<Error> too_deep() { return base::over_limit("YAML nested deeper than 64"); }

  static std::string name_of(const yaml_char_t* anchor) {
    return anchor == nullptr ? std::string() : reinterpret_cast<const char*>(anchor);
  }

  // What has a name is there for aliases behind its end only: so no node holds itself. A node within it that took
  // its name has it from there on.
  void name(const std::string& anchor, Anchored node) {
    if (anchor.empty()) return;
    auto& named = anchors_[anchor];
    if (named.nodes == 0 || named.node < node.node) named = node;
  }

  void close() {
    const auto ended = std::move(open_.back());
    open_.pop_back();
    holds(ended.levels + 1);
    name(ended.anchor, {.node = ended.node, .nodes = walked_ - ended.walked, .levels = ended.levels + 1});
  }

  void holds(std::size_t levels) {
    if (!open_.empty()) open_.back().levels = std::max(open_.back().levels, levels);
  }

  Result<void> add_alias(const std::string& anchor) {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end()) {
      PQ_CHECK(add(Node{.kind = Yaml::Kind::kAlias}));
      return {};
    }
    const auto& named = known->second;
    if (open_.size() + named.levels > kMaxYamlDepth) return too_deep();
    PQ_CHECK(add(Node{.child = named.node, .kind = Yaml::Kind::kAlias}, named.nodes));
    holds(named.levels);
    return {};
  }

  Result<std::uint32_t> add(Node node, std::uint64_t nodes = 1) {
    walked_ += nodes;
    if (walked_ > kMaxYamlNodes) return base::over_limit("YAML with over 4,000,000 nodes");
    const auto index = static_cast<std::uint32_t>(nodes_.size());
    node.line = line_;
    nodes_.push_back(node);
    if (open_.empty()) {
      roots_.push_back(index);
      return index;
    }
    auto& parent = nodes_[open_.back().node];
    (parent.child == kNone ? parent.child : nodes_[parent.last].next) = index;
    parent.last = index;
    ++parent.count;
    return index;
  }

  // Checked as the event arrives, before libyaml reads deeper.
  Result<void> open(Yaml::Kind kind, std::string anchor) {
    if (open_.size() >= kMaxYamlDepth) return too_deep();
    const auto before = walked_;
    PQ_TRY(const auto index, add(Node{.kind = kind}));
    // Until it ends, its name is nobody's: not that of an earlier node either.
    if (!anchor.empty()) anchors_.erase(anchor);
    open_.push_back({.node = index, .anchor = std::move(anchor), .walked = before});
    return {};
  }

  std::vector<Node>& nodes_;
  std::string& texts_;
  std::vector<std::uint32_t>& roots_;
  std::vector<Open> open_;
  std::map<std::string, Anchored> anchors_;
  // Nodes that a walk of all documents meets, those behind an alias each time.
  std::uint64_t walked_ = 0;
  // Where the event begins.
  std::uint32_t line_ = 0;
};

}  // namespace

YamlDocument::YamlDocument(std::unique_ptr<Yaml::Tree> tree) : tree_(std::move(tree)) {}
YamlDocument::YamlDocument(YamlDocument&&) noexcept = default;
YamlDocument& YamlDocument::operator=(YamlDocument&&) noexcept = default;
YamlDocument::~YamlDocument() = default;

Result<YamlDocument> YamlDocument::parse(std::string_view text, std::uint64_t limit) {
  if (text.size() > limit)
    return base::over_limit("YAML larger than " + std::to_string(limit >> 20) + " MiB");
  auto tree = std::make_unique<Yaml::Tree>();
  Events events(text);
  Builder builder(tree->nodes, tree->texts, tree->roots);
  for (bool more = true; more;) {
    PQ_TRY(const yaml_event_t* event, events.next());
    PQ_TRY(more, builder.take(*event));
  }
  return YamlDocument(std::move(tree));
}

std::size_t YamlDocument::size() const { return tree_->roots.size(); }

Yaml YamlDocument::root(std::size_t document) const {
  return document < size() ? Yaml(tree_.get(), tree_->roots[document]) : Yaml();
}

Yaml::Yaml(const Tree* tree, std::uint32_t node) : tree_(tree), node_(tree->resolved(node)) {}

Yaml::Kind Yaml::kind() const { return tree_ == nullptr ? Kind::kAbsent : tree_->nodes[node_].kind; }

std::uint64_t Yaml::line() const { return tree_ == nullptr ? 0 : tree_->nodes[node_].line; }

bool Yaml::plain() const { return is_string() && tree_->nodes[node_].plain; }

bool Yaml::is_null() const {
  if (!plain()) return false;
  const auto text = tree_->text(node_);
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

// Linear: mappings that we read have a dozen keys, and big ones are walked by each_member.
Yaml Yaml::operator[](std::string_view key) const {
  Yaml found;
  each_member([&](std::string_view name, Yaml value) {
    if (name == key) found = value;
  });
  return found;
}

Yaml Yaml::at(std::size_t index) const {
  if (!is_array()) return {};
  auto child = tree_->nodes[node_].child;
  for (; child != kNone && index > 0; --index) child = tree_->nodes[child].next;
  return child == kNone ? Yaml() : Yaml(tree_, child);
}

std::size_t Yaml::size() const {
  if (is_array()) return tree_->nodes[node_].count;
  return is_object() ? tree_->nodes[node_].count / 2 : 0;
}

std::string_view Yaml::text() const {
  return is_string() && !is_null() ? tree_->text(node_) : std::string_view();
}

std::string Yaml::text_or(std::string_view otherwise) const {
  return std::string(is_string() && !is_null() ? text() : otherwise);
}

template <class Number, class... Form>
static std::optional<Number> all_of(std::string_view text, Form... form) {
  Number value{};
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value, form...);
  return error == std::errc() && stopped == end && !text.empty() ? std::optional(value) : std::nullopt;
}

// from_chars takes a minus and no plus.
static std::string_view without_plus(std::string_view text) {
  const bool signed_once = text.starts_with('+') && !text.starts_with("+-");
  return text.substr(signed_once ? 1 : 0);
}

std::optional<std::int64_t> Yaml::integer() const {
  const auto text = plain() ? tree_->text(node_) : std::string_view();
  const bool based = text.starts_with("0x") || text.starts_with("0o");
  if (based && text.substr(2).starts_with('-')) return std::nullopt;
  if (based) return all_of<std::int64_t>(text.substr(2), text[1] == 'x' ? 16 : 8);
  return all_of<std::int64_t>(without_plus(text));
}

// from_chars would take "inf" and "nan", which the schema writes ".inf" and ".nan".
std::optional<double> Yaml::number() const {
  if (const auto whole = integer()) return static_cast<double>(*whole);
  const auto text = plain() ? tree_->text(node_) : std::string_view();
  if (text.find_first_not_of("+-.0123456789eE") != text.npos) return std::nullopt;
  return all_of<double>(without_plus(text));
}

std::optional<bool> Yaml::boolean() const {
  const auto text = plain() ? tree_->text(node_) : std::string_view();
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

void Yaml::each(const std::function<void(Yaml)>& visit) const {
  if (!is_array()) return;
  for (auto child = tree_->nodes[node_].child; child != kNone; child = tree_->nodes[child].next) {
    visit(Yaml(tree_, child));
  }
}

void Yaml::each_entry(const std::function<void(Yaml, Yaml)>& visit) const {
  if (!is_object()) return;
  const auto& nodes = tree_->nodes;
  for (auto key = nodes[node_].child; key != kNone && nodes[key].next != kNone;
       key = nodes[nodes[key].next].next) {
    const Yaml name(tree_, key);
    if (name.is_string()) visit(name, Yaml(tree_, nodes[key].next));
  }
}

void Yaml::each_member(const std::function<void(std::string_view, Yaml)>& visit) const {
  each_entry([&](Yaml key, Yaml value) { visit(tree_->text(key.node_), value); });
}

static_assert(ParsedDocument<YamlDocument>);

}  // namespace pratique::codec
