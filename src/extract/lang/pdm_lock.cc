// pdm.lock, lock_version 4 (https://pdm-project.org/latest/usage/lockfile/): packages that a Python project declares. The
// project itself is not among them: what it asks for stands in pyproject.toml.
#include <algorithm>

#include "base/text.h"
#include "extract/lang/python/project.h"
#include "extract/lang/support/manifests.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/toml_lock.h"

namespace pratique::extract {
namespace {

using codec::Toml;

// groups = ["default", "dev", "docs"…], since version 4.4. "dev" is where PDM puts what is for development; any other group
// may be an extra of the project.
model::Scope scope_of(Toml entry) {
  const auto groups = entry["groups"];
  if (!groups.is_array() || groups.size() == 0) return model::Scope::kRequired;
  bool in_default = false, dev_alone = true;
  groups.each([&](Toml group) {
    in_default |= group.text() == "default";
    dev_alone &= group.text() == "dev";
  });
  if (in_default) return model::Scope::kRequired;
  return dev_alone ? model::Scope::kDev : model::Scope::kOptional;
}

void set_source(model::Component& component, Toml entry) {
  if (entry["git"]) return python::set_repository(component, entry["git"].text());
  if (entry["hg"]) return python::set_repository(component, entry["hg"].text());
  if (entry["path"]) return python::set_folder(component, entry["path"].text());
  lang::set_origin(component, entry["url"].text());
}

class Packages {
 public:
  explicit Packages(Toml root) : root_(root) {
    root["package"].each([this](Toml entry) { add(entry); });
  }

  // A package with extras stands there once more with them, and needs itself.
  Record take() && {
    for (const auto& [entry, id] : entries_) {
      entry["dependencies"].each([&](Toml one) {
        const auto [name, marker] = python::named_requirement(one.text());
        const bool elsewhere = python::is_for_other_systems(marker);
        for (const auto to : names_.of(python::project_key(name)))
          packages_.depend(id, to, elsewhere ? model::Scope::kOptional : model::Scope::kRequired);
      });
    }
    return std::move(packages_).take();
  }

 private:
  void add(Toml entry) {
    const auto name = entry["name"].text(), version = entry["version"].text();
    auto component = lang::package("pypi", {}, name, version, model::Evidence::kDeclared);
    if (component) {
      component->scope = scope_of(entry);
      component->description = lang::descriptive(entry["summary"].text());
      // They stand beside it since version 4.2, in the metadata before.
      const auto old = root_["metadata"]["files"][std::string(name) + " " + std::string(version)];
      python::add_archive_hash(*component, entry["files"] ? entry["files"] : old);
      set_source(*component, entry);
    }
    const auto id = packages_.add(std::move(component), lang::stated(entry["version"]));
    entries_.emplace_back(entry, id);
    names_.add(python::project_key(name), id);
  }

  Toml root_;
  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::vector<std::pair<Toml, lang::PackageCollector::Id>> entries_;
};

class PdmLock final : public lang::TomlLock {
 public:
  PdmLock() : TomlLock("lang/pdm_lock", "pdm.lock", 1, "pyproject.toml") {}

  void assemble(const Records& records, Assembly& out) const override {
    lang::assemble_with_manifests(
        records, base::folder_of, [](const model::Purl& purl) { return python::project_key(purl.name); }, out,
        [this](const Records& all, Assembly& into) { Extractor::assemble(all, into); });
  }

 private:
  Record read(Toml root) const override { return Packages(root).take(); }
  Record read_manifest(Toml root) const override { return python::needs_of_project(root); }
};

}  // namespace

std::unique_ptr<Extractor> make_pdm_lock() { return std::make_unique<PdmLock>(); }

}  // namespace pratique::extract
