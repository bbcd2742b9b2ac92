#include "model/inventory.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace pratique::model {

namespace {

constexpr const char* kEdgeKinds[] = {"depends-on", "contains", "built-from", "provides"};
constexpr const char* kObservationKinds[] = {"secret", "configuration", "file"};

template <class Enum, std::size_t N>
Result<Enum> parse(const char* const (&words)[N], std::string_view text, const char* what) {
  const auto found = std::find(std::begin(words), std::end(words), text);
  if (found == std::end(words))
    return base::invalid(std::string("unknown ") + what + " \"" + std::string(text) + "\"");
  return static_cast<Enum>(found - std::begin(words));
}

template <class T>
void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

// Sorts the components and drops doubles; tells where each of the old ones stands now.
std::vector<std::uint32_t> sort_components(std::vector<Component>& components) {
  std::vector<std::uint32_t> order(components.size());
  std::iota(order.begin(), order.end(), std::uint32_t{0});
  // What was sorted before, and read from somewhere since, is so still.
  const auto out_of_order = [](const Component& a, const Component& b) { return !before(a, b); };
  if (std::ranges::adjacent_find(components, out_of_order) == components.end()) return order;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return before(components[a], components[b]); });
  std::vector<std::uint32_t> now(components.size());
  std::vector<Component> sorted;
  sorted.reserve(components.size());
  for (const auto old : order) {
    if (sorted.empty() || sorted.back() != components[old]) sorted.push_back(std::move(components[old]));
    now[old] = static_cast<std::uint32_t>(sorted.size() - 1);
  }
  components = std::move(sorted);
  return now;
}

void move_edges(std::vector<Edge>& edges, const std::vector<std::uint32_t>& now) {
  std::erase_if(edges, [&](const Edge& edge) { return edge.from >= now.size() || edge.to >= now.size(); });
  for (auto& edge : edges) {
    edge.from = now[edge.from], edge.to = now[edge.to];
    if (edge.kind != EdgeKind::kDependsOn) edge.scope = Scope::kRequired;
  }
  std::erase_if(edges, [](const Edge& edge) { return edge.from == edge.to; });
  std::sort(edges.begin(), edges.end());
  const auto same = [](const Edge& a, const Edge& b) {
    return a.from == b.from && a.to == b.to && a.kind == b.kind;
  };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
}

}  // namespace

const char* to_string(EdgeKind kind) { return kEdgeKinds[static_cast<std::size_t>(kind)]; }
const char* to_string(ObservationKind kind) { return kObservationKinds[static_cast<std::size_t>(kind)]; }
Result<EdgeKind> parse_edge_kind(std::string_view text) {
  return parse<EdgeKind>(kEdgeKinds, text, "kind of edge");
}
Result<ObservationKind> parse_observation_kind(std::string_view text) {
  return parse<ObservationKind>(kObservationKinds, text, "kind of observation");
}

PackageKey package_of(const Component& component) {
  const auto& purl = component.purl;
  return {purl.type, purl.name_space, purl.name, purl.version};
}

// Components of one package mostly stand side by side.
static std::size_t count_distinct(std::vector<PackageKey> packages) {
  if (!std::ranges::is_sorted(packages)) std::ranges::sort(packages);
  const auto rest = std::ranges::unique(packages);
  return packages.size() - rest.size();
}

std::size_t count_packages(const Inventory& inventory) {
  std::vector<PackageKey> packages;
  packages.reserve(inventory.components.size());
  for (const auto& component : inventory.components) packages.push_back(package_of(component));
  return count_distinct(std::move(packages));
}

std::size_t count_packages(const Inventory& inventory, const std::vector<std::size_t>& components) {
  std::vector<PackageKey> packages;
  packages.reserve(components.size());
  for (const auto index : components) packages.push_back(package_of(inventory.components[index]));
  return count_distinct(std::move(packages));
}

std::vector<std::string> component_ids(const Inventory& inventory) {
  std::vector<std::string> ids;
  ids.reserve(inventory.components.size());
  std::map<std::string, std::size_t> seen;
  for (const auto& component : inventory.components) {
    auto id = stable_id(component);
    const auto count = ++seen[id];
    if (count > 1) id += "-" + std::to_string(count);
    ids.push_back(std::move(id));
  }
  return ids;
}

// A component that lies in an archive has the archive's path before the last "!". An archive that is several
// packages at once (shaded jars) contains what lies in it as each of them.
std::size_t add_containment(Inventory& inventory) {
  using PathInLayer = std::pair<std::string_view, std::string_view>;  // path and layer
  const auto around = [](const Location& location) {
    return PathInLayer(std::string_view(location.path).substr(0, location.path.rfind('!')), location.layer);
  };
  const auto& components = inventory.components;
  std::map<PathInLayer, std::vector<std::uint32_t>> archives;
  const auto each_location = [&](const auto& visit) {
    for (std::uint32_t i = 0; i < components.size(); ++i) {
      for (const auto& location : components[i].locations) visit(i, location);
    }
  };
  each_location([&](std::uint32_t, const Location& location) {
    if (location.path.find('!') != std::string::npos) archives[around(location)];
  });
  if (archives.empty()) return 0;
  each_location([&](std::uint32_t i, const Location& location) {
    const auto archive = archives.find(PathInLayer(location.path, location.layer));
    if (archive != archives.end()) archive->second.push_back(i);
  });
  std::size_t left_out = 0;
  each_location([&](std::uint32_t i, const Location& location) {
    if (location.path.find('!') == std::string::npos) return;
    const auto& holders = archives[around(location)];
    const auto free = std::min(holders.size(), kMaxEdges - std::min(kMaxEdges, inventory.edges.size()));
    for (std::size_t n = 0; n < free; ++n) {
      if (holders[n] != i) inventory.edges.push_back({holders[n], i, EdgeKind::kContains});
    }
    left_out += holders.size() - free;
  });
  return left_out;
}

Note edges_left_out(std::size_t count) {
  return {.code = "limit",
          .message = std::to_string(count) +
                     (count == 1 ? " relation between packages is" : " relations between packages are") +
                     " left out: more than " + std::to_string(kMaxEdges),
          .file = {},
          .layer = {},
          .incomplete = false};
}

void keep_components(Inventory& inventory, const std::function<bool(const Component&)>& keep) {
  constexpr auto kGone = static_cast<std::uint32_t>(-1);
  auto& components = inventory.components;
  std::vector<std::uint32_t> now(components.size(), kGone);
  std::uint32_t kept = 0;
  for (std::size_t i = 0; i < components.size(); ++i) {
    if (!keep(components[i])) continue;
    now[i] = kept;
    if (kept != i) components[kept] = std::move(components[i]);
    ++kept;
  }
  components.resize(kept);
  std::erase_if(inventory.edges, [&](Edge& edge) {
    edge.from = now[edge.from], edge.to = now[edge.to];
    return edge.from == kGone || edge.to == kGone;
  });
}

void normalise(Inventory& inventory) {
  for (auto& component : inventory.components) normalise(component);
  move_edges(inventory.edges, sort_components(inventory.components));
  sort_unique(inventory.observations);
  sort_unique(inventory.notes);
}

}  // namespace pratique::model
