// Cargo.lock, versions 1 to 4 (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html): crates
// that a Rust project declares. The versions differ in where checksums stand and how dependencies are
// written; names and versions stay.
#include "base/text.h"
#include "codec/toml.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Toml;

constexpr std::size_t kSha256Digits = 64;

// cargo's names for its own registry: by git, and by the sparse protocol.
bool is_crates_io(std::string_view source) {
  return source == "registry+https://github.com/rust-lang/crates.io-index" ||
         source == "sparse+https://index.crates.io/";
}

// A crate from a registry or git has a source; one without it lies in the workspace.
void add(lang::PackageList& packages, Toml entry) {
  auto component =
      lang::package("cargo", {}, entry["name"].text(), entry["version"].text(), model::Evidence::kDeclared);
  if (component) {
    component->is_main = !entry["source"];
    const auto checksum = entry["checksum"].text();
    if (checksum.size() == kSha256Digits)
      component->details.edit().hashes.push_back({model::HashAlgorithm::kSha256, base::to_lower(checksum)});
    const auto source = entry["source"].text();
    if (!is_crates_io(source)) lang::set_origin(*component, source);
  }
  packages.add(std::move(component));
}

class CargoLock : public Extractor {
 public:
  CargoLock()
      : Extractor({.name = "lang/cargo_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"Cargo.lock"}},
                   .name_use = NameUse::kNone}) {}

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
