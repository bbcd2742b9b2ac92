// The document of `fix`: what to upgrade, in which files, and what cannot be mended (docs/fix.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fix/manifest.h"
#include "fix/plan.h"
#include "report/recommendations.h"
#include "report/report.h"

namespace pratique::report {

inline constexpr std::string_view kFixSchema = "pratique/fix/1";

// A file in which people declare versions, as it was or would be edited.
struct FileEdit {
  // As the user would open it.
  std::string path;
  std::vector<fix::AppliedMove> applied{};
  // Of moves that the file has to do with.
  std::vector<fix::RefusedMove> refused{};
  // Unified; empty: nothing is edited.
  std::string diff{};
  // It could not be read as what its name says, and why.
  std::string error{};
};

// Another base image, in the place of the one that was used.
struct BaseBump {
  // "FROM alpine:3.20".
  Proposal proposal;
  // The chosen findings that it would clear (the base image has them, the other one has not).
  std::vector<std::string> cleared{};
};

struct FixPlan : Judged {
  const fix::Plan& plan;
  Asked asked{};
  // Nothing: none is better, or nobody could be asked, and why.
  std::optional<BaseBump> base{};
  std::string base_why{};
  // Sorted by path.
  std::vector<FileEdit> files{};
  // No source was given: nothing is edited.
  bool has_source = false;
  // The files were written.
  bool written = false;
};

// Where a package lives, for grouping: the folder of a project ("app"), or the file that holds it ("app/lib.jar").
std::string place_of(const model::Inventory& inventory, const fix::PackageUpgrade& upgrade);
// "express 4.17.1 → qs 6.7.0", of the shortest way; empty of a direct one.
std::string upgrade_way(const model::Inventory& inventory, const fix::PackageUpgrade& upgrade);

}  // namespace pratique::report
