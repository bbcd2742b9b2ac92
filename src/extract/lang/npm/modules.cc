#include "extract/lang/npm/modules.h"

#include "base/text.h"

namespace pratique::extract::npm {
namespace {

// Following one costs as much as a hundred look-ups; pnpm has a link for each need.
constexpr std::size_t kMaxLinks = 200'000;

// "app/node_modules" of "app/node_modules/a" and of "app/node_modules/@s/a".
std::string_view module_folder_of(std::string_view package_folder) {
  const auto above = base::folder_of(package_folder);
  return base::base_name(above).starts_with('@') ? base::folder_of(above) : above;
}

// Where packages lie in a store and links to what they need beside them.
bool is_linked(std::string_view folder) {
  return base::contains(folder, "/.pnpm/") || base::contains(folder, "/.deno/") ||
         base::contains(folder, "/.store/");
}

}  // namespace

Modules::Modules(const std::vector<lang::Placed>& packages, const View* view) : view_(view) {
  for (const auto& package : packages) {
    const auto folder = base::folder_of(package.found->path);
    by_folder_.emplace(folder, package.number);
    module_folders_.emplace(module_folder_of(folder));
  }
}

// Debian's Node.js looks into the folders "nodejs" themselves, which hold modules by name.
const std::vector<std::string>& Modules::module_folders_above(const std::string& folder) {
  if (folder == last_folder_ && !above_last_.empty()) return above_last_;
  last_folder_ = folder;
  above_last_.clear();
  std::string candidate;
  for (std::string_view at = folder;; at = base::folder_of(at)) {
    const auto name = base::base_name(at);
    if (name == "nodejs" || name == "node_modules") {
      candidate = at;
    } else {
      candidate = at.empty() ? "node_modules" : std::string(at) + "/node_modules";
    }
    const bool known = module_folders_.contains(candidate);
    if (known && (above_last_.empty() || above_last_.back() != candidate)) above_last_.push_back(candidate);
    if (at.empty()) return above_last_;
  }
}

std::vector<std::uint32_t> Modules::look_up(const std::string& folder, std::string_view name) {
  for (const auto& modules : module_folders_above(folder)) {
    const auto wanted = modules + "/" + std::string(name);
    if (const auto found = by_folder_.find(wanted); found != by_folder_.end()) return {found->second};
    if (!is_linked(modules)) continue;
    if (auto found = linked(wanted); !found.empty()) return found;
  }
  return {};
}

std::vector<std::uint32_t> Modules::look_up_for_project(const std::string& folder, std::string_view name) {
  if (auto found = look_up(folder, name); !found.empty()) return found;
  for (std::string_view at = folder;; at = base::folder_of(at)) {
    const auto modules = at.empty() ? "node_modules" : std::string(at) + "/node_modules";
    if (auto found = linked(modules + "/" + std::string(name)); !found.empty() || at.empty()) return found;
  }
}

// The package that lies where a link of that name leads to.
std::vector<std::uint32_t> Modules::linked(const std::string& wanted) {
  if (view_ == nullptr || links_followed_ >= kMaxLinks) return {};
  ++links_followed_;
  const auto found = by_folder_.find(std::string(base::folder_of(view_->resolve(wanted + "/package.json"))));
  if (found == by_folder_.end()) return {};
  return {found->second};
}

}  // namespace pratique::extract::npm
