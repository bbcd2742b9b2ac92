// Installed Python distributions: dist-info and egg-info (python/place.h tells which files count and as
// what).
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/python/headers.h"
#include "extract/lang/python/needs.h"
#include "extract/lang/python/place.h"
#include "extract/lang/python/source.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"
#include "model/unpublished.h"

namespace pratique::extract {
namespace {

using lang::Place;
using model::Component;

// A licence name is short; what is longer is a licence text pasted into the field.
constexpr std::size_t kMaxLicenseName = 100;

struct Metadata {
  std::string_view name, version, summary, homepage, license, expression;
  std::string_view author, author_email, maintainer;
  std::vector<std::string_view> requirements;
  std::vector<std::string_view> classifiers;  // last part of "License :: OSI Approved :: MIT License"
  bool license_is_text = false;
  // The text ends within the version.
  bool version_may_be_cut = false;
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
    if (is("Version") && metadata.version.empty()) {
      set(metadata.version, header.value);
      metadata.version_may_be_cut = header.is_last_text;
    }
    if (is("Summary")) set(metadata.summary, header.value);
    if (is("Home-page")) set(metadata.homepage, header.value);
    if (is("Author")) set(metadata.author, header.value);
    if (is("Author-email")) set(metadata.author_email, header.value);
    if (is("Maintainer")) set(metadata.maintainer, header.value);
    if (is("License-Expression")) set(metadata.expression, header.value);
    if (is("Project-URL")) add_project_url(metadata, header.value);
    if (is("Requires-Dist") && metadata.requirements.size() < lang::kMaxNeeds)
      metadata.requirements.push_back(header.value);
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

// Who a distribution is, by its metadata and the folder's name, which says it too.
struct Identity {
  std::string name, version;
};

// What is missing or cut in the metadata, the folder's name tells; that it had to is a note. Incomplete if the file
// is damaged: then nobody knows what else it said.
Identity identity_of(const Metadata& metadata, std::string_view text, std::string_view path, Record& record) {
  const auto folder = python::name_of(path);
  Identity own{std::string(metadata.name), std::string(metadata.version)};
  const auto note = [&](const char* what, bool damaged) {
    record.notes.push_back({.code = "unreadable",
                            .message = std::string(what) + "; what is known of it is its folder's name",
                            .incomplete = damaged});
  };
  if (base::contains(text, std::string_view("\0", 1))) {
    note("zero bytes in the metadata", true);
    return {folder.name, folder.version};
  }
  const bool cut = metadata.version_may_be_cut && folder.version.size() > own.version.size() &&
                   folder.version.starts_with(own.version);
  if (cut) {
    note("the metadata end within the version", true);
    own.version = folder.version;
  } else if (own.name.empty() || own.version.empty()) {
    note(own.name.empty() ? "no name in the metadata" : "no version in the metadata", false);
  }
  if (own.name.empty()) own.name = folder.name;
  if (own.version.empty()) own.version = folder.version;
  return own;
}

Result<Component> component_of(const Identity& identity, std::string_view path) {
  const bool installed = python::place_of(path) == Place::kInstalled;
  return lang::package("pypi", {}, identity.name, identity.version,
                       installed ? model::Evidence::kInstalled : model::Evidence::kVendored);
}

// What pip writes has some hundred bytes.
constexpr std::uint64_t kMaxSource = 64 << 10;

// How sure a folder's name is, where that is all there is.
constexpr std::uint8_t kConfidenceOfFolder = 80;

// What files beside the distributions say of where these came from.
class Sources {
 public:
  explicit Sources(const Records& records) : view_(records.view) {
    for (const auto& found : records.present) {
      if (found.record->kind != RecordKind::kOrigins) continue;
      const auto halves = base::cut(found.record->database->log, "\n");
      if (!halves) continue;
      const auto folder = python::described_by(found.path);
      if (!folder.empty()) {
        of_folder_.emplace(folder, *halves);
      } else {
        linked_.emplace(without_slash(halves->after));
      }
    }
  }

  // As Details::origin; "": an index, as far as anybody says.
  std::string origin_of(std::string_view path, const Component& component) const {
    using model::Unpublished;
    const auto site = python::site_of(path);
    if (linked_.contains(site)) return model::unpublished_text(Unpublished::kFolder, site);
    if (const auto file = editable_file(site, component); !file.empty())
      return model::unpublished_text(Unpublished::kFolder, file);
    const auto source = of_folder_.find(python::described_by(path));
    if (source == of_folder_.end()) return {};
    const auto& [kind, where] = source->second;
    if (kind == "repository") return model::unpublished_text(Unpublished::kRepository, where);
    // conda and its kin note the folder that a package was built in, on their own machines: it counts where the image has
    // it, too.
    const bool counts = kind == "editable" || (view_ != nullptr && python::project_is_in(where, *view_));
    return counts ? model::unpublished_text(Unpublished::kFolder, where) : std::string();
  }

 private:
  static std::string_view without_slash(std::string_view folder) {
    while (folder.starts_with('/')) folder.remove_prefix(1);
    return folder;
  }

  // setuptools has a project in place imported by "__editable__.NAME-VERSION.pth" (PEP 660).
  std::string editable_file(std::string_view site, const Component& component) const {
    if (view_ == nullptr) return {};
    auto name = component.purl.name;
    std::ranges::replace(name, '-', '_');
    for (const auto& each : {name, component.purl.name}) {
      const auto file = std::string(site) + "/__editable__." + each + "-" + component.purl.version + ".pth";
      if (view_->exists(file)) return file;
    }
    return {};
  }

  const View* view_;
  std::map<std::string_view, base::Halves, std::less<>> of_folder_;
  std::set<std::string_view> linked_;
};

class Python : public Extractor {
 public:
  Python()
      : Extractor({.name = "lang/python",
                   .role = Role::kInstalledPackage,
                   .version = 4,
                   .triggers = {.base_names = {"METADATA", "PKG-INFO"},
                                .extensions = {"egg-info", "egg-link"},
                                .paths = {"*.dist-info/RECORD", "*.dist-info/REQUESTED", "*.dist-info/WHEEL",
                                          "*.egg-info/SOURCES.txt", "*.egg-info/top_level.txt",
                                          "*.dist-info/direct_url.json"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    if (python::is_source(candidate.path)) return candidate.size <= kMaxSource ? Wish::whole() : Wish::no();
    const auto place = python::place_of(candidate.path);
    if (place != Place::kInstalled && place != Place::kVendored) return Wish::no();
    const bool by_name = python::is_list(candidate.path) || python::is_request(candidate.path);
    return by_name ? Wish::parts({}) : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    if (python::is_request(file.path())) return Record{.kind = RecordKind::kReasons};
    if (python::is_list(file.path())) return list_of(file.path());
    PQ_TRY(const auto text, file.text());
    if (python::is_source(file.path())) {
      Record record{.kind = RecordKind::kOrigins};
      if (auto source = python::source_of(file.path(), text); !source.empty())
        record.database.edit().log = std::move(source);
      return record;
    }
    bool whole = true;
    const auto metadata = metadata_of(text, whole);
    Record record;
    PQ_TRY(auto component, component_of(identity_of(metadata, text, file.path(), record), file.path()));
    add_licenses(component, metadata);
    component.supplier = supplier_of(metadata);
    component.homepage = lang::descriptive(metadata.homepage);
    component.description = lang::descriptive(metadata.summary);
    record.components.push_back(std::move(component));
    for (const auto requirement : metadata.requirements) python::add_requirement(record, requirement);
    if (!whole)
      record.notes.push_back(
          {.code = "limit", .message = "metadata with too many lines", .incomplete = true});
    return record;
  }

  void assemble(const Records& records, Assembly& out) const override {
    std::set<std::string_view> told;  // folders of distributions
    Records known{.present = {}, .removed = {}, .view = records.view, .distro = records.distro};
    const Sources sources(records);
    std::set<std::string_view> requested;
    for (const auto& found : records.present) {
      if (found.record->kind == RecordKind::kReasons) requested.insert(base::folder_of(found.path));
      if (found.record->kind == RecordKind::kFileList || found.record->kind == RecordKind::kOrigins ||
          found.record->kind == RecordKind::kReasons)
        continue;
      told.insert(base::folder_of(found.path));
      known.present.push_back(found);
    }
    for (const auto& found : records.present) {
      if (found.record->kind != RecordKind::kFileList || !told.insert(base::folder_of(found.path)).second)
        continue;
      note_missing(found, out);
      known.present.push_back(found);
    }
    const auto packages = lang::add_packages(known, out);
    for (const auto& [found, number] : packages) {
      if (auto origin = sources.origin_of(found->path, out.components[number]); !origin.empty())
        out.components[number].details.edit().origin = std::move(origin);
      const auto folder = base::folder_of(found->path);
      if (requested.contains(folder)) ask_for(out.components[number], std::string(folder) + "/REQUESTED");
    }
    python::add_edges(records, packages, out);
  }

 private:
  // Nothing of what is in the list is needed: the distribution by its folder, should nothing else tell of it.
  static Record list_of(std::string_view path) {
    Record record;
    record.kind = RecordKind::kFileList;
    const auto folder = python::name_of(path);
    if (auto component = component_of({folder.name, folder.version}, path)) {
      component->confidence = kConfidenceOfFolder;
      record.components.push_back(std::move(*component));
    }
    return record;
  }

  static void note_missing(const Found& found, Assembly& out) {
    out.notes.push_back({.code = "unreadable",
                         .message = "an installed package without its metadata",
                         .file = found.path,
                         .layer = found.layer,
                         .incomplete = found.record->components.empty()});
  }
};

}  // namespace

std::unique_ptr<Extractor> make_python() { return std::make_unique<Python>(); }

}  // namespace pratique::extract
