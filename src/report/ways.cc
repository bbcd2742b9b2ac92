#include "report/ways.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"
#include "report/terminal.h"
#include "sbom/native.h"

namespace pratique::report {

using codec::view;

std::string name_and_version(const model::Component& component) {
  auto text = model::display_name(component.purl);
  if (!component.purl.version.empty()) text += " " + component.purl.version;
  return text;
}

std::string root_text(const model::Component& component, model::RootKind root) {
  const auto& file = component.details->asked_in;
  switch (root) {
    case model::RootKind::kExplicit:
      return file.empty() ? "asked for" : "asked for in " + file;
    case model::RootKind::kMain:
      return "the project itself";
    case model::RootKind::kTop:
      return "nothing in the image leads to it";
    case model::RootKind::kLoop:
      return "needs itself by others, and nothing else leads to it";
    case model::RootKind::kNone:
      break;
  }
  return {};
}

std::string_view link_text(const model::Link& link) {
  switch (link.kind) {
    case model::LinkKind::kDependsOn:
      return "";
    case model::LinkKind::kContains:
      return "contains";
    case model::LinkKind::kBuiltFrom:
      return "was built from";
    case model::LinkKind::kOwns:
      return "installed the files of";
  }
  return "";
}

std::string scope_text(const model::Link& link) {
  return link.scope == model::Scope::kRequired ? "" : std::string(" (") + model::to_string(link.scope) + ")";
}

// A single top says no more than that nothing is known.
static bool says_nothing(const model::Graph& graph, std::size_t component) {
  return graph.root(component) == model::RootKind::kTop;
}

std::vector<ShownStep> shown_steps(const model::Graph& graph, std::size_t component, std::size_t most) {
  const auto path = graph.path_to(component);
  const auto skipped = path.size() > most ? path.size() - most : 0;
  std::vector<ShownStep> shown;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const bool begins_again = skipped > 0 && i == most / 2;
    if (begins_again) i += skipped;
    shown.push_back({path[i], begins_again ? skipped : 0});
  }
  return shown;
}

std::string skipped_text(std::size_t skipped) { return "… " + std::to_string(skipped) + " more …"; }

std::string way_text(const model::Inventory& inventory, const model::Graph& graph, std::size_t component) {
  if (says_nothing(graph, component)) return {};
  std::string text;
  for (const auto& [step, skipped] : shown_steps(graph, component, kMaxStepsInLine)) {
    if (skipped > 0) text += " → " + skipped_text(skipped);
    const auto& one = inventory.components[step.component];
    if (text.empty()) {
      text = name_and_version(one) + " (" + root_text(one, graph.root(step.component)) + ")";
      continue;
    }
    const auto how = std::string(link_text(step.by));
    text += " → " + how + (how.empty() ? "" : " ") + name_and_version(one) + scope_text(step.by);
  }
  return text;
}

codec::JsonArray way_to_json(const model::Inventory& inventory, const model::Graph& graph,
                             std::size_t component) {
  codec::JsonArray steps;
  if (says_nothing(graph, component)) return steps;
  for (const auto& [step, skipped] : shown_steps(graph, component, kMaxSteps)) {
    const auto& one = inventory.components[step.component];
    codec::JsonObject object{{"purl", view(one.purl.to_string())}};
    if (skipped > 0) object.emplace("skipped", skipped);
    if (steps.empty()) {
      object.emplace("root", model::to_string(graph.root(step.component)));
      sbom::put(object, "asked_in", one.details->asked_in);
    } else {
      object.emplace("by", model::to_string(step.by.kind));
      if (step.by.scope != model::Scope::kRequired) object.emplace("scope", model::to_string(step.by.scope));
    }
    steps.emplace_back(std::move(object));
  }
  return steps;
}

// One for each component, of the nearest kind and scope.
std::vector<model::Link> PackageTree::links_of(std::uint32_t component) const {
  std::vector<model::Link> links;
  if (component == end_) return links;
  for (const auto& link : graph_.links_from(component)) {
    if (only_ != nullptr && !std::ranges::binary_search(*only_, link.to)) continue;
    if (links.empty() || links.back().to != link.to) links.push_back(link);
  }
  return links;
}

// Without recursion: a chain may be as long as the inventory.
void PackageTree::each(const std::vector<std::uint32_t>& roots,
                       const std::function<bool(const Line&)>& visit) const {
  struct Frame {
    std::vector<model::Link> links;
    std::size_t next = 0;
  };
  std::vector<bool> shown(graph_.size());
  std::vector<std::uint32_t> left(roots.rbegin(), roots.rend());
  std::vector<std::uint32_t> deeper;
  while (!left.empty() || !deeper.empty()) {
    if (left.empty()) left.assign(deeper.rbegin(), deeper.rend()), deeper.clear();
    const auto root = left.back();
    left.pop_back();
    // What an earlier root leads to stands there; a root that somebody asked for has its own line nevertheless.
    const bool above = shown[root];
    shown[root] = true;
    auto links = above ? std::vector<model::Link>{} : links_of(root);
    Line first{.component = root, .root = true};
    first.above = above && !links_of(root).empty();
    if (!visit(first)) return;
    std::vector<Frame> frames;
    frames.push_back({std::move(links)});
    while (!frames.empty()) {
      auto& frame = frames.back();
      if (frame.next == frame.links.size()) {
        frames.pop_back();
        continue;
      }
      const auto link = frame.links[frame.next++];
      std::string mark;
      for (std::size_t i = 0; i + 1 < frames.size(); ++i)
        mark += frames[i].next < frames[i].links.size() ? "│  " : "   ";
      mark += frame.next < frame.links.size() ? "├─ " : "└─ ";
      auto own = links_of(link.to);
      Line line{.mark = std::move(mark), .component = link.to, .by = link};
      line.above = shown[link.to] && !own.empty();
      line.continued = !shown[link.to] && !own.empty() && frames.size() == kMaxDepth;
      if (line.continued) deeper.push_back(link.to);
      const bool open = !shown[link.to] && !line.continued;
      if (open) shown[link.to] = true;
      if (!visit(line)) return;
      if (open && !own.empty()) frames.push_back({std::move(own)});
    }
  }
}

std::string tree_line(std::string_view mark, std::string_view words, std::size_t columns) {
  const bool deep = 2 * width_of(mark) > columns;
  return hanging(mark, words, deep ? 0 : columns, LongWords::kKeep);
}

std::string line_text(const model::Inventory& inventory, const model::Graph& graph,
                      const PackageTree::Line& line) {
  const auto& component = inventory.components[line.component];
  const auto how = std::string(link_text(line.by));
  auto text = how + (how.empty() ? "" : " ") + name_and_version(component) + scope_text(line.by);
  const auto root = graph.root(line.component);
  const bool asked = root == model::RootKind::kExplicit || root == model::RootKind::kMain;
  if (asked || (line.root && root == model::RootKind::kLoop)) text += " [" + root_text(component, root) + "]";
  if (line.above) text += " (above)";
  if (line.continued) text += " (continued below)";
  return text;
}

}  // namespace pratique::report
