// Which installed package Node.js takes for a name (https://nodejs.org/api/modules.html, "Loading from node_modules
// folders"): looked for in the folder node_modules beside whoever asks, then in that of each folder above.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "extract/lang/support/needs.h"

namespace pratique::extract::npm {

class Modules {
 public:
  // `view` may be null: then links are not followed. Both must outlive the object.
  Modules(const std::vector<lang::Placed>& packages, const View* view);

  // The number of the package that the one in `folder` gets by that name; empty when there is none.
  std::vector<std::uint32_t> look_up(const std::string& folder, std::string_view name);
  // The same for a project, whose module folder may hold nothing but links to a store.
  std::vector<std::uint32_t> look_up_for_project(const std::string& folder, std::string_view name);

 private:
  std::vector<std::uint32_t> linked(const std::string& wanted);
  const std::vector<std::string>& module_folders_above(const std::string& folder);

  const View* view_;
  std::unordered_map<std::string, std::uint32_t> by_folder_;
  // Those with packages in them.
  std::unordered_set<std::string> module_folders_;
  // Of the folder that was asked for last: all needs of a package are asked for together.
  std::string last_folder_;
  std::vector<std::string> above_last_;
  std::size_t links_followed_ = 0;
};

}  // namespace pratique::extract::npm
