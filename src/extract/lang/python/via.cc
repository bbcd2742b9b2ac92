#include "extract/lang/python/via.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::extract::python {

namespace {

constexpr std::size_t kHeadLines = 20;

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return base::is_alnum(c) || c == '.' || c == '_' || c == '-';
  });
}

std::string_view name_of(std::string_view line) {
  return line.substr(0, line.find_first_of(" \t[(<>=!~;@\\"));
}

}  // namespace

bool is_compiled(std::string_view text) {
  std::size_t number = 0;
  while (!text.empty() && number++ < kHeadLines) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.starts_with('#')) continue;
    if (base::contains(line, "pip-compile") || base::contains(line, "uv pip compile")) return true;
  }
  return false;
}

void each_reason(std::string_view text,
                 const std::function<void(std::string_view package, std::string_view reason)>& visit) {
  std::string_view package;
  bool reasons = false;  // the lines that follow go on with them
  const auto tell = [&](std::string_view reason) {
    reason = base::trim(reason);
    if (reason.empty() || package.empty()) return;
    // "-c constraints.txt" only bounds the version.
    if (reason.starts_with("-c") || reason.starts_with("--c")) return;
    const bool project = reason.starts_with('-') || reason.ends_with(')');
    if (project || is_name(reason)) visit(package, project ? std::string_view() : reason);
  };
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = base::trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    auto comment = line;
    if (!line.starts_with('#')) {
      reasons = false;
      if (!line.empty() && !line.starts_with('-')) package = name_of(line);
      const auto at = line.find(" # via");
      if (at == std::string_view::npos) continue;
      comment = line.substr(at + 1);
    }
    comment = base::trim(comment.substr(1));
    const bool begins = comment == "via" || comment.starts_with("via ");
    if (begins) comment = comment.substr(3);
    if (!begins && !reasons) continue;
    reasons = true;
    for (const auto one : base::split(comment, ',')) tell(one);
  }
}

}  // namespace pratique::extract::python
