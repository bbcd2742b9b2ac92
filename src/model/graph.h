// Who brought a package into an image: the edges of an inventory as a graph, with its roots, and the shortest way from
// one of them to each package. Computed here and nowhere else (docs/graph.md). Pure; equal inventories give equal
// graphs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/inventory.h"

namespace pratique::model {

// What leads from one package to another. Edges that say "stands in for" lead nowhere.
enum class LinkKind : std::uint8_t {
  kDependsOn,
  kContains,
  kBuiltFrom,
  kOwns,  // a package of the distribution installed the file of the other (Component::owner)
};
const char* to_string(LinkKind kind);  // "depends-on", "contains", "built-from", "owns"

struct Link {
  // The component at the other end.
  std::uint32_t to = 0;
  LinkKind kind = LinkKind::kDependsOn;
  // What it is needed for; kRequired for other kinds.
  Scope scope = Scope::kRequired;
  bool operator==(const Link&) const = default;
  auto operator<=>(const Link&) const = default;
};

// Why a way begins at a component.
enum class RootKind : std::uint8_t {
  kNone,      // it does not
  kExplicit,  // somebody asked for it (InstallReason::kExplicit)
  kMain,      // the project itself (Component::is_main)
  kTop,       // nothing leads to it, and nobody recorded why it is there
  kLoop,  // packages that need each other, to which nothing else leads: the first of them by the inventory's order
};
const char* to_string(RootKind kind);  // "", "explicit", "main", "top", "loop"

// One stop on the way to a package.
struct WayStep {
  std::uint32_t component = 0;
  // How the one before leads to it; of the first: nothing.
  Link by;
};

// Takes some 24 bytes an edge and 40 a component; time by the number of both. The inventory must outlive it.
class Graph {
 public:
  explicit Graph(const Inventory& inventory);

  std::size_t size() const { return roots_.size(); }
  // Sorted by component, kind and scope.
  std::span<const Link> links_from(std::size_t component) const { return forward_.of(component); }
  // The same, each with the component that it comes from as `to`.
  std::span<const Link> links_to(std::size_t component) const { return backward_.of(component); }

  RootKind root(std::size_t component) const { return roots_[component]; }
  // Components that are roots: the explicit and main ones, then the tops, then one of each loop; each part in the
  // inventory's order.
  const std::vector<std::uint32_t>& roots() const { return all_roots_; }

  // From a root to the component: with as few archives and builds between as there can be (that an application contains a
  // library says less than who needs it), of these the shortest, of these the first by the inventory's order. A root
  // that somebody asked for goes before one that nobody did. Never empty: of a root it is the root.
  std::vector<WayStep> path_to(std::size_t component) const;
  // The last step of that way: the component before it, and how that one leads here. Of a root: itself.
  WayStep last_step(std::size_t component) const { return {before_[component], by_[component]}; }
  // How many steps that is; 1: a root.
  std::size_t distance(std::size_t component) const { return path_to(component).size(); }

  // All components from which a way leads to this one, itself among them; ascending.
  std::vector<std::uint32_t> above(std::size_t component) const;

 private:
  // Links by the component that they start from, one behind the other.
  struct Links {
    std::vector<std::uint32_t> ends;
    std::vector<Link> all;
    std::span<const Link> of(std::size_t component) const {
      const auto begin = component == 0 ? 0 : ends[component - 1];
      return std::span(all).subspan(begin, ends[component] - begin);
    }
  };
  struct Pair {
    std::uint32_t from;
    Link link;
  };
  static Links sorted_links(std::size_t components, const std::vector<Pair>& pairs, bool reversed);
  static std::vector<Pair> pairs_of(const Inventory& inventory);

  // Walks from these roots to all that has not been reached.
  void spread(const std::vector<std::uint32_t>& roots, RootKind kind);
  void walk(std::vector<std::uint32_t> begin, std::vector<std::uint32_t>& reached);
  std::vector<std::uint32_t> tops() const;
  std::vector<std::uint32_t> loops() const;

  Links forward_, backward_;
  std::vector<RootKind> roots_;
  std::vector<std::uint32_t> all_roots_;
  // Of each component, the one before it on its way and the link that leads from there.
  std::vector<std::uint32_t> before_;
  std::vector<Link> by_;
};

}  // namespace pratique::model
