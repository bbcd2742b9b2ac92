// poetry.lock, lock-version 1.0 to 2.1 (https://python-poetry.org/docs/basic-usage/): packages that a Python
// project declares.
#include "base/text.h"
#include "extract/lang/support/manifests.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "extract/lang/support/toml_lock.h"
#include "model/ecosystem.h"
#include "model/redact.h"
#include "model/unpublished.h"

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

// {file = "click-8.1.3.tar.gz", hash = "sha256:…"}: of all the archives of a package the source's, else the only
// one. They stand beside it since lock-version 2.0, in the metadata before.
void add_hashes(model::Component& component, Toml files) {
  std::string_view chosen;
  files.each([&](Toml file) {
    if (file["file"].text().ends_with(".tar.gz") || files.size() == 1) chosen = file["hash"].text();
  });
  if (chosen.starts_with("sha256:"))
    lang::add_hash(component, model::HashAlgorithm::kSha256, chosen.substr(7));
}

// Names are one by PEP 503, however they are written.
std::string key_of(std::string_view name) {
  return model::canonical_name(model::ecosystem_of_type("pypi"), name);
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
        for (const auto to : names_.of(key_of(name)))
          packages_.depend(id, to, optional ? model::Scope::kOptional : model::Scope::kRequired);
      });
    }
    return std::move(packages_).take();
  }

 private:
  // type = "git", "directory", "file", "url", or "legacy" for an index other than PyPI, which is mostly a mirror.
  static void set_source(model::Component& component, std::string_view type, std::string_view url) {
    const auto kind = type == "git"                           ? model::Unpublished::kRepository
                      : type == "directory" || type == "file" ? model::Unpublished::kFolder
                                                              : model::Unpublished::kNo;
    if (kind == model::Unpublished::kNo) return lang::set_origin(component, url);
    component.details.edit().origin =
        model::unpublished_text(kind, lang::descriptive(model::redact_text(url).text));
  }

  void add(Toml entry) {
    const auto name = entry["name"].text();
    auto component = lang::package("pypi", {}, name, entry["version"].text(), model::Evidence::kDeclared);
    if (component) {
      if (is_dev(entry)) component->scope = model::Scope::kDev;
      if (component->scope == model::Scope::kRequired && entry["optional"].boolean().value_or(false))
        component->scope = model::Scope::kOptional;
      component->description = lang::descriptive(entry["description"].text());
      add_hashes(*component, entry["files"] ? entry["files"] : root_["metadata"]["files"][name]);
      const auto source = entry["source"];
      set_source(*component, source["type"].text(), source["url"].text());
    }
    const auto id = packages_.add(std::move(component), lang::stated(entry["version"]));
    entries_.emplace_back(entry, id);
    names_.add(key_of(name), id);
  }

  Toml root_;
  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::vector<std::pair<Toml, lang::PackageCollector::Id>> entries_;
};

// "requests[socks]>=2", by PEP 508.
std::string_view name_of_requirement(std::string_view text) {
  text = base::trim(text);
  return text.substr(0, text.find_first_of(" \t[(<>=!~;@"));
}

// pyproject.toml: what the project asks for in poetry's own tables, in those of PEP 621, and in groups (PEP 735).
Record requirements_of(Toml root) {
  Record record{.kind = RecordKind::kReasons};
  const auto add = [&](std::string_view name) { lang::add_need(record, key_of(name)); };
  const auto add_list = [&](Toml list) {
    list.each([&](Toml one) { add(name_of_requirement(one.text())); });
  };
  const auto add_table = [&](Toml table) {
    table.each_member([&](std::string_view name, Toml) { add(name); });
  };
  const auto poetry = root["tool"]["poetry"], project = root["project"];
  add_table(poetry["dependencies"]);
  add_table(poetry["dev-dependencies"]);
  poetry["group"].each_member([&](std::string_view, Toml group) { add_table(group["dependencies"]); });
  add_list(project["dependencies"]);
  project["optional-dependencies"].each_member([&](std::string_view, Toml list) { add_list(list); });
  root["dependency-groups"].each_member([&](std::string_view, Toml list) { add_list(list); });
  return record.needs.is_there() ? record : Record{};
}

class PoetryLock final : public lang::TomlLock {
 public:
  PoetryLock() : TomlLock("lang/poetry_lock", "poetry.lock", 2, "pyproject.toml") {}

  void assemble(const Records& records, Assembly& out) const override {
    lang::assemble_with_manifests(
        records, base::folder_of, [](const model::Purl& purl) { return key_of(purl.name); }, out,
        [this](const Records& all, Assembly& into) { Extractor::assemble(all, into); });
  }

 private:
  Record read(Toml root) const override { return Packages(root).take(); }
  Record read_manifest(Toml root) const override { return requirements_of(root); }
};

}  // namespace

std::unique_ptr<Extractor> make_poetry_lock() { return std::make_unique<PoetryLock>(); }

}  // namespace pratique::extract
