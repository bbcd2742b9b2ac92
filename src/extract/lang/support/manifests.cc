#include "extract/lang/support/manifests.h"

#include <map>
#include <set>

#include "base/text.h"

namespace pratique::extract::lang {

namespace {

struct Manifest {
  std::string_view path;
  std::set<std::string> names;
};

// By folder; of several of one folder (hard links) the first.
std::map<std::string_view, Manifest> manifests_of(const Records& records) {
  std::map<std::string_view, Manifest> all;
  for (const auto& found : records.present) {
    if (found.record->kind != RecordKind::kReasons) continue;
    const auto [it, is_new] = all.try_emplace(base::folder_of(found.path));
    if (!is_new) continue;
    it->second.path = found.path;
    const auto& names = found.record->needs->names;
    for (std::size_t i = 0; i < names.size(); ++i) it->second.names.insert(names[i]);
  }
  return all;
}

}  // namespace

void assemble_with_manifests(const Records& records, const ManifestFolder& folder_of,
                             const ManifestName& name_of, Assembly& out,
                             const std::function<void(const Records&, Assembly&)>& assemble) {
  const auto first = out.components.size();
  assemble(records, out);
  const auto manifests = manifests_of(records);
  if (manifests.empty()) return;
  for (auto i = first; i < out.components.size(); ++i) {
    auto& component = out.components[i];
    const auto manifest = manifests.find(folder_of(component.locations.front().path));
    if (manifest != manifests.end() && manifest->second.names.contains(name_of(component.purl)))
      ask_for(component, manifest->second.path);
  }
}

}  // namespace pratique::extract::lang
