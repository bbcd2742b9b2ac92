// What changed from one judged image to another: what they say of themselves, their layers, their packages, and which
// vulnerabilities came and went with them, each with why. Pure; everything that it gives points into the two sides,
// which must outlive it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "match/judgement.h"
#include "model/inventory.h"

namespace pratique::compare {

// An image as it was judged, and of its findings those that the caller's filters select.
struct Side {
  const model::Inventory& inventory;
  const match::Judgement& judgement;
  // Open ones.
  std::span<const match::Finding* const> findings;
  // Components that the filters of packages leave out, by their indices; empty: none.
  std::vector<bool> left_out{};
};

enum class Change : std::uint8_t { kAdded, kRemoved, kChanged, kUnchanged };
const char* to_string(Change change);  // "added", "removed", "changed", "unchanged"

// Something that has a name and a text on each side. Never both the same.
struct FactChange {
  std::string name;
  std::string before, after;
  // kAdded: only `after` has it.
  Change change = Change::kChanged;
  bool operator==(const FactChange&) const = default;
};

// Why a vulnerability is open on one side only, in the order in which it is asked.
enum class Cause : std::uint8_t {
  kPackage,       // the package is not on the other side, or not in this version
  kVex,           // a statement of VEX decides on one side
  kException,     // an exception does
  kSuppression,   // something else answers for it there: an owner, a source that knows better
  kFilter,        // it is open there too, and the filters leave it out: it is rated otherwise
  kAdvisoryData,  // the sides were judged by different databases
  kJudging,       // the same package is judged otherwise: by another distribution's data, not at all
};
// "package", "vex", "exception", "suppression", "filter", "advisory-data", "judging".
const char* to_string(Cause cause);

struct VulnerabilityChange {
  // Of the side on which it is open; one a vulnerability and package, the worst.
  const match::Finding* finding = nullptr;
  Cause cause = Cause::kPackage;
  // "the package is new", "vex.json, statement 3: vulnerable_code_not_present". Not yet printable.
  std::string why;
};

// Open on both sides, with another severity.
struct RatingChange {
  const match::Finding *before = nullptr, *after = nullptr;
};

// How the versions of a package moved, by its ecosystem's order and the newest of each side.
enum class Move : std::uint8_t { kNone, kUp, kDown, kAside };

// All versions of one package; a distribution's binary packages of one source package are one, as vulnerabilities are
// the source's.
struct PackageChange {
  Change change = Change::kUnchanged;
  Move move = Move::kNone;
  // Of the purl.
  std::string type;
  // "@babel/core", "org.slf4j:slf4j-api", "openssl": as its ecosystem writes it.
  std::string name;
  // Sorted by the ecosystem's order; empty: it is not on that side.
  std::vector<std::string> before, after;
  // Names of the packages that it stands for and that changed, sorted; empty where that is itself alone.
  std::vector<std::string> members;
  // Worst first.
  std::vector<VulnerabilityChange> gained, lost;
  std::vector<RatingChange> rerated;
  // Open on both sides, in whatever version.
  std::size_t kept = 0;
  bool has_news() const { return !gained.empty() || !lost.empty() || !rerated.empty(); }
};

struct LayerChange {
  // kUnchanged: both have it, at whatever height.
  Change change = Change::kUnchanged;
  const model::Layer* layer = nullptr;
  // Number from 0 on the side that it is from; of those that both have, on the later one.
  std::size_t number = 0;
};

struct Changes {
  // By name.
  std::vector<FactChange> labels;
  // User, environment variables by name ("env PATH"), ports…
  std::vector<FactChange> config;
  // Those of `after` from the lowest, then those that only `before` has.
  std::vector<LayerChange> layers;
  // Every package that changed, and of the others those with news; by type and name.
  std::vector<PackageChange> packages;
  // Packages by name, however many versions of one there are.
  std::size_t added = 0, removed = 0, changed = 0, unchanged = 0;
  // Vulnerabilities that only one side has at all, in whatever package; worst first, one finding each.
  std::vector<const match::Finding*> gained, lost;
};

Changes compare(const Side& before, const Side& after);

}  // namespace pratique::compare
