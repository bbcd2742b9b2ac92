#include "policy/run_config/yaml_view.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "model/redact.h"

namespace pratique::policy {

namespace {

constexpr std::string_view kMerge = "<<";

// Maps that a merge key names, the nearest first; at most `left` more.
void each_merged(codec::Yaml map, int depth, std::size_t& left,
                 const std::function<void(codec::Yaml)>& visit) {
  if (depth >= kMaxMergeDepth || left == 0) return;
  const auto merged = map[kMerge];
  const auto add = [&](codec::Yaml one) {
    if (!one.is_object() || left == 0) return;
    --left;
    visit(one);
    each_merged(one, depth + 1, left, visit);
  };
  if (merged.is_object()) add(merged);
  merged.each(add);
}

bool is_name(char c) { return base::is_alnum(c) || c == '_'; }

// "NAME", "NAME:-default", "NAME-default", "NAME:+other", "NAME:?error": what stands there where the variable is not set;
// nothing: that is not known.
std::optional<std::string_view> default_of(std::string_view inside) {
  const auto end = std::ranges::find_if_not(inside, is_name) - inside.begin();
  auto rest = inside.substr(static_cast<std::size_t>(end));
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (rest.starts_with('-')) return rest.substr(1);
  return std::nullopt;
}

// Of "{…}": the position of its end, nested braces counted.
std::size_t end_of(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

std::string interpolated(std::string_view text, bool& open, int depth) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '$' || at + 1 == text.size()) {
      out += text[at];
    } else if (text[at + 1] == '$') {
      out += '$';
      ++at;
    } else if (text[at + 1] == '{') {
      const auto end = end_of(text, at + 1);
      const auto inside = end == text.npos ? std::string_view() : text.substr(at + 2, end - at - 2);
      const auto otherwise = default_of(inside);
      if (end == text.npos || !otherwise || depth >= kMaxMergeDepth) {
        open = true;
        const auto whole = text.substr(at, end == text.npos ? text.npos : end - at + 1);
        out += whole;
        at += whole.size() - 1;
        continue;
      }
      out += interpolated(*otherwise, open, depth + 1);
      at = end;
    } else {
      open = open || is_name(text[at + 1]);
      out += '$';
    }
  }
  return out;
}

}  // namespace

codec::Yaml member_of(codec::Yaml map, std::string_view key) {
  if (!map.is_object()) return {};
  if (auto own = map[key]) return own;
  codec::Yaml found;
  auto left = kMaxMerged;
  each_merged(map, 0, left, [&](codec::Yaml merged) {
    if (!found) found = merged[key];
  });
  return found;
}

void each_member_of(codec::Yaml map, const std::function<void(std::string_view, codec::Yaml)>& visit) {
  if (!map.is_object()) return;
  std::set<std::string, std::less<>> told;
  const auto all = [&](codec::Yaml one) {
    one.each_member([&](std::string_view key, codec::Yaml) {
      if (key != kMerge && told.size() < kMaxRunEntries && told.emplace(key).second) visit(key, one[key]);
    });
  };
  all(map);
  auto left = kMaxMerged;
  each_merged(map, 0, left, all);
}

std::vector<RunWord> words_of(codec::Yaml node) {
  std::vector<RunWord> words;
  if (auto one = word_of(node)) words.push_back(*std::move(one));
  if (!node.is_array()) return words;
  node.each([&](codec::Yaml item) {
    if (words.size() == kMaxRunEntries) return;
    if (auto one = word_of(item)) words.push_back(*std::move(one));
  });
  return words;
}

std::optional<RunFlag> flag_of(codec::Yaml node) {
  if (!node.is_string() || node.is_null()) return std::nullopt;
  const auto text = base::to_lower(node.text());
  if (text == "true" || text == "yes" || text == "on") return RunFlag{true, node.line()};
  if (text == "false" || text == "no" || text == "off") return RunFlag{false, node.line()};
  return std::nullopt;
}

std::optional<RunWord> word_of(codec::Yaml node) {
  if (!node.is_string() || node.text().empty()) return std::nullopt;
  return RunWord{std::string(node.text()), node.line()};
}

std::string capability_name(std::string_view text) {
  std::string name(text);
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return name.starts_with("CAP_") ? name.substr(4) : name;
}

bool is_secret_variable(std::string_view name, std::string_view value) {
  bool open = false;
  const auto said = interpolated(value, open);
  return !model::redact_value(name, said).what.empty();
}

std::string interpolated(std::string_view text, bool& open) { return interpolated(text, open, 0); }

}  // namespace pratique::policy
