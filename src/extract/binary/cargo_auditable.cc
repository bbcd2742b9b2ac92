// Rust executables built with `cargo auditable`: the section .dep-v0 holds, deflated by zlib, the JSON of
// every crate that was compiled in (https://github.com/rust-secure-code/cargo-auditable, PARSING.md).
#include "binary/elf.h"
#include "codec/deflate.h"
#include "codec/json.h"
#include "extract/binary/elf/wish.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/views.h"

namespace pratique::extract {
namespace {

using codec::Json;
using model::Component;

constexpr std::uint64_t kMaxInflated = 8ull << 20;  // PARSING.md advises this limit
constexpr std::uint64_t kMaxPacked = 8ull << 20;

// {"name", "version", "source": "crates.io" | "git" | "local" | "registry", "kind": "build" | "runtime",
// "dependencies": [numbers of other packages], "root": true}
Result<Component> crate(Json json) {
  PQ_TRY(auto component, lang::package("cargo", "", json["name"].text(), json["version"].text(),
                                       model::Evidence::kInstalled));
  if (json["kind"].text() == "build") component.scope = model::Scope::kBuild;
  component.is_main = json["root"].boolean().value_or(false);
  const auto source = json["source"].text();
  if (!source.empty() && source != "crates.io")
    component.properties["pratique:cargo:source"] = lang::descriptive(source);
  return component;
}

// A section of this name is a claim to be such data: anything else in it is an error, not silence.
Result<Record> read_audit(base::Bytes section) {
  PQ_TRY(const auto text, codec::inflate_zlib(section, kMaxInflated));
  PQ_TRY(const auto document, codec::JsonDocument::parse(base::as_text(text), kMaxInflated));
  const auto list = document.root()["packages"];
  if (!list.is_array()) return base::invalid("cargo-auditable data without a list of packages");
  lang::PackageCollector packages;
  struct Entry {
    Json json;
    lang::PackageCollector::Id id;
    bool is_build;
  };
  std::vector<Entry> entries;  // "dependencies" are their numbers
  list.each([&](Json json) {
    entries.push_back(
        {json, packages.add(crate(json), lang::stated(json["version"])), json["kind"].text() == "build"});
  });
  for (const auto& from : entries) {
    from.json["dependencies"].each([&](Json number) {
      const auto to = static_cast<std::uint64_t>(number.integer().value_or(-1));
      if (to >= entries.size()) return;
      const bool only_built = entries[to].is_build && !from.is_build;
      packages.depend(from.id, entries[to].id, only_built ? model::Scope::kBuild : model::Scope::kRequired);
    });
  }
  return std::move(packages).take();
}

class CargoAuditable : public Extractor {
 public:
  CargoAuditable()
      : Extractor({.name = "binary/cargo_auditable",
                   .role = Role::kBinary,
                   .triggers = {.magics = {elf::kMagic}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override { return elf::wish(candidate); }

  Result<Record> parse(const FileView& file) const override {
    const auto& tables = views::elf(file);
    if (!tables) return Record{};
    const auto& sections = tables->sections;
    if (!sections && sections.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(sections.error());
    if (!sections) return Record{};
    // The section is not loaded into memory, so that only the section table tells where it is.
    const auto* section = binary::find_section(*sections, ".dep-v0");
    if (section == nullptr || section->size == 0) return Record{};
    if (section->size > kMaxPacked) return base::over_limit("cargo-auditable data over 8 MiB");
    PQ_TRY(const auto bytes, file.read(section->offset, section->size));
    PQ_TRY(auto record, read_audit(bytes));
    record.kind = RecordKind::kPackages;
    return record;
  }
};

}  // namespace

std::unique_ptr<Extractor> make_cargo_auditable() { return std::make_unique<CargoAuditable>(); }

}  // namespace pratique::extract
