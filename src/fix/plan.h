// A plan of what to upgrade: the smallest set of steps that clears the chosen findings of an image. By advisory data, and by
// what registries say of their packages where that is given (metadata.h). Pure but for reading the advisories: nothing is
// written here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fix/metadata.h"
#include "match/advisories.h"
#include "match/judgement.h"
#include "model/inventory.h"

namespace pratique::fix {

// A package of a language's package manager that is to move to another version.
struct PackageUpgrade {
  // Type of its purl, its name as its ecosystem writes it ("@scope/x", "org.slf4j:slf4j-api"), the version that is there.
  std::string type, name, version;
  // Where it is: indices into the inventory.
  std::vector<std::size_t> components;
  // The nearest version that clears the most; empty: none is known.
  std::string to;
  // It is another major version (of 0.x another minor one), which may need changes in who uses it.
  bool crosses_major = false;
  // Ids, sorted: of the chosen findings those that `to` clears and those that it leaves; those that it would have and the
  // present version has not.
  std::vector<std::string> cleared, left, brought;
  // What `to` and the carrier's version rest on: "advisory data", "registry metadata".
  std::string basis = "advisory data";
  // Where `to` crosses a major: the nearest version within the present one that clears the most there, and how many. May be
  // empty.
  std::string in_major;
  std::size_t cleared_in_major = 0;
  // From what was asked for to the package, which is the last: indices into the inventory (model::Graph).
  std::vector<std::uint32_t> way;
  // The manifest of the project names it itself. False: it comes with the first of the way that is no project.
  bool direct = true;
  // What must move in its place, where it is not direct.
  struct Carrier {
    std::string name, version;
    // The nearest of its versions that takes a version that clears; empty: not known, or it may stay.
    std::string to{};
    // What that rests on, why it is not known, or why it may stay: "registry metadata", "no registry metadata was
    // given", "what it requires admits 6.7.3: update the lock file".
    std::string why{};
  };
  std::optional<Carrier> carrier{};
};

// What is to be declared otherwise: a direct dependency and the version that serves all upgrades that need it.
struct DirectMove {
  std::string type, name, version, to;
  bool crosses_major = false;
  // Ids, sorted.
  std::vector<std::string> cleared;
  // Of the plan, that it carries out; its own among them where it is vulnerable itself.
  std::vector<std::size_t> upgrades;
};

// A distribution's packages that one line of its package manager upgrades.
struct SystemUpgrade {
  // "deb", "apk", "rpm".
  std::string type;
  struct Package {
    // Of the binary package; the version that is there, and the lowest that has the fixes.
    std::string name, version, to;
    // The base image brought it.
    bool of_base = false;
    bool operator==(const Package&) const = default;
  };
  // By name.
  std::vector<Package> packages;
  // "apt-get update && apt-get install -y --only-upgrade libssl3 openssl".
  std::string line;
  std::vector<std::string> cleared;
};

// Findings that no upgrade clears, by why.
struct Unfixed {
  // As `to_string` of who owns it: "no fix is known", "needs a subscription (Ubuntu Pro)", "will not be fixed".
  std::string why;
  // "Debian", "the authors of lodash", "the base image".
  std::string whose;
  // "openssl 3.0.9-1", sorted; ids, sorted.
  std::vector<std::string> packages, ids;
};

struct Plan {
  // Those that clear the most of the worst first.
  std::vector<PackageUpgrade> upgrades;
  // Those that clear the most first. An upgrade that is in none of them has no version of its carrier.
  std::vector<DirectMove> moves;
  std::vector<SystemUpgrade> systems;
  std::vector<Unfixed> unfixed;
  // Ids of the chosen findings: all of them, and those that the steps clear.
  std::size_t chosen = 0, cleared = 0;
};

// What registries say of the packages of a purl type; nullptr: nobody gave metadata of them.
using Books = std::function<MetadataBook*(std::string_view type)>;

struct PlanQuestion {
  const model::Inventory& inventory;
  const match::Judgement& judgement;
  // Open findings of the judgement; those that are to be cleared.
  std::span<const match::Finding* const> chosen;
  const match::Advisories& advisories;
  // Empty: advisory data alone.
  Books books{};
};

// Versions are tried by judging the package in them, so that what one advisory fixes and another says of the fix count
// both. Errors: those of a look-up.
Result<Plan> plan(const PlanQuestion& question);

}  // namespace pratique::fix
