// composer.lock: what a PHP project declares, "packages" and "packages-dev"
// (https://getcomposer.org/doc/01-basic-usage.md).
#include "base/text.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/composer/entry.h"
#include "extract/lang/support/manifests.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;

// A lock file that a dependency brought along: vendor/ORG/NAME/composer.lock.
bool in_dependency(std::string_view path) {
  const auto all = lang::segments_of(path);
  return all.size() >= 4 && all[all.size() - 4] == "vendor";
}

class ComposerLock : public Extractor {
 public:
  ComposerLock()
      : Extractor({.name = "lang/composer_lock",
                   .role = Role::kLockFile,
                   .version = 2,
                   .triggers = {.base_names = {"composer.json", "composer.lock"}},
                   .name_use = NameUse::kBaseName}) {}

  Wish wants(const Candidate& candidate) const override {
    if (candidate.path.ends_with(".json"))
      return composer::is_manifest(candidate.path) ? Wish::whole() : Wish::no();
    const bool foreign = in_dependency(candidate.path) || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (file.path().ends_with(".json")) return composer::parse_manifest(text);
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    if (!root["packages"].is_array()) return base::invalid("composer.lock without a list of packages");
    composer::Packages packages;
    for (const bool dev : {false, true}) {
      root[dev ? "packages-dev" : "packages"].each(
          [&](Json entry) { packages.add(entry, model::Evidence::kDeclared, dev); });
    }
    return std::move(packages).take();
  }

  void assemble(const Records& records, Assembly& out) const override {
    lang::assemble_with_manifests(
        records, base::folder_of, composer::manifest_name, out,
        [this](const Records& all, Assembly& into) { Extractor::assemble(all, into); });
  }
};

}  // namespace

std::unique_ptr<Extractor> make_composer_lock() { return std::make_unique<ComposerLock>(); }

}  // namespace pratique::extract
