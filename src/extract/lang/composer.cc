// PHP packages that Composer installed: vendor/composer/installed.json, an array in Composer 1, an object
// with "packages" in Composer 2 (Composer\Repository\FilesystemRepository).
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

using lang::Place;

// The file lies in VENDOR/composer/. When VENDOR itself is inside another vendor/ORG/NAME/, that package
// carries its own.
Place place_of(std::string_view path) {
  const auto all = lang::segments_of(path);
  if (all.size() < 3 || all[all.size() - 2] != "composer") return Place::kElsewhere;
  const auto own = all.size() - 3;  // VENDOR
  for (std::size_t i = 0; i + 2 < own; ++i) {
    if (all[i] != "vendor") continue;
    return lang::has_test_folder(all, i + 3, own) ? Place::kTestData : Place::kVendored;
  }
  return Place::kInstalled;
}

class Composer : public Extractor {
 public:
  Composer()
      : Extractor({.name = "lang/composer",
                   .role = Role::kInstalledPackage,
                   .version = 2,
                   .triggers = {.base_names = {"composer.json", "installed.json"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    if (base::base_name(candidate.path) == "composer.json")
      return !candidate.head.empty() && composer::is_manifest(candidate.path) ? Wish::whole() : Wish::no();
    const auto place = place_of(candidate.path);
    return place == Place::kInstalled || place == Place::kVendored ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (base::base_name(file.path()) == "composer.json") return composer::parse_manifest(text);
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    const auto entries = root.is_array() ? root : root["packages"];
    if (!entries.is_array()) return base::invalid("installed.json without a list of packages");
    const auto evidence =
        place_of(file.path()) == Place::kInstalled ? model::Evidence::kInstalled : model::Evidence::kVendored;
    std::map<std::string_view, bool> dev;  // Composer 2 lists the names of development packages apart
    root["dev-package-names"].each([&](Json name) { dev[name.text()] = true; });
    composer::Packages packages;
    entries.each([&](Json entry) { packages.add(entry, evidence, dev.contains(entry["name"].text())); });
    return std::move(packages).take();
  }

  // VENDOR/composer/installed.json is of the composer.json beside VENDOR.
  void assemble(const Records& records, Assembly& out) const override {
    lang::assemble_with_manifests(
        records,
        [](std::string_view path) { return base::folder_of(base::folder_of(base::folder_of(path))); },
        composer::manifest_name, out,
        [this](const Records& all, Assembly& into) { Extractor::assemble(all, into); });
  }
};

}  // namespace

std::unique_ptr<Extractor> make_composer() { return std::make_unique<Composer>(); }

}  // namespace pratique::extract
