#include "model/graph.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace pratique::model {

namespace {

constexpr auto kNobody = static_cast<std::uint32_t>(-1);
constexpr const char* kLinks[] = {"depends-on", "contains", "built-from", "owns"};
constexpr const char* kRoots[] = {"", "explicit", "main", "top", "loop"};

// Tarjan's algorithm without recursion: a chain of packages may be as long as the inventory. Components are numbered so
// that what leads to another has the higher number.
class Loops {
 public:
  Loops(const Graph& graph, const std::vector<std::uint32_t>& members) : graph_(graph) {
    constexpr std::size_t kUnseen = 0;
    index_.assign(graph.size(), kUnseen);
    low_.assign(graph.size(), kUnseen);
    loop_of.assign(graph.size(), kNobody);
    for (const auto member : members) {
      if (index_[member] == kUnseen) visit(member);
    }
  }

  // Of each component that was visited; kNobody for others.
  std::vector<std::uint32_t> loop_of;
  std::uint32_t count = 0;

 private:
  struct Frame {
    std::uint32_t component;
    std::size_t next = 0;
  };

  void enter(std::uint32_t component) {
    index_[component] = low_[component] = ++clock_;
    open_.push_back(component);
    frames_.push_back({component});
  }

  void visit(std::uint32_t first) {
    enter(first);
    while (!frames_.empty()) {
      auto& frame = frames_.back();
      const auto component = frame.component;
      const auto links = graph_.links_from(component);
      if (frame.next < links.size()) {
        const auto to = links[frame.next++].to;
        if (index_[to] == 0) {
          enter(to);
        } else if (loop_of[to] == kNobody) {
          low_[component] = std::min(low_[component], index_[to]);
        }
        continue;
      }
      frames_.pop_back();
      if (!frames_.empty()) {
        auto& above = low_[frames_.back().component];
        above = std::min(above, low_[component]);
      }
      if (low_[component] == index_[component]) close(component);
    }
  }

  void close(std::uint32_t component) {
    for (auto member = kNobody; member != component;) {
      member = open_.back();
      open_.pop_back();
      loop_of[member] = count;
    }
    ++count;
  }

  const Graph& graph_;
  std::vector<std::size_t> index_, low_;
  std::vector<std::uint32_t> open_;
  std::vector<Frame> frames_;
  std::size_t clock_ = 0;
};

}  // namespace

const char* to_string(LinkKind kind) { return kLinks[static_cast<std::size_t>(kind)]; }
const char* to_string(RootKind kind) { return kRoots[static_cast<std::size_t>(kind)]; }

std::vector<Graph::Pair> Graph::pairs_of(const Inventory& inventory) {
  const auto& components = inventory.components;
  std::vector<Pair> pairs;
  pairs.reserve(inventory.edges.size());
  for (const auto& edge : inventory.edges) {
    if (edge.kind == EdgeKind::kProvides || edge.from == edge.to) continue;
    if (edge.from >= components.size() || edge.to >= components.size()) continue;
    pairs.push_back({edge.from, {edge.to, static_cast<LinkKind>(edge.kind), edge.scope}});
  }
  std::map<std::string_view, std::vector<std::uint32_t>> owned;
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    if (!components[i].owner.empty()) owned[components[i].owner].push_back(i);
  }
  for (std::uint32_t i = 0; i < components.size() && !owned.empty(); ++i) {
    const auto found = owned.find(components[i].purl.to_string());
    if (found == owned.end()) continue;
    for (const auto to : found->second) {
      if (to != i) pairs.push_back({i, {to, LinkKind::kOwns}});
    }
  }
  return pairs;
}

// By counting: no sort of them all.
Graph::Links Graph::sorted_links(std::size_t components, const std::vector<Pair>& pairs, bool reversed) {
  Links links;
  links.ends.assign(components, 0);
  for (const auto& pair : pairs) ++links.ends[reversed ? pair.link.to : pair.from];
  std::uint32_t sum = 0;
  for (auto& end : links.ends) end = sum += end;
  links.all.resize(pairs.size());
  auto at = links.ends;
  for (const auto& pair : pairs) {
    auto link = pair.link;
    if (reversed) link.to = pair.from;
    links.all[--at[reversed ? pair.link.to : pair.from]] = link;
  }
  std::uint32_t begin = 0;
  for (const auto end : links.ends) {
    std::sort(links.all.begin() + begin, links.all.begin() + end);
    begin = end;
  }
  return links;
}

Graph::Graph(const Inventory& inventory) {
  const auto count = inventory.components.size();
  {
    const auto pairs = pairs_of(inventory);
    forward_ = sorted_links(count, pairs, false);
    backward_ = sorted_links(count, pairs, true);
  }
  roots_.assign(count, RootKind::kNone);
  before_.assign(count, kNobody);
  by_.resize(count);
  std::vector<std::uint32_t> asked, mains;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto& component = inventory.components[i];
    if (component.reason == InstallReason::kExplicit) {
      asked.push_back(i);
    } else if (component.is_main) {
      mains.push_back(i);
    }
  }
  // Together: neither is nearer than the other.
  for (const auto i : asked) roots_[i] = RootKind::kExplicit;
  for (const auto i : mains) roots_[i] = RootKind::kMain;
  std::vector<std::uint32_t> first(asked);
  first.insert(first.end(), mains.begin(), mains.end());
  std::sort(first.begin(), first.end());
  spread(first, RootKind::kNone);
  spread(tops(), RootKind::kTop);
  spread(loops(), RootKind::kLoop);
}

void Graph::spread(const std::vector<std::uint32_t>& roots, RootKind kind) {
  for (const auto root : roots) {
    if (kind != RootKind::kNone) roots_[root] = kind;
    before_[root] = root;
  }
  all_roots_.insert(all_roots_.end(), roots.begin(), roots.end());
  // What needs something first, then what only holds it; from there on again.
  auto begin = roots;
  std::vector<std::uint32_t> reached;
  while (!begin.empty()) {
    reached.clear();
    walk(std::move(begin), reached);
    begin.clear();
    for (const auto from : reached) {
      for (const auto& link : links_from(from)) {
        if (link.kind == LinkKind::kDependsOn || before_[link.to] != kNobody) continue;
        before_[link.to] = from;
        by_[link.to] = link;
        begin.push_back(link.to);
      }
    }
  }
}

// Breadth first, by dependencies alone. `reached` gets all of them in order, the beginning included.
void Graph::walk(std::vector<std::uint32_t> begin, std::vector<std::uint32_t>& reached) {
  reached = std::move(begin);
  for (std::size_t at = 0; at < reached.size(); ++at) {
    const auto from = reached[at];
    for (const auto& link : links_from(from)) {
      if (link.kind != LinkKind::kDependsOn || before_[link.to] != kNobody) continue;
      before_[link.to] = from;
      by_[link.to] = link;
      reached.push_back(link.to);
    }
  }
}

std::vector<std::uint32_t> Graph::tops() const {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (before_[i] == kNobody && links_to(i).empty()) found.push_back(i);
  }
  return found;
}

// Of each loop that no other leads to, the first component.
std::vector<std::uint32_t> Graph::loops() const {
  std::vector<std::uint32_t> left;
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (before_[i] == kNobody) left.push_back(i);
  }
  if (left.empty()) return {};
  const Loops loops(*this, left);
  std::vector<bool> entered(loops.count);
  for (const auto from : left) {
    for (const auto& link : links_from(from)) {
      const auto mine = loops.loop_of[from], theirs = loops.loop_of[link.to];
      if (mine != theirs && theirs != kNobody) entered[theirs] = true;
    }
  }
  std::vector<std::uint32_t> found;
  for (const auto i : left) {
    const auto loop = loops.loop_of[i];
    if (entered[loop]) continue;
    entered[loop] = true;
    found.push_back(i);
  }
  return found;
}

std::vector<WayStep> Graph::path_to(std::size_t component) const {
  std::vector<WayStep> path;
  auto at = static_cast<std::uint32_t>(component);
  for (; before_[at] != at; at = before_[at]) path.push_back({at, by_[at]});
  path.push_back({at, {}});
  std::reverse(path.begin(), path.end());
  return path;
}

std::vector<std::uint32_t> Graph::above(std::size_t component) const {
  std::vector<bool> seen(size());
  std::vector<std::uint32_t> found = {static_cast<std::uint32_t>(component)};
  seen[component] = true;
  for (std::size_t at = 0; at < found.size(); ++at) {
    for (const auto& link : links_to(found[at])) {
      if (seen[link.to]) continue;
      seen[link.to] = true;
      found.push_back(link.to);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace pratique::model
