// Go executables: the modules and the version of Go that their linker recorded (binary/go_build_info.h).
// Works on stripped (-s -w) and -trimpath builds, which keep it, and on files without a section table.
#include "base/text.h"
#include "binary/go_build_info.h"
#include "extract/binary/elf/wish.h"
#include "extract/binary/go/functions.h"
#include "extract/binary/go/link_flags.h"
#include "extract/binary/go/requirements.h"
#include "extract/binary/macho/wish.h"
#include "extract/binary/pe/wish.h"
#include "extract/lang/support/packages.h"
#include "extract/stream/scanner.h"
#include "extract/views.h"
#include "version/go_release.h"

namespace pratique::extract {
namespace {

using binary::GoBuildInfo;
using binary::GoModule;
using model::Component;
using model::Evidence;

// Build settings that tell what was built from what; flags may hold secrets of the build machine and stay
// out.
constexpr std::string_view kSettings[] = {"CGO_ENABLED", "GOARCH",       "GOFIPS140",    "GOOS",
                                          "vcs",         "vcs.modified", "vcs.revision", "vcs.time"};

// pkg:golang: everything before the last '/' of an import path is the namespace (purl-spec, types/golang).
Result<Component> module_component(std::string_view path, std::string_view version) {
  return lang::package("golang", base::folder_of(path), base::base_name(path), version, Evidence::kInstalled);
}

// What Go recorded in place of a release.
const std::string kStated = "pratique:go:stated";

bool is_local(std::string_view path) { return path.starts_with('.') || path.starts_with('/'); }

// As Go writes a module on its command line.
std::string with_version(const std::string& path, const std::string& version) {
  return version.empty() ? path : path + "@" + version;
}

// A module of the workspace (go.work) is "(devel)" to Go: nobody released what was compiled.
Result<Component> released(const std::string& path, const std::string& version) {
  if (!version::is_no_go_version(version)) return module_component(path, version);
  PQ_TRY(auto component, module_component(path, ""));
  component.properties[kStated] = lang::descriptive(version);
  return component;
}

// A replacement is what was compiled. One that is a folder of the build machine is still the module by name,
// but nobody knows which version: it has none then.
Result<Component> dependency(const GoModule& module) {
  if (!module.replacement) return released(module.path, module.version);
  const auto& other = *module.replacement;
  if (is_local(other.path)) {
    PQ_TRY(auto component, module_component(module.path, ""));
    component.properties["pratique:go:replaced-by"] = lang::descriptive(other.path);
    component.properties["pratique:go:original"] =
        lang::descriptive(with_version(module.path, module.version));
    return component;
  }
  PQ_TRY(auto component, released(other.path, other.version));
  component.properties["pratique:go:original"] = lang::descriptive(with_version(module.path, module.version));
  return component;
}

// "(devel)", or the commit of an untagged copy, is what Go says when it was not built from a release. Who builds one
// so mostly gives the version to the linker.
std::string version_of(const GoBuildInfo& info) {
  const auto& stated = info.main->version;
  if (!stated.empty() && !version::is_no_go_version(stated) && !version::is_untagged_go_commit(stated))
    return stated;
  const auto flags = info.settings.find("-ldflags");
  return flags == info.settings.end() ? std::string() : go::version_in_flags(flags->second, info.main->path);
}

Result<Component> main_component(const GoBuildInfo& info) {
  const auto& main = *info.main;
  const auto version = version_of(info);
  PQ_TRY(auto component, module_component(main.path, version));
  component.is_main = true;
  if (version != main.version && !main.version.empty() && main.version != "(devel)")
    component.properties[kStated] = lang::descriptive(main.version);
  if (!info.package.empty()) component.properties["pratique:go:package"] = lang::descriptive(info.package);
  return component;
}

void add_settings(const GoBuildInfo& info, Component& component) {
  for (const auto key : kSettings) {
    const auto setting = info.settings.find(std::string(key));
    if (setting != info.settings.end())
      component.properties["pratique:go:" + std::string(key)] = lang::descriptive(setting->second);
  }
}

// The version of Go is that of the standard library compiled in; advisories are written about
// pkg:golang/stdlib.
Result<Component> standard_library(const GoBuildInfo& info) {
  PQ_TRY(auto component,
         lang::package("golang", "", "stdlib", version::go_release(info.go_version), Evidence::kInstalled));
  component.properties["pratique:go:version"] = lang::descriptive(info.go_version);
  if (!info.main) add_settings(info, component);
  return component;
}

// Nothing for a file that is no program of one of these forms.
Result<std::optional<GoBuildInfo>> info_of(const FileView& file) {
  if (const auto& elf = views::elf(file)) return binary::read_go_build_info(*elf, views::reader(file));
  const auto& pe = views::pe(file);
  if (pe) return binary::read_go_build_info(*pe, views::reader(file));
  if (pe.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(pe.error());
  const auto& mach = views::mach(file);
  if (mach) return binary::read_go_build_info(*mach, views::reader(file));
  if (mach.error().kind == ErrorKind::kNeedBytes) return tl::unexpected(mach.error());
  return std::nullopt;
}

// What of the module is linked, and for what.
void add_build(const GoBuildInfo& info, const go::LinkedModules& linked, const std::string& module,
               Result<Component>& component) {
  if (!component) return;
  const auto own = linked.functions.find(module);
  if (own != linked.functions.end()) component->details.edit().functions = own->second;
  const auto system = info.settings.find("GOOS"), processor = info.settings.find("GOARCH");
  if (system == info.settings.end() || processor == info.settings.end()) return;
  component->details.edit().built_for =
      lang::descriptive(system->second) + "/" + lang::descriptive(processor->second);
}

// "(devel)" is what Go itself says of a module that nobody released; everything else without a version is a hole in
// what can be judged.
void note_unversioned(const Component& component, Record& record) {
  const bool devel = component.is_main && !component.properties.contains(kStated);
  if (!component.purl.version.empty() || devel) return;
  const auto* why = component.is_main ? ": it was built from a commit, not from a release" : "";
  record.notes.push_back({.code = "unversioned",
                          .message = "no version known for " + component.purl.to_string() + why,
                          .incomplete = false});
}

Record record_of(const GoBuildInfo& info, const go::LinkedModules& linked) {
  lang::PackageCollector packages;
  auto library = standard_library(info);
  add_build(info, linked, go::kStandardLibrary, library);
  std::vector<lang::PackageCollector::Id> parts = {packages.add(std::move(library))};
  for (const auto& module : info.modules) {
    auto part = dependency(module);
    add_build(info, linked, module.path, part);
    parts.push_back(packages.add(std::move(part)));
  }
  if (info.main) {
    auto main = main_component(info);
    if (main) add_settings(info, *main);
    add_build(info, linked, info.main->path, main);
    // Which module asked for which is not recorded; that all of them were compiled in is.
    const auto whole = packages.add(std::move(main));
    for (const auto part : parts) packages.build(whole, part);
  }
  auto record = std::move(packages).take();
  record.kind = RecordKind::kPackages;
  if (info.cut)
    record.notes.push_back({.code = "limit", .message = "more Go modules than are read", .incomplete = true});
  if (!linked.unknown.empty()) {
    record.notes.push_back({.code = "functions-unknown",
                            .message = "which functions are linked into it is not known: " + linked.unknown,
                            .incomplete = false});
  }
  for (const auto& component : record.components) note_unversioned(component, record);
  return record;
}

// The record of a file that is no Go executable is empty, and so is not kept.
class GoScanner : public Scanner {
 public:
  void bytes(std::uint64_t offset, base::Bytes piece) override { functions_.bytes(offset, piece); }
  void hit(const PatternHit&) override {}
  Result<Record> finish(const FileView& file) const override {
    if (go::is_module_file(file.path())) {
      const auto text = file.text();
      return text ? go::parse_module_file(*text) : Record{};  // nobody owes us one
    }
    if (go::wants_whole(functions_, file)) PQ_CHECK(file.read(0, file.size()));
    PQ_TRY(const auto info, info_of(file));
    return info ? record_of(*info, go::linked_modules(functions_, *info, file)) : Record{};
  }

 private:
  binary::GoFunctionScanner functions_;
};

class Go : public StreamExtractor {
 public:
  Go()
      : StreamExtractor({.name = "binary/go",
                         .role = Role::kBinary,
                         .version = 6,
                         .triggers = {.extensions = {"mod"},
                                      .magics = {elf::kMagic, pe::kMagic, macho::kWide, macho::kNarrow,
                                                 macho::kUniversal}},
                         .name_use = NameUse::kNone},
                        {}) {}

  // The table of functions may be as large as a fourth of the program: it is read while it passes.
  Wish wants(const Candidate& candidate) const override {
    if (go::is_module_file(candidate.path))
      return candidate.size <= go::kMaxModuleFile ? Wish::whole() : Wish::no();
    const bool windows = base::as_text(candidate.head).starts_with(pe::kMagic);
    const bool apple = macho::is_mach(candidate);
    auto wish = windows ? pe::wish(candidate) : apple ? macho::wish(candidate) : elf::wish(candidate);
    if (wish.kind == Wish::Kind::kNo) return wish;
    wish.streamed = elf::text_ranges(candidate);
    if (windows || apple) wish.streamed = {{0, candidate.size}};
    return wish;
  }
  std::unique_ptr<Scanner> scanner() const override { return std::make_unique<GoScanner>(); }

  void assemble(const Records& records, Assembly& out) const override {
    const auto first = out.components.size();
    Extractor::assemble(records, out);
    go::add_requirements(records, first, out);
  }
};

}  // namespace

std::unique_ptr<Extractor> make_go() { return std::make_unique<Go>(); }

}  // namespace pratique::extract
