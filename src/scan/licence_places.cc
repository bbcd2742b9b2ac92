#include "scan/licence_places.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"

namespace pratique::scan {

namespace {

// The folder that a package lies in, by the file that it was read from; empty: it has none of its own.
std::string home_of(const model::Component& component) {
  if (component.locations.empty()) return {};
  const std::string_view path = component.locations.front().path;
  const auto folder = base::folder_of(path);
  if (base::contains(path, "!")) return {};
  if (component.purl.type == "gem" && path.ends_with(".gemspec") &&
      base::base_name(folder) == "specifications") {
    const auto stem =
        base::base_name(path).substr(0, base::base_name(path).size() - std::string_view(".gemspec").size());
    return std::string(base::folder_of(folder)) + "/gems/" + std::string(stem);
  }
  if (component.purl.type == "composer" && base::base_name(path).starts_with("installed.") &&
      base::base_name(folder) == "composer") {
    return std::string(base::folder_of(folder)) + "/" + component.purl.name_space + "/" + component.purl.name;
  }
  const bool is_own = component.evidence != model::Evidence::kDeclared;
  return is_own ? std::string(folder) : std::string();
}

bool is_of_system(const model::Component& component) {
  constexpr std::array<std::string_view, 5> kTypes{"deb", "rpm", "apk", "alpm", "generic"};
  return base::is_one_of(component.purl.type, kTypes);
}

class Places {
 public:
  explicit Places(std::vector<model::Component>& components) : components_(components) {
    for (std::size_t i = 0; i < components.size(); ++i) {
      if (is_of_system(components[i]))
        add(by_name_, components[i].purl.name, i);
      else if (auto home = home_of(components[i]); !home.empty())
        add(by_home_, std::move(home), i);
    }
  }

  void add_file(const extract::Found& file) {
    const auto* owners = owners_of(file.path);
    if (owners == nullptr) return;
    for (const auto number : *owners) {
      for (auto found : file.record->found_licenses) {
        found.path = file.path;
        components_[number].details.edit().found_licenses.push_back(std::move(found));
      }
    }
  }

 private:
  using Numbers = std::vector<std::size_t>;
  using Table = std::unordered_map<std::string, Numbers, base::TextHash, std::equal_to<>>;

  static void add(Table& table, std::string key, std::size_t number) {
    table[std::move(key)].push_back(number);
  }

  // One package may have several components: of two databases, of two architectures.
  const Numbers* of_one_package(const Table& table, std::string_view key) const {
    const auto at = table.find(key);
    if (at == table.end()) return nullptr;
    const auto& first = components_[at->second.front()];
    for (const auto number : at->second) {
      if (model::package_of(components_[number]) != model::package_of(first)) return nullptr;
    }
    return &at->second;
  }

  const Numbers* owners_of(std::string_view path) const {
    for (const std::string_view folder : {"usr/share/licenses/", "usr/share/doc/"}) {
      if (!path.starts_with(folder)) continue;
      const auto rest = base::cut(path.substr(folder.size()), "/");
      return rest ? of_one_package(by_name_, rest->before) : nullptr;
    }
    auto folder = base::folder_of(path);
    for (int i = 0; i <= kMaxFoldersBetween && !folder.empty(); ++i, folder = base::folder_of(folder)) {
      if (by_home_.contains(folder)) return of_one_package(by_home_, folder);
    }
    return nullptr;
  }

  std::vector<model::Component>& components_;
  Table by_home_, by_name_;
};

}  // namespace

void place_licences(const std::vector<extract::Found>& files, std::vector<model::Component>& components) {
  if (files.empty()) return;
  Places places(components);
  for (const auto& file : files) {
    if (file.record != nullptr) places.add_file(file);
  }
}

}  // namespace pratique::scan
