#include "extract/os/deb/extended_states.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "extract/os/deb/control.h"

namespace pratique::extract::os {

Record parse_extended_states(std::string_view text) {
  std::vector<std::string> names;
  std::string_view name, architecture;
  bool automatic = false;
  ControlReader reader(text);
  for (auto event = reader.next(); event != ControlReader::Event::kEnd; event = reader.next()) {
    if (event == ControlReader::Event::kField) {
      const auto is = [&](std::string_view field) {
        return base::equals_ignoring_case(reader.name(), field);
      };
      if (is("Package")) name = reader.value();
      if (is("Architecture")) architecture = reader.value();
      if (is("Auto-Installed")) automatic = reader.value() == "1";
    } else if (event == ControlReader::Event::kParagraphEnd) {
      if (automatic && !name.empty()) {
        names.push_back(std::string(name) + ":" + std::string(architecture));
        names.push_back(std::string(name) + ":");  // of whatever architecture
      }
      name = architecture = {};
      automatic = false;
    }
  }
  const std::vector<std::string_view> marked(names.begin(), names.end());
  return marks_record(marked);
}

void set_reason(const Marks::File* marks, model::Component& component) {
  if (marks == nullptr) return;
  const auto found = component.purl.qualifiers.find("arch");
  const auto arch = found == component.purl.qualifiers.end() ? std::string() : found->second;
  const auto prefix = component.purl.name + ":";
  const bool of_any = arch.empty() || arch == "all";
  if (marks->marked.contains(of_any ? prefix : prefix + arch)) {
    component.reason = model::InstallReason::kDependency;
  } else {
    ask_for(component, marks->path);
  }
}

}  // namespace pratique::extract::os
