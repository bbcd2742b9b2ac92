#include "sbom/merge.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "model/ecosystem.h"

namespace pratique::sbom {
namespace {

bool is_same_release(const model::Distro& a, const model::Distro& b) {
  return a.id == b.id && a.version_id == b.version_id;
}

// "?distro=debian-12" of each system package that has none, and the owners that name it so.
void name_distro(model::Inventory& inventory) {
  const auto& distro = inventory.subject.distro;
  if (distro.id.empty()) return;
  const auto word = distro.id + (distro.version_id.empty() ? "" : "-" + distro.version_id);
  std::map<std::string, std::string> renamed;
  for (auto& component : inventory.components) {
    auto& purl = component.purl;
    if (!model::is_system(purl.type) || purl.qualifiers.contains("distro")) continue;
    const auto before = purl.to_string();
    purl.qualifiers["distro"] = word;
    renamed.emplace(before, purl.to_string());
  }
  for (auto& component : inventory.components) {
    if (const auto owner = renamed.find(component.owner); owner != renamed.end())
      component.owner = owner->second;
    const auto lister = renamed.find(component.details->listed_by);
    if (lister != renamed.end()) component.details.edit().listed_by = lister->second;
  }
}

// What tells a package in its place from all others.
std::string place_of(const model::Component& component) {
  auto key = component.purl.to_string() + "\n" + component.details->root;
  if (!component.locations.empty())
    key += "\n" + component.locations.front().path + "\n" + component.locations.front().layer;
  return key;
}

class Merge {
 public:
  explicit Merge(model::Subject subject) { whole_.subject = std::move(subject); }

  void add(model::Inventory one) {
    std::vector<std::uint32_t> numbers;
    numbers.reserve(one.components.size());
    for (auto& component : one.components) numbers.push_back(number_of(std::move(component)));
    for (auto edge : one.edges) {
      edge.from = numbers[edge.from], edge.to = numbers[edge.to];
      whole_.edges.size() < model::kMaxEdges ? whole_.edges.push_back(edge) : void(++left_out_);
    }
    std::ranges::move(one.observations, std::back_inserter(whole_.observations));
    std::ranges::move(one.notes, std::back_inserter(whole_.notes));
  }

  model::Inventory take() && {
    if (left_out_ != 0) whole_.notes.push_back(model::edges_left_out(left_out_));
    model::normalise(whole_);
    return std::move(whole_);
  }

 private:
  // Of the kept component, which it is joined with where there is one already. The surer of the two says how it is known.
  std::uint32_t number_of(model::Component component) {
    const auto [found, added] =
        places_.try_emplace(place_of(component), static_cast<std::uint32_t>(whole_.components.size()));
    if (added) {
      whole_.components.push_back(std::move(component));
      return found->second;
    }
    auto& kept = whole_.components[found->second];
    kept.evidence = std::min(kept.evidence, component.evidence);
    kept.scope = std::min(kept.scope, component.scope);
    if (kept.source_name.empty()) {
      kept.source_name = component.source_name;
      kept.source_version = component.source_version;
    }
    if (kept.owner.empty()) kept.owner = component.owner;
    model::join(kept, std::move(component));
    return found->second;
  }

  model::Inventory whole_;
  std::unordered_map<std::string, std::uint32_t> places_;
  std::size_t left_out_ = 0;
};

}  // namespace

model::Inventory merged(std::vector<model::Inventory> inventories, const std::string& name) {
  const auto& first = inventories.front().subject;
  const bool one_image = std::ranges::all_of(inventories, [&](const model::Inventory& one) {
    return !one.subject.digest.empty() && one.subject.digest == first.digest;
  });
  const bool one_release = std::ranges::all_of(inventories, [&](const model::Inventory& one) {
    return is_same_release(one.subject.distro, first.distro);
  });
  model::Subject subject = first;
  if (!one_image && inventories.size() > 1) {
    subject = {};
    subject.kind = model::SubjectKind::kSbom;
    subject.name = name;
    if (one_release) subject.distro = first.distro;
  }
  if (!one_release) {
    subject.distro = {};
    for (auto& one : inventories) name_distro(one);
  }
  Merge merge(std::move(subject));
  for (auto& one : inventories) merge.add(std::move(one));
  return std::move(merge).take();
}

}  // namespace pratique::sbom
