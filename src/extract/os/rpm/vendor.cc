#include "extract/os/rpm/vendor.h"

#include <algorithm>
#include <map>
#include <set>

#include "model/builder.h"

namespace pratique::extract::os {

namespace {

bool is_os_release(std::string_view path) {
  return path == "etc/os-release" || path == "usr/lib/os-release" || path == "etc/redhat-release";
}

std::set<std::string> vendors_of_os_release(const Record& record) {
  std::set<std::string> vendors;
  const auto files = file_lists(record);
  for (std::size_t i = 0; i < record.components.size(); ++i) {
    const bool owns = std::any_of(files[i].begin(), files[i].end(), is_os_release);
    if (auto word = model::rpm_vendor_word(record.components[i].supplier); owns && !word.empty())
      vendors.insert(std::move(word));
  }
  return vendors;
}

std::set<std::string> most_common_vendor(const Record& record) {
  std::map<std::string, std::size_t> counts;
  for (const auto& component : record.components) {
    if (auto word = model::rpm_vendor_word(component.supplier); !word.empty()) ++counts[std::move(word)];
  }
  const auto most = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
  return most == counts.end() ? std::set<std::string>() : std::set<std::string>{most->first};
}

}  // namespace

// A database none of whose packages states a vendor says nothing against any of them.
IsOfDistribution rpm_vendors(const Record& record) {
  auto vendors = vendors_of_os_release(record);
  if (vendors.empty()) vendors = most_common_vendor(record);
  return [vendors = std::move(vendors)](const model::Component& component) {
    return vendors.empty() || vendors.contains(model::rpm_vendor_word(component.supplier));
  };
}

}  // namespace pratique::extract::os
