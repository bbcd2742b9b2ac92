// Cargo.lock, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html): crates
// that a Rust project declares. The versions differ in where checksums stand and how dependencies are
// written; names and versions stay.
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "extract/lang/support/toml_lock.h"
#include "model/unpublished.h"

namespace pratique::extract {
namespace {

using codec::Toml;

// cargo's names for its own registry: by git, and by the sparse protocol.
bool is_crates_io(std::string_view source) {
  return source == "registry+https://github.com/rust-lang/crates.io-index" ||
         source == "sparse+https://index.crates.io/";
}

class Crates {
 public:
  explicit Crates(Toml root) : checksums_(root["metadata"]) {
    if (root["root"].is_object()) add(root["root"]);  // Cargo before 1.17 wrote the main package so
    root["package"].each([this](Toml entry) { add(entry); });
  }

  Record take() && {
    for (const auto& [entry, id] : entries_) {
      entry["dependencies"].each([&](Toml one) { packages_.depend(id, names_.only(one.text())); });
    }
    return std::move(packages_).take();
  }

 private:
  // "git+https://…", "registry+https://…", "sparse+https://…". A mirror of crates.io replaces the source and leaves its name
  // in the lock file (https://doc.rust-lang.org/cargo/reference/source-replacement.html): another registry is one's own.
  static void set_source(model::Component& component, std::string_view source) {
    lang::set_origin(component, source);
    const bool registry = source.starts_with("registry+") || source.starts_with("sparse+");
    auto& origin = component.details.edit().origin;
    if (registry && !origin.empty())
      origin = model::unpublished_text(model::Unpublished::kPrivate, "from " + origin);
  }

  // A crate from a registry or git has a source; one without it lies in the workspace. The checksum stands beside
  // it since version 2, in the table of metadata before.
  void add(Toml entry) {
    const auto name = entry["name"].text(), version = entry["version"].text(),
               source = entry["source"].text();
    auto component = lang::package("cargo", {}, name, version, model::Evidence::kDeclared);
    const auto with_version = std::string(name) + " " + std::string(version);
    const auto whole = with_version + " (" + std::string(source) + ")";
    if (component) {
      component->is_main = !entry["source"];
      const auto checksum = entry["checksum"].text();
      lang::add_hash(*component, model::HashAlgorithm::kSha256,
                     checksum.empty() ? checksums_["checksum " + whole].text() : checksum);
      if (!is_crates_io(source)) set_source(*component, source);
    }
    const auto id = packages_.add(std::move(component), lang::stated(entry["version"]));
    entries_.emplace_back(entry, id);
    // As "dependencies" call it: by as much as tells it from others.
    names_.add(std::string(name), id);
    names_.add(with_version, id);
    names_.add(whole, id);
  }

  Toml checksums_;
  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::vector<std::pair<Toml, lang::PackageCollector::Id>> entries_;
};

class CargoLock final : public lang::TomlLock {
 public:
  CargoLock() : TomlLock("lang/cargo_lock", "Cargo.lock", 1) {}

 private:
  Record read(Toml root) const override { return Crates(root).take(); }
};

}  // namespace

std::unique_ptr<Extractor> make_cargo_lock() { return std::make_unique<CargoLock>(); }

}  // namespace pratique::extract
