// What two inventories list differently, package by package.
#pragma once

#include <string>
#include <vector>

#include "model/inventory.h"

namespace pratique::sbom {

struct ListedPackage {
  // "pkg:npm/lodash": without version and qualifiers.
  std::string package;
  // May be empty.
  std::string version;
  bool operator==(const ListedPackage&) const = default;
  auto operator<=>(const ListedPackage&) const = default;
};

struct FieldChange {
  // "licenses", "supplier", "hashes", "cpes", "scope", "source".
  std::string field;
  // Lists joined by ", ".
  std::string before, after;
  bool operator==(const FieldChange&) const = default;
};

struct ChangedPackage {
  std::string package;
  // Versions that only one side has, joined by ", "; equal where what is said of the package differs.
  std::string before, after;
  // Of a package in one and the same version on both sides.
  std::vector<FieldChange> fields;
  bool operator==(const ChangedPackage&) const = default;
};

// Sorted by package. Where a package lies, in which layer, and how a document names it says nothing here.
struct InventoryDifference {
  std::vector<ListedPackage> added, removed;
  std::vector<ChangedPackage> changed;
  // Packages with a version that both list, unchanged.
  std::size_t same = 0;
  bool differs() const { return !added.empty() || !removed.empty() || !changed.empty(); }
};

InventoryDifference difference_of(const model::Inventory& before, const model::Inventory& after);

}  // namespace pratique::sbom
