// For tests: what an extractor makes of one file, as text that is easy to compare.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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

// "a@1 depends-on b@2 dev", a line for each edge of the record, sorted; then its notes. The scope is left out when
// it is "required".
inline std::string edges_of(const Record& record) {
  const auto name = [&](std::uint32_t number) {
    const auto& purl = record.components.at(number).purl;
    return purl.name + (purl.version.empty() ? "" : "@" + purl.version);
  };
  std::vector<std::string> lines;
  for (const auto& edge : record.edges) {
    auto line = name(edge.from) + " " + model::to_string(edge.kind) + " " + name(edge.to);
    if (edge.scope != model::Scope::kRequired) line += std::string(" ") + model::to_string(edge.scope);
    lines.push_back(line + "\n");
  }
  std::sort(lines.begin(), lines.end());
  for (const auto& note : record.notes) lines.push_back("note " + note.code + ": " + note.message + "\n");
  return base::join(lines, "");
}

inline std::string edges_of(const std::unique_ptr<Extractor>& extractor, std::string_view path,
                            std::string_view text) {
  const auto record = extractor->parse(FileView(path, base::as_bytes(text)));
  return record ? edges_of(*record) : "error: " + to_line(record.error());
}

// "pkg:npm/a@1 sha256:0123… | What it is", a line for each component that has either.
inline std::string details_of(const std::unique_ptr<Extractor>& extractor, std::string_view path,
                              std::string_view text) {
  const auto record = extractor->parse(FileView(path, base::as_bytes(text)));
  if (!record) return "error: " + to_line(record.error());
  std::string out;
  for (const auto& component : record->components) {
    std::string line;
    for (const auto& hash : component.details->hashes)
      line += std::string(" ") + model::to_string(hash.algorithm) + ":" + hash.value;
    if (!component.description.empty()) line += " | " + component.description;
    if (!line.empty()) out += component.purl.to_string() + line + "\n";
  }
  return out;
}

}  // namespace pratique::extract::testing
