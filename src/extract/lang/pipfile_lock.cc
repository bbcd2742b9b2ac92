// Pipfile.lock, pipfile-spec 6 (https://github.com/pypa/pipfile): packages that a Python project declares, by category. Which
// needs which it does not say; what the project asks for stands in the Pipfile.
#include "base/text.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/python/project.h"
#include "extract/lang/support/manifests.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;
using codec::Toml;

// "==1.2.3"; "===1.2.3" compares as text. Any other is not locked.
std::string_view plain_version(std::string_view version) {
  if (!version.starts_with("==")) return {};
  version.remove_prefix(version.starts_with("===") ? 3 : 2);
  return base::trim(version);
}

// Categories of the project's own ("docs", since Pipenv 2022.10) are installed where they are asked for.
model::Scope scope_of(std::string_view category, Json entry) {
  if (category == "develop") return model::Scope::kDev;
  if (category != "default") return model::Scope::kOptional;
  const bool elsewhere = python::is_for_other_systems(entry["markers"].text());
  return elsewhere ? model::Scope::kOptional : model::Scope::kRequired;
}

void set_source(model::Component& component, Json entry) {
  for (const char* key : {"git", "hg", "svn", "bzr"}) {
    if (entry[key]) return python::set_repository(component, entry[key].text());
  }
  if (entry["path"]) return python::set_folder(component, entry["path"].text());
  lang::set_origin(component, entry["file"].text());
}

Record packages_of(Json root) {
  lang::PackageCollector packages;
  root.each_member([&](std::string_view category, Json entries) {
    if (category == "_meta") return;
    entries.each_member([&](std::string_view name, Json entry) {
      const auto version = plain_version(entry["version"].text());
      auto component = lang::package("pypi", {}, name, version, model::Evidence::kDeclared);
      if (component) {
        component->scope = scope_of(category, entry);
        // Of all archives of the package, and nobody says which is whose.
        const auto hashes = entry["hashes"];
        if (const auto only = hashes.at(0).text(); hashes.size() == 1 && only.starts_with("sha256:"))
          lang::add_hash(*component, model::HashAlgorithm::kSha256, only.substr(7));
        set_source(*component, entry);
      }
      const bool wrong_type = entry["version"] && !entry["version"].is_string();
      packages.add(std::move(component), {.text = version, .wrong_type = wrong_type});
    });
  });
  return std::move(packages).take();
}

// Tables "packages", "dev-packages" and those of other categories.
Record needs_of_pipfile(Toml root) {
  Record record{.kind = RecordKind::kReasons};
  root.each_member([&](std::string_view table, Toml entries) {
    if (table == "requires" || table == "pipenv" || table == "scripts") return;
    entries.each_member(
        [&](std::string_view name, Toml) { lang::add_need(record, python::project_key(name)); });
  });
  return record.needs.is_there() ? record : Record{};
}

class PipfileLock final : public Extractor {
 public:
  PipfileLock()
      : Extractor({.name = "lang/pipfile_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"Pipfile", "Pipfile.lock"}},
                   .name_use = NameUse::kBaseName}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (!file.path().ends_with(".lock")) {
      const auto manifest = codec::TomlDocument::parse(text);
      return manifest ? needs_of_pipfile(manifest->root()) : Record{};  // it may be anybody's
    }
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    if (!root.is_object()) return base::invalid("Pipfile.lock is not a JSON object");
    for (const char* category : {"default", "develop"}) {
      if (const auto list = root[category]; list && !list.is_object())
        return base::invalid("Pipfile.lock with a list of packages that is no object");
    }
    return packages_of(root);
  }

  void assemble(const Records& records, Assembly& out) const override {
    lang::assemble_with_manifests(
        records, base::folder_of, [](const model::Purl& purl) { return python::project_key(purl.name); }, out,
        [this](const Records& all, Assembly& into) { Extractor::assemble(all, into); });
  }
};

}  // namespace

std::unique_ptr<Extractor> make_pipfile_lock() { return std::make_unique<PipfileLock>(); }

}  // namespace pratique::extract
