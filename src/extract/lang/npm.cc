// Installed npm packages: the package.json in each package's folder
// (https://docs.npmjs.com/cli/configuring-npm/package-json). What counts as installed, carried inside another
// package, or test data is told by npm/place.h, and programs outside of all module folders by npm/program.h.
#include "base/text.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/npm/modules.h"
#include "extract/lang/npm/needs.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/npm/program.h"
#include "extract/lang/npm/registries.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract {
namespace {

using codec::Json;
using lang::Place;
using model::Component;

// A manifest without both of these words names no package ({"type": "module"} is the usual stub). Escapes
// could hide them, so a head with a backslash proves nothing.
bool may_name_package(const Candidate& candidate) {
  const auto head = base::as_text(candidate.head);
  if (head.size() < candidate.size || head.find('\\') != std::string_view::npos) return true;
  return base::contains(head, "\"name\"") && base::contains(head, "\"version\"");
}

// "Jane Doe <jane@example.org>" of the object form {"name", "email", "url"}, or the string as it is.
std::string person(Json author) {
  if (author.is_string()) return lang::descriptive(author.text());
  const auto name = author["name"].text(), email = author["email"].text();
  if (email.empty() || name.empty()) return lang::descriptive(name.empty() ? email : name);
  return lang::descriptive(std::string(name) + " <" + std::string(email) + ">");
}

// "license": "MIT", and the forms before npm 3: {"type": "MIT"}, "licenses": [{"type": "MIT"}, …].
void add_licenses(model::Component& component, Json stated) {
  if (stated.is_array()) {
    std::vector<std::string> choice;
    stated.each([&](Json one) {
      if (choice.size() < lang::kMaxLicenses)
        choice.emplace_back(one.is_string() ? one.text() : one["type"].text());
    });
    lang::add_license_choice(component, choice);
  } else {
    lang::add_license(component, stated.is_string() ? stated.text() : stated["type"].text());
  }
}

struct Manifest {
  Json name, version, license, licenses, author, homepage, description, is_private, bin;
  npm::NeedLists needs;
  // What npm before 7 wrote into installed manifests; where its publisher puts it; of extensions of editors.
  Json resolved, publish_config, engines, publisher;
  bool states_both() const { return !name.text().empty() && !version.text().empty(); }
};

// One walk over the members: the dom has no index of keys, and there are 20,000 of these files in an image.
Manifest manifest_of(Json root) {
  Manifest found;
  root.each_member([&](std::string_view key, Json value) {
    if (key == "name") found.name = value;
    if (key == "version") found.version = value;
    if (key == "license") found.license = value;
    if (key == "licenses") found.licenses = value;
    if (key == "author") found.author = value;
    if (key == "homepage") found.homepage = value;
    if (key == "description") found.description = value;
    if (key == "private") found.is_private = value;
    if (key == "bin") found.bin = value;
    if (key == "_resolved") found.resolved = value;
    if (key == "publishConfig") found.publish_config = value;
    if (key == "engines") found.engines = value;
    if (key == "publisher") found.publisher = value;
    if (key == "dependencies") found.needs.dependencies = value;
    if (key == "optionalDependencies") found.needs.optional_dependencies = value;
    if (key == "peerDependencies") found.needs.peer_dependencies = value;
    if (key == "peerDependenciesMeta") found.needs.peer_meta = value;
  });
  return found;
}

struct Name {
  std::string_view scope, name;
};

Name split_name(std::string_view full) {
  const auto halves = full.starts_with('@') ? base::cut(full, "/") : std::nullopt;
  return halves ? Name{halves->before, halves->after} : Name{{}, full};
}

// A manifest deeper inside a package is a package of its own unless it is another face of the one around it
// (dist/ with the same name) or was never published ("private": folders that only switch the module system).
bool is_vendored(const Manifest& manifest, const npm::Located& located) {
  return manifest.states_both() && manifest.name.text() != located.package &&
         !manifest.is_private.boolean().value_or(false);
}

bool is_program(std::string_view path, const Manifest& manifest) {
  const npm::ProgramManifest stated{manifest.name.text(), manifest.version.text(),
                                    static_cast<bool>(manifest.bin)};
  return npm::is_program(path, stated) && !manifest.is_private.boolean().value_or(false);
}

// Why a package that lies among the installed ones is none of the registry's: npm refuses to publish what is private, and
// what is published elsewhere goes by that registry's names. An address of an archive says nothing: a mirror has it too.
std::string unpublished(const Manifest& manifest) {
  using model::Unpublished;
  const auto address = manifest.resolved.text();
  if (const auto kind = model::kind_of_address(address); kind != Unpublished::kNo)
    return model::unpublished_text(kind, lang::descriptive(model::redact_text(address).text));
  if (manifest.is_private.boolean().value_or(false))
    return model::unpublished_text(Unpublished::kPrivate, "its manifest says \"private\"");
  const auto registry = manifest.publish_config["registry"].text();
  if (registry.empty() || npm::is_own_registry(registry)) return {};
  return model::unpublished_text(
      Unpublished::kPrivate, "it is published to " + lang::descriptive(model::redact_text(registry).text));
}

// Extensions of Visual Studio Code and its kin have a manifest like a package's, in a folder of extensions
// (https://code.visualstudio.com/api/references/extension-manifest); "publisher" and the editor that they are made for
// tell them apart. Among installed packages the same is a library for those who write one.
bool is_extension(std::string_view path, const Manifest& manifest) {
  return npm::may_be_extension(path) && !manifest.publisher.text().empty() &&
         static_cast<bool>(manifest.engines["vscode"]);
}

Result<Component> extension_of(const Manifest& manifest) {
  PQ_TRY(auto component, lang::package("vscode-extension", base::to_lower(manifest.publisher.text()),
                                       base::to_lower(manifest.name.text()), manifest.version.text(),
                                       model::Evidence::kInstalled));
  add_licenses(component, manifest.license);
  component.supplier = lang::descriptive(manifest.publisher.text());
  component.homepage = lang::descriptive(manifest.homepage.text());
  component.description = lang::descriptive(manifest.description.text());
  return component;
}

// What npm puts in place of a name that a manifest does not state: its folder's.
constexpr std::uint8_t kConfidenceOfFolder = 80;

void note_wrong_type(const char* what, Json value, Record& record) {
  if (!lang::stated(value).wrong_type) return;
  record.notes.push_back(
      {.code = "unreadable", .message = std::string(what) + " that is no text", .incomplete = true});
}

// A package of which npm would say no name or no version: it is there nevertheless.
void note_missing(const Manifest& manifest, Record& record) {
  note_wrong_type("name", manifest.name, record);
  note_wrong_type("version", manifest.version, record);
  if (!record.notes.empty() || manifest.states_both()) return;
  const char* what = manifest.version.text().empty() ? "package without a version"
                                                     : "package that is named by its folder only";
  record.notes.push_back({.code = "unversioned", .message = what});
}

class Npm : public Extractor {
 public:
  Npm()
      : Extractor(
            {.name = "lang/npm",
             .role = Role::kInstalledPackage,
             .version = 5,
             .triggers = {.base_names = {"package.json", ".npmrc", ".yarnrc", ".yarnrc.yml", "npmrc"}}}) {}

  // In a package's own folder every manifest counts, were it nothing but zeros: there is a package then.
  Wish wants(const Candidate& candidate) const override {
    if (base::base_name(candidate.path) != "package.json")
      return npm::is_settings(candidate.path) ? Wish::whole() : Wish::no();
    const auto place = npm::locate(candidate.path).place;
    if (place == Place::kInstalled) return Wish::whole();
    if (place == Place::kTestData) return Wish::no();
    if (place == Place::kElsewhere && !npm::may_be_program(candidate.path) &&
        !npm::may_be_extension(candidate.path))
      return Wish::no();
    return may_name_package(candidate) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    if (base::base_name(file.path()) != "package.json") return npm::read_settings(file.path(), text);
    const auto located = npm::locate(file.path());
    const bool elsewhere = located.place == Place::kElsewhere;
    auto document = codec::JsonDocument::parse(text);
    // What is no package for all we know owes nobody a readable manifest.
    if (!document && elsewhere) return Record{};
    if (!document) return tl::unexpected(std::move(document).error());
    const auto root = document->root();
    if (!root.is_object() && !elsewhere) return base::invalid("package.json is not a JSON object");
    const auto manifest = manifest_of(root);
    Record record;
    if (elsewhere && is_extension(file.path(), manifest)) {
      PQ_TRY(auto extension, extension_of(manifest));
      record.components.push_back(std::move(extension));
      return record;
    }
    const bool installed = located.place == Place::kInstalled || is_program(file.path(), manifest);
    if (elsewhere && !installed) return record;
    if (installed) {
      note_missing(manifest, record);
    } else if (!manifest.name.text().empty()) {
      note_wrong_type("version", manifest.version, record);
    }
    if (!installed && !is_vendored(manifest, located)) return record;

    // An alias ("npm install a@npm:b") lies in the folder a and says that it is b: the file is right.
    const bool unnamed = manifest.name.text().empty();
    const auto name = split_name(unnamed ? located.package : manifest.name.text());
    PQ_TRY(auto component,
           lang::package("npm", name.scope, name.name, manifest.version.text(),
                         installed ? model::Evidence::kInstalled : model::Evidence::kVendored));
    if (unnamed) component.confidence = kConfidenceOfFolder;
    add_licenses(component, manifest.license);
    add_licenses(component, manifest.licenses);
    component.supplier = person(manifest.author);
    component.homepage = lang::descriptive(manifest.homepage.text());
    component.description = lang::descriptive(manifest.description.text());
    if (auto why = unpublished(manifest); !why.empty() && installed)
      component.details.edit().origin = std::move(why);
    record.components.push_back(std::move(component));
    npm::add_needs(manifest.needs, record);
    return record;
  }

  void assemble(const Records& records, Assembly& out) const override {
    const auto first = out.components.size();
    const auto packages = lang::add_packages(records, out);
    npm::mark_private_scopes(records, first, out);
    npm::Modules modules(packages, records.view);
    lang::add_needs(
        packages,
        [&](const lang::Placed& package, std::string_view name) {
          return modules.look_up(std::string(base::folder_of(package.found->path)), name);
        },
        out);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_npm() { return std::make_unique<Npm>(); }

}  // namespace pratique::extract
