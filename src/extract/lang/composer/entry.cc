#include "extract/lang/composer/entry.h"

#include <algorithm>

#include "base/text.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/places.h"

namespace pratique::extract::composer {

using codec::Json;

static Result<model::Component> package_of(Json entry, model::Evidence evidence, bool dev) {
  const auto full = entry["name"].text();
  const auto halves = base::cut_last(full, "/");
  PQ_TRY(auto component, lang::package("composer", halves ? halves->before : std::string_view{},
                                       halves ? halves->after : full, entry["version"].text(), evidence));
  const auto license = entry["license"];
  if (license.is_string()) lang::add_license(component, license.text());
  std::vector<std::string> choice;
  license.each([&](Json one) {
    if (choice.size() < lang::kMaxLicenses) choice.emplace_back(one.text());
  });
  lang::add_license_choice(component, choice);
  component.supplier = lang::descriptive(entry["authors"].at(0)["name"].text());
  component.homepage = lang::descriptive(entry["homepage"].text());
  component.description = lang::descriptive(entry["description"].text());
  // Of the archive; empty for what comes from a repository.
  lang::add_hash(component, model::HashAlgorithm::kSha1, entry["dist"]["shasum"].text());
  if (dev) component.scope = model::Scope::kDev;
  return component;
}

// Composer compares names without case.
void Packages::add(Json entry, model::Evidence evidence, bool dev) {
  const auto id = packages_.add(package_of(entry, evidence, dev), lang::stated(entry["version"]));
  entries_.emplace_back(entry, id);
  names_.add(base::to_lower(entry["name"].text()), id);
}

// "provide" and "replace" name what a package stands in for: "psr/log-implementation". The package of that name
// goes before those that stand in for it.
Record Packages::take() && {
  lang::PackageNames stand_ins;
  for (const auto& [entry, id] : entries_) {
    for (const char* key : {"provide", "replace"}) {
      entry[key].each_member([&](std::string_view name, Json) { stand_ins.add(base::to_lower(name), id); });
    }
  }
  for (const auto& [entry, id] : entries_) {
    entry["require"].each_member([&](std::string_view written, Json) {
      const auto name = base::to_lower(written);
      auto found = names_.of(name);
      if (found.empty()) found = stand_ins.of(name);
      for (const auto other : found) packages_.depend(id, other);
    });
  }
  return std::move(packages_).take();
}

bool is_manifest(std::string_view path) {
  const auto all = lang::segments_of(path);
  const bool brought = std::ranges::find(all, "vendor") != all.end();
  return all.back() == "composer.json" && !brought && !lang::inside_package(path) &&
         !lang::has_test_folder(all, 0, all.size() - 1);
}

Record parse_manifest(std::string_view text) {
  Record record{.kind = RecordKind::kReasons};
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return {};
  for (const char* key : {"require", "require-dev"}) {
    document->root()[key].each_member(
        [&](std::string_view name, Json) { lang::add_need(record, base::to_lower(name)); });
  }
  return record.needs.is_there() ? record : Record{};
}

std::string manifest_name(const model::Purl& purl) {
  return base::to_lower(purl.name_space.empty() ? purl.name : purl.name_space + "/" + purl.name);
}

}  // namespace pratique::extract::composer
