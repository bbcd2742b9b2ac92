// How a package came into an image, in words: the shortest way to it that model::Graph found. One place for all
// documents that tell of it (docs/graph.md).
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_value.h"
#include "model/graph.h"
#include "report/report.h"

namespace pratique::report {

// "libssl3 3.0.9-1". Not yet printable, as all texts here.
std::string name_and_version(const model::Component& component);
// Why a way begins there: "asked for in etc/apk/world", "the project itself", "nothing in the image leads to it", "needs
// itself by others, and nothing else leads to it"; "" of what is no root.
std::string root_text(const model::Component& component, model::RootKind root);
// How one leads to the next: "" (it needs it), "needs it for development", "contains", "was built from", "installed the
// files of".
std::string_view link_text(const model::Link& link);
// Behind a name where the other is needed for less than to run: " (optional)".
std::string scope_text(const model::Link& link);

// A step of the shortest way, and how many before it are left out.
struct ShownStep {
  model::WayStep step;
  std::size_t skipped = 0;
};
// Of a way of more than `most` steps the first half and the last: a chain may be as long as the inventory, and a report
// tells of a way for each finding.
std::vector<ShownStep> shown_steps(const model::Graph& graph, std::size_t component, std::size_t most);
// In one line, and as a list or in JSON. Of real packages hardly a way has ten steps.
inline constexpr std::size_t kMaxStepsInLine = 16, kMaxSteps = 64;
// "… 40 more …".
std::string skipped_text(std::size_t skipped);

// "curl 7.88.1 (asked for in etc/apk/world) → libcurl4 7.88.1 → libssl3 3.0.9-1". Empty where it would say nothing:
// nothing leads to the package, and nobody recorded why it is there.
std::string way_text(const model::Inventory& inventory, const model::Graph& graph, std::size_t component);

// A step each: "purl"; of the first "root" ("explicit", "main", "top", "loop") and "asked_in", of the others "by"
// ("depends-on", …) and, unless it is "required", "scope"; "skipped": so many steps before it are left out. Empty where
// way_text() is.
codec::JsonArray way_to_json(const model::Inventory& inventory, const model::Graph& graph,
                             std::size_t component);

// A tree of packages in lines, each package with what it leads to once: where it comes again, "(above)".
class PackageTree {
 public:
  // How deep lines are indented; what lies deeper begins again at the left, "(continued)".
  static constexpr std::size_t kMaxDepth = 40;

  struct Line {
    // "│  └─ ", and the component with how it is led to; `root`: at the left.
    std::string mark;
    std::uint32_t component = 0;
    model::Link by;
    bool root = false;
    // Its own are shown where it came first.
    bool above = false;
    // Its own come further down, at the left.
    bool continued = false;
  };

  explicit PackageTree(const model::Graph& graph) : graph_(graph) {}
  // Only these components, ascending; what `end` leads to is not shown.
  PackageTree(const model::Graph& graph, const std::vector<std::uint32_t>& only, std::uint32_t end)
      : graph_(graph), only_(&only), end_(end) {}

  // From these roots on, in their order; visit() gives false to end.
  void each(const std::vector<std::uint32_t>& roots, const std::function<bool(const Line&)>& visit) const;

 private:
  std::vector<model::Link> links_of(std::uint32_t component) const;

  const model::Graph& graph_;
  const std::vector<std::uint32_t>* only_ = nullptr;
  std::uint32_t end_ = static_cast<std::uint32_t>(-1);
};

// The mark and the words of a line, folded to so many columns (0: never); where the mark takes half of them, the line stays
// whole: a word a line would be no tree.
std::string tree_line(std::string_view mark, std::string_view words, std::size_t columns);

// The words of a line behind its mark.
std::string line_text(const model::Inventory& inventory, const model::Graph& graph,
                      const PackageTree::Line& line);

}  // namespace pratique::report
