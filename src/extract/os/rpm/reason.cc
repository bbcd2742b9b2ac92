#include "extract/os/rpm/reason.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "extract/os/rpm/origin.h"

namespace pratique::extract::os {

namespace {

struct Mark {
  bool asked = false;
  std::string_view path;
};
// By NAME.ARCH.
using History = std::unordered_map<std::string_view, Mark, base::TextHash>;

// Adds to `all`, by root without a slash at its end, what the histories say, or, over these, the state of the system.
void take(const Records& records, bool states, std::map<std::string_view, History>& all) {
  for (const auto& found : records.present) {
    if (found.path.ends_with(".toml") != states) continue;
    std::string_view root;
    if (found.record == nullptr || found.record->kind != RecordKind::kOrigins) continue;
    if (found.record->database->marked.empty() || !is_rpm_origin(found.path, root)) continue;
    while (root.ends_with('/')) root.remove_suffix(1);
    auto& history = all[root];
    for (const std::string_view mark : found.record->database->marked) {
      if (mark.size() > 1) history.insert_or_assign(mark.substr(1), Mark{mark.front() == '+', found.path});
    }
  }
}

std::map<std::string_view, History> histories_of(const Records& records) {
  std::map<std::string_view, History> all;
  take(records, false, all);
  take(records, true, all);
  return all;
}

void set(const Mark& mark, model::Component& component) {
  if (mark.asked) {
    ask_for(component, mark.path);
  } else {
    component.reason = model::InstallReason::kDependency;
  }
}

}  // namespace

Record parse_auto_installed(std::string_view text) {
  std::vector<std::string_view> names;
  for (const auto line : base::lines(text)) {
    const auto name = base::trim(line);
    if (!name.starts_with('#')) names.push_back(name);
  }
  return marks_record(names);
}

void set_rpm_reasons(const Records& records, std::size_t first, Assembly& out) {
  const auto histories = histories_of(records);
  const Marks lists(records, kAutoInstalled);
  for (auto i = first; i < out.components.size(); ++i) {
    auto& component = out.components[i];
    const auto& root = component.details->root;
    const auto history = histories.find(root);
    const auto arch = component.purl.qualifiers.find("arch");
    if (history != histories.end() && arch != component.purl.qualifiers.end()) {
      const auto mark = history->second.find(component.purl.name + "." + arch->second);
      if (mark != history->second.end()) set(mark->second, component);
      continue;
    }
    const auto* list = lists.of({.root = root.empty() ? root : root + "/"});
    if (list == nullptr) continue;
    set({!list->marked.contains(component.purl.name), list->path}, component);
  }
}

}  // namespace pratique::extract::os
