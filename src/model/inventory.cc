#include "model/inventory.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace pratique::model {

std::string to_string(const Platform& platform) {
  std::string text = platform.os + "/" + platform.architecture;
  if (!platform.variant.empty()) text += "/" + platform.variant;
  return text == "/" ? "" : text;
}

Result<Platform> parse_platform(std::string_view text) {
  const auto parts = base::split(text, '/');
  const bool named = std::none_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); });
  if (!named || parts.size() > 3) {
    return base::fail(ErrorKind::kUsage,
                      "platform \"" + std::string(text) + "\" is not OS/ARCHITECTURE[/VARIANT]");
  }
  // containerd reads a system alone as the machine's own architecture; here it is the one that is chosen by
  // default, so that every machine gives the same answer.
  if (text == "linux") return Platform{.os = "linux", .architecture = "amd64"};
  if (parts.size() == 1) return Platform{.os = "linux", .architecture = std::string(parts[0])};
  return Platform{.os = std::string(parts[0]),
                  .architecture = std::string(parts[1]),
                  .variant = std::string(parts.size() > 2 ? parts[2] : std::string_view())};
}

const char* to_string(SubjectKind kind) {
  switch (kind) {
    case SubjectKind::kImage:
      return "image";
    case SubjectKind::kFilesystem:
      return "filesystem";
    case SubjectKind::kSource:
      return "source";
    case SubjectKind::kSbom:
      return "sbom";
  }
  return "image";
}

Result<SubjectKind> parse_subject_kind(std::string_view text) {
  for (const auto kind :
       {SubjectKind::kImage, SubjectKind::kFilesystem, SubjectKind::kSource, SubjectKind::kSbom}) {
    if (text == to_string(kind)) return kind;
  }
  return base::invalid("unknown subject kind \"" + std::string(text) + "\"");
}

template <class T>
static void sort_unique(std::vector<T>& items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

PackageKey package_of(const Component& component) {
  const auto& purl = component.purl;
  return {purl.type, purl.name_space, purl.name, purl.version};
}

std::size_t count_packages(const Inventory& inventory) {
  std::set<PackageKey> packages;
  for (const auto& component : inventory.components) packages.insert(package_of(component));
  return packages.size();
}

std::size_t count_packages(const Inventory& inventory, const std::vector<std::size_t>& components) {
  std::set<PackageKey> packages;
  for (const auto index : components) packages.insert(package_of(inventory.components[index]));
  return packages.size();
}

void normalise(Inventory& inventory) {
  for (auto& component : inventory.components) sort_unique(component.licenses);
  std::stable_sort(inventory.components.begin(), inventory.components.end(), before);
  auto& all = inventory.components;
  all.erase(std::unique(all.begin(), all.end()), all.end());
  sort_unique(inventory.notes);
}

}  // namespace pratique::model
