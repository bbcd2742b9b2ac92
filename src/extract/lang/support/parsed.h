// For tests: what an extractor makes of one file, as text that is easy to compare.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include "base/text.h"
#include "extract/extractor.h"

namespace pratique::extract::testing {

inline bool is_wanted(const Extractor& extractor, std::string_view path, std::string_view text) {
  const auto head = base::as_bytes(text.substr(0, std::min<std::size_t>(text.size(), 512)));
  return extractor.wants({.path = path, .size = text.size(), .mode = 0644, .head = head}).kind !=
         Wish::Kind::kNo;
}

// "installed pkg:npm/a@1.0.0 [MIT] main dev {pratique:x=y}" a line, then "note CODE: MESSAGE" lines; "unwanted"
// when wants() refuses the file, "error: …" when parse() does.
inline std::string parsed(const std::unique_ptr<Extractor>& extractor, std::string_view path,
                          std::string_view text) {
  if (!is_wanted(*extractor, path, text)) return "unwanted";
  const auto record = extractor->parse(FileView(path, base::as_bytes(text)));
  if (!record) return "error: " + to_line(record.error());
  std::string out;
  for (const auto& component : record->components) {
    out += std::string(model::to_string(component.evidence)) + " " + component.purl.to_string();
    for (const auto& license : component.licenses) out += " [" + license + "]";
    if (component.is_main) out += " main";
    if (component.scope != model::Scope::kRequired)
      out += std::string(" ") + model::to_string(component.scope);
    for (const auto& [key, value] : component.properties) out += " {" + key + "=" + value + "}";
    out += "\n";
  }
  for (const auto& note : record->notes) out += "note " + note.code + ": " + note.message + "\n";
  return out;
}

}  // namespace pratique::extract::testing
