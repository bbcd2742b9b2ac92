// pubspec.lock (https://dart.dev/tools/pub/glossary#lockfile): packages that a Dart or Flutter project declares. Which needs
// which it does not say.
#include "base/text.h"
#include "codec/yaml.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "model/redact.h"
#include "model/unpublished.h"

namespace pratique::extract {
namespace {

using codec::Yaml;

// Names of the registry: its own, that of before 2021, and the mirror that Flutter's documentation names.
bool is_registry(std::string_view url) {
  static constexpr std::string_view kNames[] = {"https://pub.dev", "https://pub.dartlang.org",
                                                "https://pub.flutter-io.cn"};
  return url.empty() || base::is_one_of(url.ends_with('/') ? url.substr(0, url.size() - 1) : url, kNames);
}

// source: hosted, git, path, or sdk, whose packages come with the compiler.
void set_source(model::Component& component, Yaml entry) {
  const auto source = entry["source"].text();
  const auto description = entry["description"];
  const auto tell = [&](model::Unpublished kind, std::string_view where) {
    component.details.edit().origin =
        model::unpublished_text(kind, lang::descriptive(model::redact_text(where).text));
  };
  if (source == "git") return tell(model::Unpublished::kRepository, description["url"].text());
  if (source == "path") return tell(model::Unpublished::kFolder, description["path"].text());
  if (source == "sdk")
    return tell(model::Unpublished::kPrivate, "part of the SDK of " + std::string(description.text()));
  lang::add_hash(component, model::HashAlgorithm::kSha256, description["sha256"].text());
  if (!is_registry(description["url"].text())) lang::set_origin(component, description["url"].text());
}

Record packages_of(Yaml packages) {
  lang::PackageCollector collected;
  packages.each_member([&](std::string_view name, Yaml entry) {
    auto component = lang::package("pub", {}, name, entry["version"].text(), model::Evidence::kDeclared);
    // "direct main", "direct dev", "direct overridden", "transitive".
    const auto dependency = entry["dependency"].text();
    if (component) {
      if (dependency == "direct dev") component->scope = model::Scope::kDev;
      set_source(*component, entry);
    }
    const auto id = collected.add(std::move(component), lang::stated(entry["version"]));
    if (dependency == "direct main" || dependency == "direct dev") collected.ask_for(id);
  });
  return std::move(collected).take();
}

class PubspecLock final : public Extractor {
 public:
  PubspecLock()
      : Extractor({.name = "lang/pubspec_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"pubspec.lock"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_CHECK(lang::check_not_blank(text));
    PQ_TRY(const auto document, codec::YamlDocument::parse(text));
    const auto packages = document.root()["packages"];
    if (!packages.is_object()) return base::invalid("pubspec.lock without a list of packages");
    return packages_of(packages);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_pubspec_lock() { return std::make_unique<PubspecLock>(); }

}  // namespace pratique::extract
