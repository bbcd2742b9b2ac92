#include "fix/manifest.h"

#include <algorithm>

#include "base/text.h"

namespace pratique::fix {

namespace {

bool fits(std::string_view name, std::string_view pattern) {
  const auto halves = base::cut(pattern, "*");
  if (!halves) return name == pattern;
  return name.size() >= pattern.size() - 1 && name.starts_with(halves->before) &&
         name.ends_with(halves->after);
}

}  // namespace

const char* to_string(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kNotDeclared:
      return "not-declared";
    case RefusalReason::kAllowed:
      return "allowed";
    case RefusalReason::kLater:
      return "later";
    case RefusalReason::kForm:
      return "form";
  }
  return "";
}

const ManifestEditor* find_editor(std::string_view path) {
  static const auto editors = manifests::all_editors();
  const auto name = base::base_name(path);
  const auto folder = base::base_name(base::folder_of(path));
  const auto in_folder = std::string(folder) + "/" + std::string(name);
  for (const auto& editor : editors) {
    const auto patterns = editor->about().names;
    if (std::ranges::any_of(patterns, [&](const auto& pattern) {
          return fits(base::contains(pattern, "/") ? in_folder : name, pattern);
        }))
      return editor.get();
  }
  return nullptr;
}

}  // namespace pratique::fix
