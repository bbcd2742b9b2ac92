// `why` for people: for each package that is called so, why it is there, and the shortest way to it; with --all every
// way, as a tree.
#include "report/why.h"

#include <algorithm>

#include "base/text.h"
#include "report/sections.h"
#include "report/ways.h"

namespace pratique::report {
namespace {

// Of a tree of all ways; JSON has them all.
constexpr std::size_t kMaxLines = 2'000;
constexpr std::size_t kMaxMark = 3 * PackageTree::kMaxDepth;

class Text {
 public:
  Text(const Why& document, const Options& options) : document_(document), style_(options) {}

  Result<void> write(const Sink& sink) const {
    if (document_.found.components.empty()) return sink(missing());
    if (document_.found.by == "source") {
      PQ_CHECK(sink(hanging("",
                            "No package is called " + base::printable(document_.asked) +
                                "; these were built from the source package of that name:",
                            style_.columns()) +
                    "\n"));
    }
    for (const auto component : document_.found.components) PQ_CHECK(package(component, sink));
    return {};
  }

 private:
  const model::Component& component_of(std::size_t index) const {
    return document_.inventory.components[index];
  }

  std::string missing() const {
    auto text = "No package called " + base::printable(document_.asked) + " is in the image";
    if (!document_.found.near.empty())
      text += "; there are: " + base::printable(base::join(document_.found.near, ", "));
    const auto& notes = document_.inventory.notes;
    const auto unread = std::ranges::count_if(notes, [](const auto& note) { return note.incomplete; });
    if (unread > 0)
      text += ". Not all of it could be read: " + std::to_string(unread) +
              (unread == 1 ? " note says" : " notes say") + " what";
    return hanging("", text, style_.columns());
  }

  Result<void> package(std::size_t index, const Sink& sink) const {
    const auto& component = component_of(index);
    auto text = heading(base::printable(name_and_version(component)), style_);
    text += hanging("  ", base::printable(component.purl.to_string()), style_.columns(), LongWords::kKeep);
    for (const auto& location : component.locations) {
      auto place = "/" + location.path;
      if (!location.layer.empty()) place += " (layer " + short_digest(location.layer) + ")";
      text += row("Found in", place);
    }
    text += row("Reason", reason_text(index)) + "\n";
    PQ_CHECK(sink(text));
    PQ_CHECK(document_.all ? all_ways(index, sink) : shortest_way(index, sink));
    return sink("\n");
  }

  std::string reason_text(std::size_t index) const {
    const auto& component = component_of(index);
    if (const auto text = root_text(component, document_.graph.root(index)); !text.empty()) {
      const bool came = component.reason == model::InstallReason::kDependency;
      return came ? "came along with another package that is there no more, or that says nothing of it"
                  : text;
    }
    return component.reason == model::InstallReason::kDependency ? "came along: another package needs it"
                                                                 : "another package leads to it";
  }

  Result<void> shortest_way(std::size_t index, const Sink& sink) const {
    std::string mark = "  ";
    bool first = true;
    for (const auto& [step, skipped] : shown_steps(document_.graph, index, kMaxSteps)) {
      if (skipped > 0) PQ_CHECK(sink(tree_line(mark, style_.faint(skipped_text(skipped)), style_.columns())));
      const PackageTree::Line line{.component = step.component, .by = step.by, .root = first};
      PQ_CHECK(sink(tree_line(mark, words(line, index), style_.columns())));
      // As deep as a tree is indented.
      if (mark.size() < kMaxMark) mark = first ? "  └─ " : "   " + mark;
      first = false;
    }
    std::vector<std::uint32_t> direct;
    for (const auto& link : document_.graph.links_to(index)) direct.push_back(link.to);
    direct.erase(std::unique(direct.begin(), direct.end()), direct.end());
    if (direct.size() < 2) return {};
    const auto more = std::to_string(direct.size()) + " packages lead to it directly; --all shows every way";
    return sink(hanging("  ", style_.faint(more), style_.columns()));
  }

  Result<void> all_ways(std::size_t index, const Sink& sink) const {
    const auto above = document_.graph.above(index);
    std::vector<std::uint32_t> roots;
    for (const auto root : document_.graph.roots()) {
      if (std::ranges::binary_search(above, root)) roots.push_back(root);
    }
    Result<void> done;
    std::size_t lines = 0;
    const PackageTree tree(document_.graph, above, static_cast<std::uint32_t>(index));
    tree.each(roots, [&](const PackageTree::Line& line) {
      if (++lines > kMaxLines) return false;
      done = sink(tree_line("  " + line.mark, words(line, index), style_.columns()));
      return static_cast<bool>(done);
    });
    PQ_CHECK(std::move(done));
    if (lines <= kMaxLines) return {};
    return sink(hanging("  ", "… and more: --format json has all", style_.columns()));
  }

  std::string words(const PackageTree::Line& line, std::size_t asked) const {
    auto text = base::printable(line_text(document_.inventory, document_.graph, line));
    return line.component == asked ? style_.bold(text) : text;
  }

  std::string row(std::string_view name, std::string_view value) const {
    constexpr std::size_t kNameColumns = 10;
    return hanging("  " + pad_right(name, kNameColumns) + ": ", base::printable(value), style_.columns(),
                   LongWords::kKeep);
  }

  const Why& document_;
  const Style style_;
};

class WhyText final : public ReportOf<Why> {
 public:
  std::string_view format() const override { return "text"; }
  std::string_view about() const override { return "for people: the shortest way, or all as a tree"; }
  Result<void> write(const Why& document, const Options& options, const Sink& sink) const override {
    return Text(document, options).write(sink);
  }
};

}  // namespace

std::unique_ptr<AnyReport> make_why() { return std::make_unique<WhyText>(); }

}  // namespace pratique::report
