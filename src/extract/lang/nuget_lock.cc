// packages.lock.json, versions 1 and 2 (https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files,
// "Locking dependencies"): NuGet packages that a project declares, for each framework it is built for.
#include "base/text.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;

// NuGet compares names without case.
class Packages {
 public:
  // A framework's packages ("net8.0") stand by their names; what differs for a system ("net8.0/linux-x64") in a list of its
  // own, which counts before it.
  void read(Json frameworks) {
    frameworks.each_member([this](std::string_view framework, Json list) {
      lang::PackageNames names;
      list.each_member([&](std::string_view name, Json entry) { add(name, entry, names); });
      auto& all = by_framework_[std::string(framework)];
      all = std::move(names);
    });
    frameworks.each_member([this](std::string_view framework, Json list) {
      list.each_member([&](std::string_view name, Json entry) { relate(framework, name, entry); });
    });
  }

  Record take() && { return std::move(packages_).take(); }

 private:
  using Id = lang::PackageCollector::Id;

  // Of type "Direct", "Transitive", "CentralTransitive"; "Project" is another project beside this one, and no package. The
  // hash is of the content without its signature, which is not the archive's.
  void add(std::string_view name, Json entry, lang::PackageNames& names) {
    if (entry["type"].text() == "Project") return;
    auto component = lang::package("nuget", {}, name, entry["resolved"].text(), model::Evidence::kDeclared);
    names.add(base::to_lower(name), packages_.add(std::move(component), lang::stated(entry["resolved"])));
  }

  Id look_up(std::string_view framework, std::string_view name) const {
    const auto lower = base::to_lower(name);
    for (const auto list : {framework, framework.substr(0, framework.find('/'))}) {
      const auto all = by_framework_.find(list);
      if (all == by_framework_.end()) continue;
      if (const auto id = all->second.only(lower); id != nullptr) return id;
    }
    return nullptr;
  }

  // What a project beside this one needs, these projects ask for.
  void relate(std::string_view framework, std::string_view name, Json entry) {
    const auto type = entry["type"].text();
    const auto from = look_up(framework, name);
    if (type == "Direct") packages_.ask_for(from);
    entry["dependencies"].each_member([&](std::string_view needed, Json) {
      const auto to = look_up(framework, needed);
      if (type == "Project") {
        packages_.ask_for(to);
      } else {
        packages_.depend(from, to);
      }
    });
  }

  lang::PackageCollector packages_;
  std::map<std::string, lang::PackageNames, std::less<>> by_framework_;
};

class NugetLock final : public Extractor {
 public:
  NugetLock()
      : Extractor({.name = "lang/nuget_lock",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"packages.lock.json"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    return lang::inside_package(candidate.path) ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto frameworks = document.root()["dependencies"];
    if (!frameworks.is_object()) return base::invalid("packages.lock.json without a list of packages");
    Packages packages;
    packages.read(frameworks);
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_nuget_lock() { return std::make_unique<NugetLock>(); }

}  // namespace pratique::extract
