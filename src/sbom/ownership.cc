#include "sbom/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "model/builder.h"
#include "model/ecosystem.h"

namespace pratique::sbom {

namespace {

using model::Component;

constexpr std::uint64_t kClaimBytes = 96;  // of a claim, or of a file in the table, besides its text

bool is_of_language(const Component& component) {
  return model::ecosystem_of(component.purl).installs == model::Installs::kLanguage;
}

// Package managers list "/lib/x" where the file lies in "usr/lib/x" (the merge of /usr; os-release(5) systems of
// today have these four as links). What is in an archive has the archive's owner.
std::string real_path(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  path = path.substr(0, path.find('!'));
  for (const std::string_view top : {"bin/", "sbin/", "lib/", "lib64/"}) {
    if (path.starts_with(top)) return std::string("usr/").append(path);
  }
  return std::string(path);
}

std::string folder_of(std::string_view file) { return std::string(base::folder_of(real_path(file))); }

// Where package managers of distributions put what they install. People use usr/local and usr/src.
bool is_of_system(std::string_view path) {
  const auto real = real_path(path);
  return real.starts_with("usr/") && !real.starts_with("usr/local/") && !real.starts_with("usr/src/");
}

bool is_of_release(std::string_view path) {
  return path == "etc/os-release" || path == "usr/lib/os-release" || path == "etc/redhat-release";
}

// "Debian Python Team", without an address.
bool names_deb_distribution(std::string_view supplier) {
  const auto text = base::to_lower(supplier);
  return std::ranges::any_of(model::ecosystems(), [&](const model::Ecosystem& row) {
    return row.type == "deb" && !row.maintainers.empty() && base::contains(text, row.vendor);
  });
}

// As of an image, except that a document may leave the maintainer out, which an image never does.
bool is_of_deb_distribution(const Component& component, const model::Distro& distro) {
  const auto& supplier = component.supplier;
  if (supplier.empty() || model::is_of_debian_distribution(component, &distro)) return true;
  return !base::contains(supplier, "@") && names_deb_distribution(supplier);
}

}  // namespace

bool Ownership::may_own(std::uint32_t owner, std::uint32_t owned) const {
  const auto& components = inventory_.components;
  return model::is_system(components[owner].purl.type) && is_of_language(components[owned]);
}

bool Ownership::book(std::size_t text) {
  full_ = full_ || !meter_.charge(base::Account::kRecords, kClaimBytes + text, "ownership");
  return !full_;
}

void Ownership::claim(std::uint32_t owner, std::uint32_t owned, std::string_view file) {
  if (!may_own(owner, owned)) return;
  said_ = true;
  auto folder = file.empty() ? std::string() : folder_of(file);
  if (book(folder.size())) claims_.push_back({owned, owner, std::move(folder)});
}

void Ownership::claim_by_purl(std::string_view owner_purl, std::uint32_t owned) {
  if (owner_purl.empty()) return;
  if (book(0)) named_.emplace_back(owner_purl, owned);
}

void Ownership::found_by(std::uint32_t component, std::string_view path) {
  if (path.empty() || !is_of_language(inventory_.components[component])) return;
  auto real = real_path(path);
  if (book(real.size())) files_[std::move(real)].push_back(component);
}

void Ownership::list(std::uint32_t owner, std::string_view path) {
  if (!model::is_system(inventory_.components[owner].purl.type)) return;
  said_ = true;
  const auto real = real_path(path);
  if (is_of_release(real)) release_owners_.push_back(owner);
  const auto found = files_.find(real);
  if (found == files_.end()) return;
  for (const auto component : found->second) {
    if (full_) return;
    claim(owner, component, path);
  }
}

void Ownership::found_by_file(std::uint32_t component, std::string_view id) {
  if (id.empty() || !is_of_language(inventory_.components[component])) return;
  if (book(0)) by_id_[id].components.push_back(component);
}

// A document that gives no places has one in this.
void Ownership::name_file(std::string_view id, std::string_view path) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || !found->second.path.empty()) return;
  while (path.starts_with('/') || path.starts_with("./")) path.remove_prefix(1);
  if (!book(path.size())) return;
  found->second.path = path;
  for (const auto number : found->second.components) {
    auto& component = inventory_.components[number];
    const auto same = [&](const model::Location& location) { return location.path == path; };
    if (std::ranges::none_of(component.locations, same))
      component.locations.push_back({.path = std::string(path), .layer = {}});
    found_by(number, path);
  }
}

void Ownership::list_file(std::uint32_t owner, std::string_view id) {
  const auto found = by_id_.find(id);
  list(owner, found == by_id_.end() ? std::string_view() : found->second.path);
}

// Purls may have been respelled on reading, so that they are compared as they are now.
void Ownership::find_named_owners() {
  if (named_.empty()) return;
  std::map<std::string, std::uint32_t, std::less<>> systems;
  for (std::uint32_t i = 0; i < inventory_.components.size(); ++i) {
    const auto& purl = inventory_.components[i].purl;
    if (model::is_system(purl.type)) systems.try_emplace(purl.to_string(), i);
  }
  for (const auto& [purl, owned] : named_) {
    if (const auto found = systems.find(purl); found != systems.end()) claim(found->second, owned);
  }
}

// With the distribution known, its own vendor counts, whoever else packed more of the packages.
void Ownership::find_rpm_vendors() {
  const auto word_of = [&](std::uint32_t i) {
    return model::rpm_vendor_word(inventory_.components[i].supplier);
  };
  std::map<std::string, std::size_t> counts;
  for (std::uint32_t i = 0; i < inventory_.components.size(); ++i) {
    if (inventory_.components[i].purl.type != "rpm") continue;
    if (auto word = word_of(i); !word.empty()) ++counts[std::move(word)];
  }
  states_rpm_vendors_ = !counts.empty();
  for (const auto owner : release_owners_) vendors_.insert(word_of(owner));
  vendors_.erase("");
  const auto* row = model::distribution(inventory_.subject.distro.id);
  if (!vendors_.empty() || (row != nullptr && row->type == "rpm")) return;
  const auto most = std::ranges::max_element(counts, {}, [](const auto& one) { return one.second; });
  if (most != counts.end()) vendors_.insert(most->first);
}

bool Ownership::is_of_rpm_distribution(const Component& component) const {
  const auto word = model::rpm_vendor_word(component.supplier);
  if (word.empty()) return !states_rpm_vendors_;
  return vendors_.contains(word) || model::is_rpm_vendor_of(word, inventory_.subject.distro.id);
}

bool Ownership::is_of_distribution(std::uint32_t owner) {
  const auto [known, added] = own_.try_emplace(owner, !foreign_.contains(owner));
  if (!added || !known->second) return known->second;
  const auto& component = inventory_.components[owner];
  if (component.purl.type == "deb")
    known->second = is_of_deb_distribution(component, inventory_.subject.distro);
  if (component.purl.type == "rpm") known->second = is_of_rpm_distribution(component);
  return known->second;
}

// All claims on one component.
void Ownership::decide(const Claim* begin, const Claim* end) {
  auto& component = inventory_.components[begin->owned];
  std::set<std::string> open;
  for (const auto& location : component.locations) open.insert(folder_of(location.path));
  const Claim *own = nullptr, *other = nullptr;
  for (const auto* one = begin; one != end; ++one) {
    auto*& first = is_of_distribution(one->owner) ? own : other;
    if (first == nullptr) first = one;
    if (first != own) continue;
    if (one->folder.empty()) open.clear();
    open.erase(one->folder);
  }
  if (own != nullptr && open.empty()) {
    component.owner = inventory_.components[own->owner].purl.to_string();
  } else if (own == nullptr) {
    component.details.edit().listed_by = inventory_.components[other->owner].purl.to_string();
  }
}

void Ownership::note_unsaid() {
  std::set<model::PackageKey> packages;
  const Component* first = nullptr;
  bool system = false;
  for (const auto& component : inventory_.components) {
    system = system || model::is_system(component.purl.type);
    if (!component.owner.empty() || !is_of_language(component)) continue;
    const bool lies_there = std::ranges::any_of(
        component.locations, [](const auto& location) { return is_of_system(location.path); });
    if (!lies_there) continue;
    if (packages.insert(model::package_of(component)).second && first == nullptr) first = &component;
  }
  if (!system || first == nullptr) return;
  inventory_.notes.push_back({.code = "owner-unknown",
                              .message = fmt::format("the document does not say whether system packages "
                                                     "installed {} package{} below usr/ (first {}): judged "
                                                     "by {}, without what the distribution may have fixed",
                                                     packages.size(), packages.size() == 1 ? "" : "s",
                                                     base::printable(model::display_name(first->purl)),
                                                     packages.size() == 1 ? "itself" : "themselves"),
                              .file = {},
                              .layer = {},
                              .incomplete = false});
}

void Ownership::settle() {
  find_named_owners();
  find_rpm_vendors();
  std::sort(claims_.begin(), claims_.end());
  for (auto begin = claims_.begin(); begin != claims_.end();) {
    const auto end =
        std::find_if(begin, claims_.end(), [&](const Claim& one) { return one.owned != begin->owned; });
    decide(std::to_address(begin), std::to_address(begin) + (end - begin));
    begin = end;
  }
  if (!said_) note_unsaid();
}

}  // namespace pratique::sbom
