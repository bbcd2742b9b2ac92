#include "vex/add_exception.h"

#include <algorithm>

#include "base/text.h"
#include "config/settings.h"

namespace pratique::vex {

namespace {

// A double-quoted scalar (YAML 1.2 §7.3.1).
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    constexpr const char* kHex = "0123456789abcdef";
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

// Plain where no reader could take it for something else.
std::string scalar(std::string_view text) {
  const bool plain = !text.empty() && base::is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return base::is_alnum(c) || c == '-' || c == '.' || c == '_';
  });
  const auto low = base::to_lower(text);
  const bool word = low == "true" || low == "false" || low == "null" || low == "yes" || low == "no" ||
                    low == "on" || low == "off" || low == "y" || low == "n";
  return plain && !word ? std::string(text) : quoted(text);
}

std::string list_of(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return scalar(texts.front());
  std::vector<std::string> pieces;
  for (const auto& text : texts) pieces.push_back(quoted(text));
  return "[" + base::join(pieces, ", ") + "]";
}

std::string entry_of(const ExceptionRule& rule, const std::string& indent) {
  std::string text;
  const auto add = [&](const char* name, const std::string& value) {
    text += indent + (text.empty() ? "- " : "  ") + name + ": " + value + "\n";
  };
  add("id", list_of(rule.ids));
  if (!rule.purls.empty()) add("purl", list_of(rule.purls));
  if (!rule.paths.empty()) add("path", list_of(rule.paths));
  if (rule.scope != ExceptionScope::kOrganisation)
    add("scope", std::string("{") + to_string(rule.scope) + ": " + quoted(rule.scope_of) + "}");
  add("type", rule.kind);
  add("justification", quoted(rule.justification));
  if (!rule.owner.empty()) add("owner", quoted(rule.owner));
  if (!rule.approver.empty()) add("approver", quoted(rule.approver));
  if (!rule.expiry.empty()) add("expiry", rule.expiry);
  return text;
}

// Where lines begin; one more at the end of the text.
std::vector<std::size_t> line_starts(const std::string& text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') starts.push_back(i + 1);
  }
  if (starts.back() != text.size()) starts.push_back(text.size());
  return starts;
}

// The last line that is part of the section: behind it only blank lines and comments come, or another key.
std::size_t end_of_section(const std::string& text, const std::vector<std::size_t>& starts,
                           std::size_t key_line) {
  std::size_t last = key_line;
  for (auto line = key_line; line + 1 < starts.size(); ++line) {
    const auto whole = std::string_view(text).substr(starts[line], starts[line + 1] - starts[line]);
    const auto content = base::trim(whole);
    if (content.empty() || content.starts_with('#')) continue;
    const bool begins_key = !base::is_space(whole.front()) && !content.starts_with("- ") && content != "-";
    if (begins_key && line > key_line) break;
    if (content == "..." || content.starts_with("---")) break;
    last = line;
  }
  return last;
}

// Of the line of an entry: what stands before its "-".
std::string indent_of(const std::string& text, std::size_t start) {
  const auto dash = text.find_first_not_of(' ', start);
  return std::string(dash - start, ' ');
}

}  // namespace

Result<std::string> with_exception(const std::string& text, const ExceptionRule& rule,
                                   const std::string& file) {
  PQ_TRY(const auto settings, config::SettingsFile::parse(text, file));
  const auto section = settings.section("exceptions");
  PQ_TRY(const auto before, read_exceptions(section, file));
  auto out = text;
  if (!out.empty() && !out.ends_with('\n')) out += '\n';
  const auto starts = line_starts(out);
  if (!section) {
    out += (out.empty() ? "" : "\n") + std::string("exceptions:\n") + entry_of(rule, "  ");
  } else if (section.size() > 0) {
    // The node of a list begins at its first "-"; one in brackets has none there.
    const auto first = starts[section.at(0).line() - 1];
    if (out[std::min(out.find_first_not_of(' ', first), out.size() - 1)] != '-')
      return base::fail(ErrorKind::kUsage, "exceptions: a list in brackets is not added to",
                        {.file = file, .line = section.line()}, "write it with a line for each entry");
    const auto last = end_of_section(out, starts, section.line() - 1);
    out.insert(starts[last + 1], entry_of(rule, indent_of(out, first)));
  } else {
    // "exceptions:" or "exceptions: []", whose rest of the line makes room.
    const auto line = section.line() - 1;
    auto at = out.rfind("exceptions:", starts[line + 1] - 1);
    if (at == std::string::npos)
      return base::fail(ErrorKind::kUsage, "exceptions: not found", {.file = file});
    at += std::string_view("exceptions:").size();
    const auto end = out.find('\n', at);
    const auto rest = base::trim(std::string_view(out).substr(at, end - at));
    if (rest.starts_with("[]") || rest.starts_with("~") || rest.starts_with("null"))
      out.erase(out.find(rest.front(), at), rest.starts_with("[]") ? 2 : rest.starts_with("~") ? 1 : 4);
    out.insert(out.find('\n', at) + 1, entry_of(rule, "  "));
  }
  PQ_TRY(const auto changed, config::SettingsFile::parse(out, file));
  PQ_TRY(const auto after, read_exceptions(changed.section("exceptions"), file));
  if (after.size() != before.size() + 1)
    return base::fail(ErrorKind::kUsage, "exceptions: the list is written in a way that is not added to",
                      {.file = file});
  return out;
}

}  // namespace pratique::vex
