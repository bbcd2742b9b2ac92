// poetry.lock, lock-version 1.0 to 2.1 (https://python-poetry.org/docs/basic-usage/): packages that a Python
// project declares.
#include "base/text.h"
#include "extract/lang/python/project.h"
#include "extract/lang/support/manifests.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "extract/lang/support/toml_lock.h"

namespace pratique::extract {
namespace {

using codec::Toml;

// Before 2.0: category = "main" or "dev"; since 2.1: groups = ["main", "dev", "docs"…]; 2.0 does not say.
bool is_dev(Toml package) {
  if (const auto groups = package["groups"]; groups.is_array()) {
    bool in_main = false;
    groups.each([&](Toml group) { in_main |= group.text() == "main"; });
    return groups.size() != 0 && !in_main;
  }
  return package["category"].text() == "dev";
}

class Packages {
 public:
  explicit Packages(Toml root) : root_(root) {
    root["package"].each([this](Toml entry) { add(entry); });
  }

  // {colorama = {version = "*", markers = "…"}}, a version alone, or a list of such. Of a package that is locked in
  // several versions, for other Pythons or systems, each may be meant.
  Record take() && {
    for (const auto& [entry, id] : entries_) {
      entry["dependencies"].each_member([&](std::string_view name, Toml how) {
        const bool optional = how["optional"].boolean().value_or(false);
        for (const auto to : names_.of(python::project_key(name)))
          packages_.depend(id, to, optional ? model::Scope::kOptional : model::Scope::kRequired);
      });
    }
    return std::move(packages_).take();
  }

 private:
  // type = "git", "directory", "file", "url", or "legacy" for an index other than PyPI, which is mostly a mirror.
  static void set_source(model::Component& component, std::string_view type, std::string_view url) {
    if (type == "git") return python::set_repository(component, url);
    if (type == "directory" || type == "file") return python::set_folder(component, url);
    lang::set_origin(component, url);
  }

  void add(Toml entry) {
    const auto name = entry["name"].text();
    auto component = lang::package("pypi", {}, name, entry["version"].text(), model::Evidence::kDeclared);
    if (component) {
      if (is_dev(entry)) component->scope = model::Scope::kDev;
      if (component->scope == model::Scope::kRequired && entry["optional"].boolean().value_or(false))
        component->scope = model::Scope::kOptional;
      component->description = lang::descriptive(entry["description"].text());
      python::add_archive_hash(*component,
                               entry["files"] ? entry["files"] : root_["metadata"]["files"][name]);
      const auto source = entry["source"];
      set_source(*component, source["type"].text(), source["url"].text());
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

class PoetryLock final : public lang::TomlLock {
 public:
  PoetryLock() : TomlLock("lang/poetry_lock", "poetry.lock", 3, "pyproject.toml") {}

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

std::unique_ptr<Extractor> make_poetry_lock() { return std::make_unique<PoetryLock>(); }

}  // namespace pratique::extract
