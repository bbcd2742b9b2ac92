#include "scan/licence_places.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "model/ecosystem.h"
#include "model/held_bytes.h"

namespace pratique::scan {

namespace {

bool is_python_metadata(std::string_view folder) {
  return folder.ends_with(".dist-info") || folder.ends_with(".egg-info") ||
         base::base_name(folder) == "EGG-INFO";
}

// Whether people put their licence files in folders of that name.
bool is_for_licences(std::string_view folder) {
  constexpr std::array<std::string_view, 9> kNames{"license", "licenses", "licence", "licences", "copying",
                                                   "legal",   "doc",      "docs",    "meta-inf"};
  return base::is_one_of(base::to_lower(base::base_name(folder)), kNames);
}

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
  constexpr std::array<std::string_view, 4> kInSharedFolders{"maven", "golang", "cargo", "nuget"};
  if (base::is_one_of(component.purl.type, kInSharedFolders)) return {};
  // A file NAME.egg-info lies between all packages.
  if (component.purl.type == "pypi" && !is_python_metadata(folder)) return {};
  const bool is_own = component.evidence != model::Evidence::kDeclared;
  return is_own ? std::string(folder) : std::string();
}

class Places {
 public:
  Places(std::vector<model::Component>& components, base::Meter& meter)
      : components_(components), meter_(meter) {
    for (std::size_t i = 0; i < components.size(); ++i) {
      if (model::is_system(components[i].purl.type) || components[i].purl.type == "generic")
        add_system(components[i].purl, i);
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
        if (!meter_.charge(base::Account::kRecords, model::held_bytes(found), file.path)) return;
        components_[number].details.edit().found_licenses.push_back(std::move(found));
      }
    }
  }

 private:
  using Numbers = std::vector<std::size_t>;
  using Table = std::unordered_map<std::string, Numbers, base::TextHash, std::equal_to<>>;

  // RPM's folder was NAME-VERSION until 2015.
  void add_system(const model::Purl& purl, std::size_t number) {
    add(by_name_, purl.name, number);
    const auto release = purl.type == "rpm" ? purl.version.rfind('-') : std::string::npos;
    if (release != std::string::npos)
      add(by_name_, purl.name + "-" + purl.version.substr(0, release), number);
  }

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
    // Whatever is below it, its METADATA names (PEP 639).
    constexpr std::string_view kMetadata = ".dist-info/licenses/";
    if (const auto at = path.find(kMetadata); at != std::string_view::npos)
      return of_one_package(by_home_, path.substr(0, path.find('/', at)));
    auto folder = base::folder_of(path);
    for (int i = 0; i <= kMaxFoldersBetween && !folder.empty(); ++i, folder = base::folder_of(folder)) {
      if (by_home_.contains(folder)) return of_one_package(by_home_, folder);
      if (!is_for_licences(folder)) return nullptr;
    }
    return nullptr;
  }

  std::vector<model::Component>& components_;
  base::Meter& meter_;
  Table by_home_, by_name_;
};

}  // namespace

void place_licences(const std::vector<extract::Found>& files, std::vector<model::Component>& components,
                    base::Meter& meter) {
  if (files.empty()) return;
  Places places(components, meter);
  for (const auto& file : files) {
    if (file.record != nullptr) places.add_file(file);
  }
}

}  // namespace pratique::scan
