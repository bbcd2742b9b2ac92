#include "extract/lang/gem/specification.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"
#include "codec/utf.h"

namespace pratique::extract::gem {
namespace {

// RubyGems' own specifications stay under 1,000 lines; the file list of a hand-written one may be longer.
constexpr std::size_t kMaxLines = 50'000;
constexpr std::size_t kMaxStrings = 64;
constexpr std::size_t kMaxNeeds = 200;

std::string_view after(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : std::string_view{};
}

void skip_blanks(std::string_view& text) {
  while (!text.empty() && base::is_space(text.front())) text.remove_prefix(1);
}

// "x", "x".freeze, Gem::Version.new("x".freeze), Gem::Version.new "x"
std::string string_value(std::string_view value) {
  for (const std::string_view wrapper : {"Gem::Version.new", "Gem::Version.create"}) {
    if (const auto inner = after(value, wrapper); !inner.empty()) value = inner;
  }
  skip_blanks(value);
  if (value.starts_with('(')) value.remove_prefix(1);
  std::string out;
  return take_string(value, out) ? out : std::string{};
}

// ["a".freeze, "b".freeze], or a single string
std::vector<std::string> string_list(std::string_view value) {
  std::vector<std::string> all;
  std::string one;
  if (!value.starts_with('[')) {
    if (take_string(value, one)) all.push_back(one);
    return all;
  }
  value.remove_prefix(1);
  while (all.size() < kMaxStrings) {
    skip_blanks(value);
    if (!take_string(value, one)) break;
    all.push_back(one);
    if (value.starts_with(".freeze")) value.remove_prefix(7);
    skip_blanks(value);
    if (!value.starts_with(',')) break;
    value.remove_prefix(1);
  }
  return all;
}

void assign(Specification& spec, std::string_view attribute, std::string_view value) {
  const auto set = [&](std::string& field) {
    if (field.empty()) field = string_value(value);
  };
  spec.is_one = spec.is_one || attribute == "name" || attribute == "version";
  if (attribute == "name") set(spec.name);
  if (attribute == "version") set(spec.version);
  if (attribute == "platform") set(spec.platform);
  if (attribute == "homepage") set(spec.homepage);
  if (attribute == "summary") set(spec.summary);
  if (attribute == "licenses" || attribute == "license") spec.licenses = string_list(value);
  if (attribute == "authors" || attribute == "author") spec.authors = string_list(value);
}

// `s.add_runtime_dependency(%q<rack>.freeze, [">= 1"])`, `s.add_dependency "rack", "~> 2"`. RubyGems before 3.3 wrote
// each three times, for its own older releases.
void add_need(Specification& spec, std::string_view line) {
  for (const std::string_view call : {".add_runtime_dependency", ".add_dependency"}) {
    const auto at = line.find(call);
    if (at == std::string_view::npos) continue;
    auto rest = line.substr(at + call.size());
    skip_blanks(rest);
    if (rest.starts_with('(')) rest.remove_prefix(1);
    skip_blanks(rest);
    std::string name;
    if (rest.starts_with("%q<")) {
      name = rest.substr(3, std::min(rest.find('>'), rest.size()) - 3);
    } else if (!take_string(rest, name)) {
      return;
    }
    if (!name.empty() && std::ranges::find(spec.needs, name) == spec.needs.end()) spec.needs.push_back(name);
    return;
  }
}

// "  s.name = …" → name, "…". Empty attribute for any other line.
struct Assignment {
  std::string_view attribute, value;
};
Assignment assignment_of(std::string_view line) {
  const auto halves = base::cut(line, "=");
  if (!halves || halves->after.starts_with('=')) return {};
  const auto target = base::cut(base::trim(halves->before), ".");
  if (!target || !std::ranges::all_of(target->before, base::is_alnum)) return {};
  return {target->after, base::trim(halves->after)};
}

// Second line of what RubyGems installs: "# stub: NAME VERSION PLATFORM REQUIRE_PATHS".
void read_stub(Specification& spec, std::string_view line) {
  const auto words = base::words(after(line, "# stub: "));
  if (words.size() < 3) return;
  spec.is_one = true;
  if (spec.name.empty()) spec.name = words[0];
  if (spec.version.empty()) spec.version = words[1];
  if (spec.platform.empty()) spec.platform = words[2];
}

// Appends what the escape at text[at] (a backslash) stands for, and gives the index of its last character.
// "\u00e9" is how RubyGems writes names; the other escapes of Ruby stand for controls, which we show as the
// letter.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
  const auto digits = text.substr(at + 2, 4);
  if (text[at + 1] != 'u' || digits.size() != 4 || !std::ranges::all_of(digits, base::is_hex)) {
    out += text[at + 1];
    return at + 1;
  }
  std::uint32_t code = 0;
  std::from_chars(digits.data(), digits.data() + 4, code, 16);
  codec::append_utf8(out, code);
  return at + 5;
}

}  // namespace

bool take_string(std::string_view& text, std::string& out) {
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return false;
  const char quote = text.front();
  std::string found;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == quote) {
      out = std::move(found);
      text.remove_prefix(i + 1);
      return true;
    }
    // Interpolation needs Ruby: such a string says nothing to us.
    if (quote == '"' && text[i] == '#' && i + 1 < text.size() && text[i + 1] == '{') return false;
    if (text[i] == '\\' && i + 1 < text.size()) {
      i = append_escape(found, text, i);
    } else {
      found += text[i];
    }
  }
  return false;
}

Specification read_specification(std::string_view text) {
  Specification spec;
  std::string_view stub;
  for (std::size_t count = 0; !text.empty() && count < kMaxLines; ++count) {
    const auto end = text.find('\n');
    const auto line = base::trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (stub.empty() && line.starts_with("# stub: ")) stub = line;
    if (line.starts_with('#')) continue;
    if (spec.needs.size() < kMaxNeeds) add_need(spec, line);
    if (const auto found = assignment_of(line); !found.attribute.empty())
      assign(spec, found.attribute, found.value);
  }
  read_stub(spec, stub);
  if (spec.platform == "ruby") spec.platform.clear();
  return spec;
}

Specification specification_of_name(std::string_view base_name) {
  Specification spec;
  if (base_name.ends_with(".gemspec")) base_name.remove_suffix(8);
  for (std::size_t i = 1; i + 1 < base_name.size(); ++i) {
    if (base_name[i] != '-' || !base::is_digit(base_name[i + 1])) continue;
    const auto rest = base_name.substr(i + 1);
    const auto version = rest.substr(0, rest.find('-'));
    // "x-509-cert-1.2": a part that starts with a digit may belong to the name as long as a version with a
    // dot follows.
    if (!base::contains(version, ".") && rest.find('.') != std::string_view::npos) continue;
    spec.name = base_name.substr(0, i);
    spec.version = version;
    if (version.size() < rest.size()) spec.platform = rest.substr(version.size() + 1);
    break;
  }
  return spec;
}

}  // namespace pratique::extract::gem
