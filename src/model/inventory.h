// The inventory: the one document between analysis and everything else. What was looked at (subject), what is
// in it (components, and how they hang together: edges), what else was seen (observations), and what could not
// be read (notes). Documented for users in docs/formats/inventory.md.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/component.h"
#include "model/note.h"
#include "model/subject.h"

namespace pratique::model {

// How one component hangs together with another.
enum class EdgeKind : std::uint8_t {
  kDependsOn,  // `from` needs `to` to run
  kContains,   // the file of `to` lies in the file of `from`: a jar in a jar
  kBuiltFrom,  // `from` was made of `to`
  kProvides,   // `from` stands in for `to`
};
const char* to_string(EdgeKind kind);  // "depends-on", "contains", "built-from", "provides"
Result<EdgeKind> parse_edge_kind(std::string_view text);

struct Edge {
  // Numbers of components, from 0.
  std::uint32_t from = 0, to = 0;
  EdgeKind kind = EdgeKind::kDependsOn;
  // What `from` needs `to` for; kRequired for kinds other than kDependsOn.
  Scope scope = Scope::kRequired;
  bool operator==(const Edge&) const = default;
  auto operator<=>(const Edge&) const = default;
};
// Twelve bytes each; a lock file of three thousand packages has some ten thousand, all of Debian 12 some 350,000.
inline constexpr std::size_t kMaxEdges = 1'000'000;

// Something seen that is no package: a secret that lies open, a setting, a file worth a look.
enum class ObservationKind : std::uint8_t { kSecret, kConfiguration, kFile };
const char* to_string(ObservationKind kind);  // "secret", "configuration", "file"
Result<ObservationKind> parse_observation_kind(std::string_view text);

struct Observation {
  ObservationKind kind = ObservationKind::kFile;
  // Who saw it, a stable name: "secret-in-environment".
  std::string rule;
  // One line, without the secret itself.
  std::string message;
  // Path empty: the image's configuration.
  Location location;
  // From 1; 0: the whole file.
  std::uint64_t line = 0;
  bool operator==(const Observation&) const = default;
  auto operator<=>(const Observation&) const = default;
};

struct Inventory {
  Subject subject;
  // Sorted by before().
  std::vector<Component> components;
  // Sorted; at most kMaxEdges, one of a kind between two components, of the nearest scope.
  std::vector<Edge> edges;
  // Sorted, unique.
  std::vector<Observation> observations;
  // Sorted, unique.
  std::vector<Note> notes;
  bool operator==(const Inventory&) const = default;
};

// What makes components one package (docs/glossary.md): type, namespace, name and version of the purl. One
// package may have several records: found in two places of which an OS package owns one, or for two
// architectures.
struct PackageKey {
  // Views into the component.
  std::string_view type, name_space, name, version;
  auto operator<=>(const PackageKey&) const = default;
};
PackageKey package_of(const Component& component);
// How many packages there are: the number of every report.
std::size_t count_packages(const Inventory& inventory);
// How many the components of these indices are.
std::size_t count_packages(const Inventory& inventory, const std::vector<std::size_t>& components);

// A name for each component that is its own in this inventory: stable_id(), and for the second and further
// ones that share it "-2", "-3".
std::vector<std::string> component_ids(const Inventory& inventory);

// Adds kContains edges from archives to what was found in them, by their locations ("a.jar!b.jar"). Gives how
// many did not fit below kMaxEdges.
std::size_t add_containment(Inventory& inventory);

// The note on edges that did not fit below kMaxEdges.
Note edges_left_out(std::size_t count);

// Leaves those components of which `keep` says so; edges to and from the others go with them.
void keep_components(Inventory& inventory, const std::function<bool(const Component&)>& keep);

// Sorts and removes doubles everywhere, so that equal content is equal bytes. Edges follow their components;
// those that lead nowhere are dropped.
void normalise(Inventory& inventory);

}  // namespace pratique::model
