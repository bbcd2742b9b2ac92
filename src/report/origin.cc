#include "report/origin.h"

#include <algorithm>

#include "base/text.h"
#include "model/stage.h"
#include "report/sections.h"
#include "report/source_link.h"

namespace pratique::report {

namespace {

constexpr std::size_t kCommitDigits = 12;
// Of a base's base's base: names of rows do not move on for ever.
constexpr std::size_t kMostIndent = 6;

// "Dockerfile:3-4".
std::string place_of(const model::SourceLines& lines) {
  auto text = lines.file.empty() ? std::string("Dockerfile") : lines.file;
  text += ":" + std::to_string(lines.first);
  if (lines.last > lines.first) text += "-" + std::to_string(lines.last);
  return base::printable(text);
}

std::string lines_text(const model::Subject& subject, const model::SourceLines& lines, const Style& style,
                       const Options& options) {
  auto text = style.link(lines_url(subject.provenance, lines, options.forges), place_of(lines));
  if (lines.guessed) text += " (guessed)";
  if (!lines.text.empty()) text += ": " + base::printable(lines.text);
  return text;
}

std::string layer_text(const model::Subject& subject, std::size_t number, const Style& style,
                       const Options& options) {
  const auto& lines = subject.layers[number].lines;
  if (lines.first != 0) return lines_text(subject, lines, style, options);
  if (const auto base = model::base_of_layer(subject, number))
    return "base image " + base_name_of(subject.bases[*base]);
  return {};
}

}  // namespace

std::string base_name_of(const model::BaseImage& base) {
  std::string_view name = base.name;
  if (name.empty()) return short_digest(base.digest);
  for (const std::string_view usual : {"docker.io/library/", "docker.io/"}) {
    if (!name.starts_with(usual)) continue;
    name.remove_prefix(usual.size());
    break;
  }
  return base::printable(name);
}

std::string layer_origin(const model::Subject& subject, std::string_view diff_id, const Style& style,
                         const Options& options) {
  const auto number = model::layer_number(subject, diff_id);
  return number ? layer_text(subject, *number, style, options) : std::string();
}

std::string component_origin(const model::Subject& subject, const model::Component& component,
                             const Style& style, const Options& options) {
  if (const auto stage = model::stage_of(component); !stage.empty())
    return "build stage " + base::printable(stage);
  if (component.locations.empty()) return {};
  return layer_origin(subject, component.locations.front().layer, style, options);
}

std::vector<OriginRow> origin_rows(const model::Subject& subject, const Style& style,
                                   const Options& options) {
  std::vector<OriginRow> rows;
  const auto& provenance = subject.provenance;
  if (!provenance.source.empty()) {
    const auto page = repository_url(provenance, options.forges);
    auto text = style.link(page, base::printable(provenance.source));
    if (!provenance.revision.empty()) {
      const bool dirty = provenance.revision.ends_with("-dirty");
      text += " " + style.link(page, base::printable(provenance.revision.substr(0, kCommitDigits)));
      if (dirty) text += " (with changes)";
    }
    if (provenance.known_by == "label") text += style.faint(" (by labels)");
    rows.push_back({"  provenance", text});
  }
  for (std::size_t i = 0; i < subject.bases.size(); ++i) {
    const auto& base = subject.bases[i];
    auto text = base.name == model::kScratch ? "none (scratch)" : base_name_of(base);
    if (base.name != model::kScratch && !base.name.empty() && !base.digest.empty())
      text += " " + style.faint(short_digest(base.digest));
    if (!base.also.empty()) text += " (also " + base::printable(base::join(base.also, ", ")) + ")";
    if (base.known_by == "dockerfile") text += " (guessed)";
    rows.push_back({i == 0 ? "  base image"
                           : std::string(2 + 2 * std::min<std::size_t>(i, kMostIndent), ' ') + "built on",
                    text});
  }
  return rows;
}

std::string layers_section(const model::Subject& subject, const Style& style, const Options& options) {
  Table table({"Layer", "Size", "Brought by"});
  bool any = false;
  for (std::size_t i = 0; i < subject.layers.size(); ++i) {
    const auto& layer = subject.layers[i];
    auto text = layer_text(subject, i, style, options);
    any = any || !text.empty();
    if (text.empty()) text = base::printable(layer.created_by);
    table.add({std::to_string(i) + " " + short_digest(layer.diff_id), size_text(layer.size), text});
  }
  if (!any) return {};
  return heading("Layers", style) + table.to_text(layout_of(style));
}

}  // namespace pratique::report
