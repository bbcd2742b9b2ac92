// Cargo.lock, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html): crates
// that a Rust project declares. The versions differ in where checksums stand and how dependencies are
// written; names and versions stay.
#include "codec/toml.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Toml;

// A crate from a registry or git has a source; one without it lies in the workspace.
void add(lang::PackageList& packages, Toml entry) {
  auto component =
      lang::package("cargo", {}, entry["name"].text(), entry["version"].text(), model::Evidence::kDeclared);
  if (component && !entry["source"]) component->properties[lang::kMain] = "true";
  packages.add(std::move(component));
}

class CargoLock : public Extractor {
 public:
  ExtractorInfo info() const override {
    return {"lang/cargo_lock", 1, {.base_names = {"Cargo.lock"}}, NameUse::kNone};
  }

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::TomlDocument::parse(text));
    const auto root = document.root();
    lang::PackageList packages;
    if (root["root"].is_table()) add(packages, root["root"]);  // Cargo before 1.17 wrote the main package so
    root["package"].each([&](Toml entry) { add(packages, entry); });
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_cargo_lock() { return std::make_unique<CargoLock>(); }

}  // namespace pratique::extract
