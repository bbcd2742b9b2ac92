// What installed packages need of each other: noted by name when a package's own file is read, looked up when all
// that is installed is known.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "extract/extractor.h"

namespace pratique::extract::lang {

// Of one package. The largest of any registry name some hundred; more are left out.
inline constexpr std::size_t kMaxNeeds = 2'000;
// Names looked up in one image, found or not; what comes after counts as edges left out.
inline constexpr std::size_t kMaxLookups = 4'000'000;

// Notes in `record` that its package needs one of that name; not what is too long for a name.
void add_need(Record& record, std::string_view name, model::Scope scope = model::Scope::kRequired);

// A package among the components of an assembly.
struct Placed {
  const Found* found = nullptr;
  std::uint32_t number = 0;
};

// Adds the packages of all present records, in order. `records` must outlive the result.
std::vector<Placed> add_packages(const Records& records, Assembly& out);

// For each package and each name that it needs: edges to those that look_up(package, name) gives, itself left out.
using LookUp = std::function<std::vector<std::uint32_t>(const Placed& package, std::string_view name)>;
void add_needs(const std::vector<Placed>& packages, const LookUp& look_up, Assembly& out);

}  // namespace pratique::extract::lang
