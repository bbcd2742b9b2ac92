// `sbom --format dot`: the graph for Graphviz (graphviz.org/doc/info/lang.html). Asked for packages have two borders, edges
// of what is needed for less than to run are dashed.
#include "base/text.h"
#include "report/sections.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

// A quoted ID: a quote is escaped, and so is a backslash, which would begin an escape in a label.
std::string quoted(std::string_view text) {
  auto plain = base::replace_all(base::printable(text), "\\", "\\\\");
  return "\"" + base::replace_all(plain, "\"", "\\\"") + "\"";
}

std::string node(std::uint32_t number) { return "n" + std::to_string(number); }

class Dot final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "dot"; }
  std::string_view about() const override { return "the graph of packages, for Graphviz"; }

  Result<void> write(const PackageList& input, const Options&, const Sink& sink) const override {
    const auto& inventory = input.inventory;
    const model::Graph graph(inventory);
    PQ_CHECK(sink("digraph " + quoted(inventory.subject.name) + " {\n  rankdir=LR;\n  node [shape=box];\n"));
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      const auto& component = inventory.components[i];
      const auto root = graph.root(i);
      const bool asked = root == model::RootKind::kExplicit || root == model::RootKind::kMain;
      PQ_CHECK(sink("  " + node(i) + " [label=" + quoted(name_and_version(component)) + ", tooltip=" +
                    quoted(component.purl.to_string()) + (asked ? ", peripheries=2" : "") + "];\n"));
    }
    for (std::uint32_t i = 0; i < graph.size(); ++i) {
      for (const auto& link : graph.links_from(i)) PQ_CHECK(sink(edge(i, link)));
    }
    // A comment: what could not be read must not be silent here either.
    for (const auto& note : inventory.notes) {
      const auto file = note.file.empty() ? "" : base::printable(note.file) + ": ";
      PQ_CHECK(
          sink("  // " + base::printable(note.code) + ": " + file + base::printable(note.message) + "\n"));
    }
    return sink("}\n");
  }

 private:
  static std::string edge(std::uint32_t from, const model::Link& link) {
    std::string label(link_text(link));
    if (link.scope != model::Scope::kRequired) label = model::to_string(link.scope);
    auto text = "  " + node(from) + " -> " + node(link.to);
    if (!label.empty()) text += " [label=" + quoted(label) + ", style=dashed]";
    return text + ";\n";
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_dot() { return std::make_unique<Dot>(); }

}  // namespace pratique::report
