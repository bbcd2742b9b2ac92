// poetry.lock, lock-version 1.0 to 2.1 (https://python-poetry.org/docs/basic-usage/): packages that a Python
// project declares.
#include "codec/toml.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

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

class PoetryLock : public Extractor {
 public:
  PoetryLock()
      : Extractor({.name = "lang/poetry_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"poetry.lock"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::TomlDocument::parse(text));
    lang::PackageList packages;
    document.root()["package"].each([&](Toml entry) {
      auto component = lang::package("pypi", {}, entry["name"].text(), entry["version"].text(),
                                     model::Evidence::kDeclared);
      if (component && is_dev(entry)) component->scope = model::Scope::kDev;
      packages.add(std::move(component));
    });
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_poetry_lock() { return std::make_unique<PoetryLock>(); }

}  // namespace pratique::extract
