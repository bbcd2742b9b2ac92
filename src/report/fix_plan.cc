#include "report/fix_plan.h"

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::report {

std::string place_of(const model::Inventory& inventory, const fix::PackageUpgrade& upgrade) {
  if (upgrade.components.empty()) return {};
  const auto& locations = inventory.components[upgrade.components.front()].locations;
  if (locations.empty()) return {};
  const auto& path = locations.front().path;
  // What package managers make below a project's folder.
  for (const std::string_view below : {"/node_modules/", "/site-packages/", "/dist-packages/", "/vendor/"}) {
    if (const auto at = path.find(below); at != path.npos) return path.substr(0, at);
  }
  // What is packed into an archive is built with it.
  return path.substr(0, path.find('!'));
}

std::string upgrade_way(const model::Inventory& inventory, const fix::PackageUpgrade& upgrade) {
  if (upgrade.direct) return {};
  std::vector<std::string> steps;
  for (const auto step : upgrade.way) {
    const auto& one = inventory.components[step];
    if (one.is_main || one.purl.type != upgrade.type) continue;
    steps.push_back(model::display_name(one.purl) + " " + one.purl.version);
  }
  return base::join(steps, " → ");
}

}  // namespace pratique::report
