#include "sbom/foreign.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"

namespace pratique::sbom {

namespace {

constexpr std::size_t kShownName = 200;

// "openssl", "openssl@3.0.2-1" (deb, apk) or "openssl-3.0.7-1.el9.src.rpm". What percent-decodes to other
// than UTF-8 is no package's name and stays in the purl, the only text that can carry such bytes.
void take_upstream(model::Component& component) {
  const auto found = component.purl.qualifiers.find("upstream");
  if (found == component.purl.qualifiers.end() || !base::is_valid_utf8(found->second)) return;
  const std::string upstream = std::move(found->second);
  component.purl.qualifiers.erase(found);
  std::string_view text = upstream;
  if (text.ends_with(".src.rpm")) {
    text.remove_suffix(8);
    const auto release = base::cut_last(text, "-");
    const auto version = release ? base::cut_last(release->before, "-") : std::nullopt;
    if (version) set_source(component, version->before, text.substr(version->before.size() + 1));
  } else if (const auto halves = base::cut(text, "@")) {
    set_source(component, halves->before, halves->after);
  } else {
    set_source(component, text, "");
  }
}

// Qualifiers of Syft and of Trivy; the purl of our own scan has neither.
void take_module(model::Component& component) {
  if (component.purl.type != "rpm") return;
  for (const char* key : {"rpmmod", "modularitylabel"}) {
    const auto found = component.purl.qualifiers.find(key);
    if (found == component.purl.qualifiers.end() || !base::is_valid_utf8(found->second)) continue;
    set_module(component, found->second);
    component.purl.qualifiers.erase(found);
  }
}

// Docker Scout's "os_name=debian&os_version=12&os_distro=bookworm" is "distro=debian-12" elsewhere.
void take_release(model::Purl& purl) {
  auto& qualifiers = purl.qualifiers;
  const auto name = qualifiers.find("os_name"), version = qualifiers.find("os_version");
  if (name == qualifiers.end() || version == qualifiers.end()) return;
  qualifiers.try_emplace("distro", name->second + "-" + version->second);
  for (const char* key : {"os_name", "os_version", "os_distro"}) qualifiers.erase(key);
}

// The ID of a distribution for what another tool calls it; the text itself for one that is not known. "redhat" is what
// purls of RHEL say.
std::string vendor_of(std::string_view text) {
  if (text == "redhat") return std::string(text);
  const auto* row = model::distribution_called(text);
  return row == nullptr ? std::string(text) : std::string(row->vendor);
}

// "alma-8.5" is "almalinux-8.5".
std::string canonical_distro(const std::string& text) {
  const auto halves = base::cut_last(text, "-");
  if (!halves || halves->after.empty() || !base::is_digit(halves->after.front())) return text;
  return vendor_of(halves->before) + "-" + std::string(halves->after);
}

// Names of the distribution in a purl, as os-release would have them.
void take_distro(model::Component& component) {
  auto& purl = component.purl;
  if (!model::is_system(purl.type)) return;
  take_release(purl);
  if (!purl.name_space.empty()) purl.name_space = vendor_of(purl.name_space);
  if (const auto distro = purl.qualifiers.find("distro"); distro != purl.qualifiers.end()) {
    if (base::is_valid_utf8(distro->second)) distro->second = canonical_distro(distro->second);
  }
}

// "debian-12.5", "opensuse-leap-15.4"; a release name alone ("jessie") says nothing that advisories are
// looked up by.
model::Distro distro_of_qualifier(std::string_view text) {
  const auto halves = base::cut_last(text, "-");
  if (!halves || !base::is_valid_utf8(text)) return {};
  if (halves->after.empty() || !base::is_digit(halves->after.front())) return {};
  return distro_of(halves->before, halves->after);
}

// The distribution that most purls name.
model::Distro distro_of_purls(const std::vector<model::Component>& components) {
  std::map<std::string, std::size_t> votes;
  for (const auto& component : components) {
    const auto found = component.purl.qualifiers.find("distro");
    if (found != component.purl.qualifiers.end()) ++votes[found->second];
  }
  const auto most = std::max_element(votes.begin(), votes.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == votes.end() ? model::Distro{} : distro_of_qualifier(most->first);
}

// "pkg:deb/curl@1?distro=debian-12" is of Debian, and so is "pkg:deb/curl@1" in a document about Debian.
void fill_namespaces(model::Inventory& inventory) {
  for (auto& component : inventory.components) {
    auto& purl = component.purl;
    if (!purl.name_space.empty() || !model::is_system(purl.type)) continue;
    const auto distro = purl.qualifiers.find("distro");
    const auto said = distro == purl.qualifiers.end() ? model::Distro{} : distro_of_qualifier(distro->second);
    const auto* row = model::distribution(said.id.empty() ? inventory.subject.distro.id : said.id);
    if (row != nullptr && row->type == purl.type)
      purl.name_space = row->vendor == "rhel" ? "redhat" : row->vendor;
  }
}

// Some documents list their root among the components too: it is one package.
void mark_main(std::vector<model::Component>& components, std::size_t main) {
  const auto purl = components[main].purl;
  for (auto& component : components) component.is_main = component.is_main || component.purl == purl;
}

// One line for all of them: a document may lack thousands of purls, and a note each would bury the rest.
std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace

// A cut may fall into a character: the bytes of one that is not whole go, too.
std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 300;
  if (text.size() <= kMost) return std::string(text);
  text = text.substr(0, kMost);
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0) == 0x80) text.remove_suffix(1);
  if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xc0) text.remove_suffix(1);
  return std::string(text) + "…";
}

// Many tools name the source package of every package; one that is its own source says nothing, and our own
// extractors leave it empty, so that a document read back compares equal to a scan.
void set_source(model::Component& component, std::string_view name, std::string_view version) {
  if (name.empty()) return;
  const bool same_version = version.empty() || version == component.purl.version;
  if (name == component.purl.name && same_version) return;
  component.source_name = name;
  component.source_version = version;
}

void set_module(model::Component& component, std::string_view label) {
  if (!label.empty() && label != "(none)") component.details.edit().module = label;
}

// os-release(5) of Debian and CentOS has the major version only, and that is how their advisories are filed.
model::Distro distro_of(std::string_view id, std::string_view version) {
  model::Distro distro{.id = base::to_lower(id), .version_id = std::string(version)};
  const auto* row = model::distribution_called(distro.id);
  if (row != nullptr) distro.id = row->vendor;
  if (row != nullptr && row->major_only)
    distro.version_id = distro.version_id.substr(0, distro.version_id.find('.'));
  return distro;
}

bool is_package(const model::Purl& purl) {
  return model::ecosystem_of_type(purl.type).installs != model::Installs::kNone;
}

// The purl is the truth about the version: where both are given and differ (Trivy leaves the release out of
// SPDX's versionInfo) the purl is the more exact.
model::Component* ForeignInventory::add(std::string_view purl, std::string_view version) {
  auto parsed = model::parse_purl(base::trim(purl));
  if (!parsed) {
    if (bad_purls_++ == 0) first_bad_purl_ = purl.substr(0, kShownName);
    return nullptr;
  }
  if (parsed->version.empty()) parsed->version = version;
  // Source package, locations and what the document calls it repeat parts of a purl.
  const auto bytes = sizeof(model::Component) + 3 * purl.size();
  const auto name = purl.substr(0, kShownName);
  if (!meter_.charge(base::Account::kRecords, bytes, name) ||
      !meter_.charge(base::Account::kComponents, 1, name))
    return nullptr;
  auto& component = inventory.components.emplace_back();
  component.purl = *std::move(parsed);
  take_upstream(component);
  take_module(component);
  take_distro(component);
  return &component;
}

void ForeignInventory::name_last(std::string_view name) {
  if (!name.empty()) names_.try_emplace(name, last());
}

std::optional<std::uint32_t> ForeignInventory::called(std::string_view name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? std::nullopt : std::optional(found->second);
}

void ForeignInventory::relate(std::string_view from, std::string_view to, model::EdgeKind kind,
                              model::Scope scope) {
  const auto first = called(from), second = called(to);
  if (first && second && inventory.edges.size() < model::kMaxEdges)
    inventory.edges.push_back({*first, *second, kind, scope});
}

void ForeignInventory::count_without_purl(std::string_view name) {
  if (without_purl_++ == 0) first_without_purl_ = name.substr(0, kShownName);
}

void ForeignInventory::note(std::string code, std::string message) {
  inventory.notes.push_back({.code = std::move(code), .message = std::move(message), .incomplete = true});
}

// The notes are what keeps an unreadable document from looking like a clean one.
model::Inventory ForeignInventory::finish() && {
  if (without_purl_ != 0) {
    note("no-purl", counted(without_purl_, "component has", "components have") +
                        " no package URL and cannot be judged, first \"" +
                        base::printable(first_without_purl_) + "\"");
  }
  if (bad_purls_ != 0) {
    note("bad-purl", counted(bad_purls_, "component has", "components have") +
                         " an unreadable package URL, first \"" + base::printable(first_bad_purl_) + "\"");
  }
  if (inventory.components.empty()) note("no-components", "the document names no package that can be judged");
  if (inventory.subject.distro.id.empty()) inventory.subject.distro = distro_of_purls(inventory.components);
  fill_namespaces(inventory);
  ownership.settle();
  if (main_) mark_main(inventory.components, *main_);
  model::normalise(inventory);
  return std::move(inventory);
}

}  // namespace pratique::sbom
