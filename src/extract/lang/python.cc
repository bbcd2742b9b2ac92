// Installed Python distributions: dist-info and egg-info (python/place.h tells which files count and as
// what).
#include <string>
#include <vector>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/python/headers.h"
#include "extract/lang/python/place.h"
#include "extract/lang/support/packages.h"

namespace pratique::extract {
namespace {

using lang::Place;

// A licence name is short; what is longer is a licence text pasted into the field.
constexpr std::size_t kMaxLicenseName = 100;

struct Metadata {
  std::string_view name, version, summary, homepage, license, expression;
  std::string_view author, author_email, maintainer;
  std::vector<std::string_view> classifiers;  // last part of "License :: OSI Approved :: MIT License"
  bool license_is_text = false;
};

// "License :: OSI Approved" alone says nothing.
void add_classifier(Metadata& metadata, std::string_view value) {
  if (!value.starts_with("License ::") || metadata.classifiers.size() >= lang::kMaxLicenses) return;
  const auto last = base::trim(base::cut_last(value, "::")->after);
  if (last != "OSI Approved") metadata.classifiers.push_back(last);
}

void add_project_url(Metadata& metadata, std::string_view value) {
  const auto halves = base::cut(value, ",");
  if (!halves || !metadata.homepage.empty()) return;
  if (base::equals_ignoring_case(base::trim(halves->before), "homepage"))
    metadata.homepage = base::trim(halves->after);
}

// First of doubles, as Python's importlib.metadata has it.
void set(std::string_view& field, std::string_view value) {
  if (field.empty() && !base::equals_ignoring_case(value, "unknown")) field = value;
}

Metadata metadata_of(std::string_view text, bool& whole) {
  Metadata metadata;
  whole = python::each_header(text, [&](const python::MetadataHeader& header) {
    const auto is = [&](std::string_view name) { return base::equals_ignoring_case(header.name, name); };
    if (is("Name")) set(metadata.name, header.value);
    if (is("Version")) set(metadata.version, header.value);
    if (is("Summary")) set(metadata.summary, header.value);
    if (is("Home-page")) set(metadata.homepage, header.value);
    if (is("Author")) set(metadata.author, header.value);
    if (is("Author-email")) set(metadata.author_email, header.value);
    if (is("Maintainer")) set(metadata.maintainer, header.value);
    if (is("License-Expression")) set(metadata.expression, header.value);
    if (is("Project-URL")) add_project_url(metadata, header.value);
    if (is("Classifier")) add_classifier(metadata, header.value);
    if (is("License")) {
      set(metadata.license, header.value);
      metadata.license_is_text = header.continued || header.value.size() > kMaxLicenseName;
    }
  });
  return metadata;
}

// The SPDX expression of core metadata 2.4 wins; a pasted licence text is worth less than the classifiers.
void add_licenses(model::Component& component, const Metadata& metadata) {
  if (!metadata.expression.empty()) return lang::add_license(component, metadata.expression);
  if (!metadata.license.empty() && !metadata.license_is_text)
    return lang::add_license(component, metadata.license);
  for (const auto classifier : metadata.classifiers) lang::add_license(component, classifier);
  if (component.licenses.empty()) lang::add_license(component, metadata.license);
}

std::string supplier_of(const Metadata& metadata) {
  for (const auto text : {metadata.author, metadata.author_email, metadata.maintainer}) {
    if (!text.empty()) return lang::descriptive(text);
  }
  return {};
}

class Python : public Extractor {
 public:
  Python()
      : Extractor({.name = "lang/python",
                   .role = Role::kInstalledPackage,
                   .triggers = {.base_names = {"METADATA", "PKG-INFO"}, .extensions = {"egg-info"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    const auto place = python::place_of(candidate.path);
    return place == Place::kInstalled || place == Place::kVendored ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    bool whole = true;
    const auto metadata = metadata_of(text, whole);
    const auto folder = python::name_of(file.path());
    const auto place = python::place_of(file.path());
    PQ_TRY(
        auto component,
        lang::package("pypi", {}, metadata.name.empty() ? std::string_view(folder.name) : metadata.name,
                      metadata.version.empty() ? std::string_view(folder.version) : metadata.version,
                      place == Place::kInstalled ? model::Evidence::kInstalled : model::Evidence::kVendored));
    add_licenses(component, metadata);
    component.supplier = supplier_of(metadata);
    component.homepage = lang::descriptive(metadata.homepage);
    component.description = lang::descriptive(metadata.summary);
    Record record;
    record.components.push_back(std::move(component));
    if (!whole)
      record.notes.push_back(
          {.code = "limit", .message = "metadata with too many lines", .incomplete = true});
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_python() { return std::make_unique<Python>(); }

}  // namespace pratique::extract
