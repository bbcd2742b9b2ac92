// `sbom --format tree`: who brought whom, for people.
#include "base/text.h"
#include "report/sections.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

class Tree final : public ReportOf<PackageList> {
 public:
  std::string_view format() const override { return "tree"; }
  std::string_view about() const override { return "for people: who brought which package, as a tree"; }

  Result<void> write(const PackageList& input, const Options& options, const Sink& sink) const override {
    const auto columns = Style(options).columns();
    const model::Graph graph(input.inventory);
    Result<void> done;
    PackageTree(graph).each(graph.roots(), [&](const PackageTree::Line& line) {
      const auto& type = input.inventory.components[line.component].purl.type;
      auto text = base::printable(line_text(input.inventory, graph, line));
      if (line.root) text += " (" + base::printable(type) + ")";
      done = sink(tree_line(line.mark, text, columns));
      return static_cast<bool>(done);
    });
    PQ_CHECK(std::move(done));
    return notes_lines(input.inventory.notes, columns, sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_tree() { return std::make_unique<Tree>(); }

}  // namespace pratique::report
