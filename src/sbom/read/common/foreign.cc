#include "sbom/foreign.h"

#include <algorithm>

#include "base/text.h"
#include "model/ecosystem.h"
#include "model/purl_type.h"

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

// The epoch that only the version beside the purl has: "1:1.1.1k-7.el8", or, where the release is left out, "1:1.1.1k".
void take_epoch(model::Purl& purl, std::string_view version) {
  const auto epoch = model::epoch_of(version);
  if (epoch.empty() || !model::epoch_of(purl.version).empty() || purl.qualifiers.contains("epoch")) return;
  if (!purl.version.starts_with(version.substr(epoch.size() + 1))) return;
  purl.qualifiers["epoch"] = epoch;
  model::normalise_for_type(purl);
}

// Docker Scout's "os_name=debian&os_version=12&os_distro=bookworm" is "distro=debian-12" elsewhere.
void take_release(model::Purl& purl) {
  auto& qualifiers = purl.qualifiers;
  const auto name = qualifiers.find("os_name"), version = qualifiers.find("os_version");
  if (name == qualifiers.end() || version == qualifiers.end()) return;
  qualifiers.try_emplace("distro", name->second + "-" + version->second);
  for (const char* key : {"os_name", "os_version", "os_distro"}) qualifiers.erase(key);
}

// The namespace of a distribution's purls: its ID, but "redhat" for RHEL.
std::string name_space_of(const model::Ecosystem& row) {
  return row.vendor == "rhel" ? "redhat" : std::string(row.vendor);
}

// "12" of "bookworm", of "12 (bookworm)" and of "22.04.4 LTS (Jammy Jellyfish)", which are VERSION of os-release(5), "13" of
// "trixie/sid", and "2018.03" of "AMI release 2018.03", which is how /etc/system-release ends of the first Amazon Linux.
std::string release_number(const model::Ecosystem* row, std::string_view text) {
  constexpr std::string_view kWord = " release ";
  if (const auto word = text.find(kWord); word != std::string_view::npos)
    text.remove_prefix(word + kWord.size());
  text = text.substr(0, text.find_first_of(" /"));
  return std::string(row == nullptr ? text : model::number_of_codename(*row, text));
}

// "alma-8.5" is "almalinux-8.5", "debian-bookworm" and (of a deb) "bookworm" are "debian-12", "amazon-2 (Karoo)" is
// "amzn-2". What is of no distribution that is known stays.
std::string canonical_distro(std::string_view type, const std::string& text) {
  if (!base::contains(text, "-")) {
    const auto* row = model::distribution_of_codename(type, text);
    return row == nullptr ? text : std::string(row->vendor) + "-" + release_number(row, text);
  }
  if (model::distribution(text) != nullptr) return text;
  const auto halves = base::cut_last(std::string_view(text).substr(0, text.find(" (")), "-");
  const auto* row = halves ? model::distribution_called(halves->before) : nullptr;
  if (row == nullptr || halves->after.empty()) return text;
  const auto vendor = halves->before == "redhat" ? halves->before : row->vendor;
  return std::string(vendor) + "-" + release_number(row, halves->after);
}

// Names of the distribution in a purl, as os-release would have them.
void take_distro(model::Component& component) {
  auto& purl = component.purl;
  if (!model::is_system(purl.type)) return;
  take_release(purl);
  const auto* named = model::distribution_called(purl.name_space);
  if (named != nullptr && named->type == purl.type) purl.name_space = name_space_of(*named);
  if (const auto distro = purl.qualifiers.find("distro"); distro != purl.qualifiers.end()) {
    if (base::is_valid_utf8(distro->second)) distro->second = canonical_distro(purl.type, distro->second);
    // A number alone is of whose package it is: "pkg:apk/alpine/musl@1?distro=3.18.4".
    const auto* row = model::distribution_called(purl.name_space);
    if (row != nullptr && row->type == purl.type && !distro->second.empty() &&
        base::is_digit(distro->second.front()))
      distro->second = std::string(row->vendor) + "-" + release_number(row, distro->second);
  }
}

// "debian-12.5", "opensuse-leap-15.4"; a word alone ("edge", "3.18.4") does not say whose release it is.
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

// "debian-12", "debian-sid", "wolfi"; nullptr where no distribution is named.
const model::Ecosystem* named_by_qualifier(std::string_view text) {
  if (const auto* row = model::distribution_called(text)) return row;
  const auto halves = base::cut_last(text, "-");
  return halves ? model::distribution_called(halves->before) : nullptr;
}

// "pkg:deb/curl@1?distro=debian-12" is of Debian, and so is "pkg:deb/curl@1" in a document about Debian.
void fill_namespaces(model::Inventory& inventory) {
  for (auto& component : inventory.components) {
    auto& purl = component.purl;
    if (!purl.name_space.empty() || !model::is_system(purl.type)) continue;
    const auto distro = purl.qualifiers.find("distro");
    const auto* row = distro == purl.qualifiers.end() ? nullptr : named_by_qualifier(distro->second);
    if (row == nullptr) row = model::distribution(inventory.subject.distro.id);
    if (row != nullptr && row->type == purl.type) purl.name_space = name_space_of(*row);
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
void set_direct(model::Component& component, bool direct) {
  component.reason = direct ? model::InstallReason::kExplicit : model::InstallReason::kDependency;
  if (direct && !component.locations.empty())
    component.details.edit().asked_in = component.locations.front().path;
}

void set_source(model::Component& component, std::string_view name, std::string_view version) {
  if (name.empty()) return;
  const bool same_version = version.empty() || version == component.purl.version;
  if (name == component.purl.name && same_version) return;
  component.source_name = name;
  component.source_version = version;
}

std::string_view without_own_epoch(const model::Component& component, std::string_view version) {
  const auto own = component.purl.qualifiers.find("epoch");
  const auto epoch = model::epoch_of(version);
  if (epoch.empty() || own == component.purl.qualifiers.end() || own->second != epoch) return version;
  const auto rest = version.substr(epoch.size() + 1);
  return rest == component.purl.version ? rest : version;
}

void set_module(model::Component& component, std::string_view label) {
  if (!label.empty() && label != "(none)") component.details.edit().module = label;
}

// os-release(5) of Debian and CentOS has the major version only, and that is how their advisories are filed; but
// Debian's 3.0 and 3.1 were releases of their own.
model::Distro distro_of(std::string_view id, std::string_view version) {
  const auto* row = model::distribution_called(base::trim(id));
  model::Distro distro{.id = row == nullptr ? base::to_lower(id) : std::string(row->vendor),
                       .version_id = release_number(row, base::trim(version))};
  if (row == nullptr || !row->major_only) return distro;
  distro.version_id = row->releases == model::Releases::kDebian
                          ? model::canonical_release(*row, distro.version_id)
                          : distro.version_id.substr(0, distro.version_id.find('.'));
  return distro;
}

bool is_package(const model::Purl& purl) {
  return model::ecosystem_of_type(purl.type).installs != model::Installs::kNone;
}

// The purl is the truth about the version: where both are given and differ (Trivy leaves the release out of
// SPDX's versionInfo) the purl is the more exact.
namespace {

// Attributes of a CPE are separated by colons; in the form of 2.3 one in a value has a backslash before it.
std::vector<std::string> cpe_attributes(std::string_view text) {
  constexpr std::size_t kMost = 16;
  std::vector<std::string> all(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      all.back() += text[++i];
    } else if (text[i] == ':') {
      if (all.size() == kMost) break;
      all.emplace_back();
    } else {
      all.back() += text[i];
    }
  }
  return all;
}

}  // namespace

std::string purl_of_cpe(std::string_view cpe, std::string_view version) {
  constexpr std::size_t kProduct = 2, kVersion = 3, kMaxCpe = 1000;
  std::string_view rest;
  for (const std::string_view begin : {"cpe:2.3:", "cpe:/"})
    if (cpe.starts_with(begin)) rest = cpe.substr(begin.size());
  if (rest.empty() || cpe.size() > kMaxCpe || !base::is_valid_utf8(cpe)) return {};
  const auto all = cpe_attributes(rest);
  const auto is_said = [](std::string_view text) { return !text.empty() && text != "*" && text != "-"; };
  if (all[0] != "a" || all.size() <= kProduct || !is_said(all[kProduct])) return {};
  if (version.empty() && all.size() > kVersion && is_said(all[kVersion])) version = all[kVersion];
  return model::make_purl("generic", "", all[kProduct], version).to_string();
}

model::Component* ForeignInventory::add(std::string_view purl, std::string_view version) {
  auto parsed = model::parse_purl(base::trim(purl));
  if (!parsed) {
    if (bad_purls_++ == 0) first_bad_purl_ = purl.substr(0, kShownName);
    return nullptr;
  }
  if (parsed->version.empty()) {
    parsed->version = version;
    model::normalise_for_type(*parsed);
  }
  if (model::is_system(parsed->type)) take_epoch(*parsed, version);
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
  if (first && second) relate(*first, *second, kind, scope);
}

void ForeignInventory::relate(std::uint32_t from, std::uint32_t to, model::EdgeKind kind,
                              model::Scope scope) {
  if (inventory.edges.size() < model::kMaxEdges) {
    inventory.edges.push_back({from, to, kind, scope});
  } else {
    ++edges_left_out_;
  }
}

void ForeignInventory::count_without_purl(std::string_view name) {
  if (without_purl_++ == 0) first_without_purl_ = name.substr(0, kShownName);
}

void ForeignInventory::note(std::string code, std::string message) {
  inventory.notes.push_back({.code = std::move(code), .message = std::move(message), .incomplete = true});
}

// Advisories of distributions are of a release. Without one, which of them are about a package is not known; packages of
// distributions that have no releases need none.
void ForeignInventory::note_unreleased() {
  const auto needs_release = [&](const model::Component& component) {
    if (!model::is_system(component.purl.type) || component.purl.qualifiers.contains("distro")) return false;
    const auto* row = model::distribution_called(component.purl.name_space);
    return row == nullptr || row->releases != model::Releases::kNone;
  };
  const auto& distro = inventory.subject.distro;
  if (!distro.id.empty() && !distro.version_id.empty()) return;
  if (const auto* row = model::distribution(distro.id);
      row != nullptr && row->releases == model::Releases::kNone)
    return;
  const auto count = static_cast<std::size_t>(std::ranges::count_if(inventory.components, needs_release));
  if (count == 0) return;
  const auto first = std::ranges::find_if(inventory.components, needs_release);
  note("no-distribution", counted(count, "package is", "packages are") +
                              " of a distribution whose release the document does not tell, first " +
                              base::printable(model::display_name(first->purl)) +
                              ": it is not known which advisories are about " + (count == 1 ? "it" : "them"));
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
  if (edges_left_out_ != 0) inventory.notes.push_back(model::edges_left_out(edges_left_out_));
  if (inventory.components.empty()) note("no-components", "the document names no package that can be judged");
  if (inventory.subject.distro.id.empty()) inventory.subject.distro = distro_of_purls(inventory.components);
  fill_namespaces(inventory);
  note_unreleased();
  ownership.settle();
  if (main_) mark_main(inventory.components, *main_);
  model::normalise(inventory);
  return std::move(inventory);
}

}  // namespace pratique::sbom
