// NAME.deps.json beside a program of .NET (https://github.com/dotnet/sdk, "runtime-configuration-file"): the packages and
// projects that it was built of and loads, by which the runtime finds its assemblies.
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "base/text_hash.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

using codec::Json;

// "runtimepack.Microsoft.NETCore.App.Runtime.linux-x64" of what carries its runtime with it.
constexpr std::string_view kRuntimePack = "runtimepack.";

class Packages {
 public:
  void read(Json root) {
    root["libraries"].each_member([this](std::string_view key, Json entry) { add(key, entry); });
    const auto target = root["targets"][root["runtimeTarget"]["name"].text()];
    target.each_member([this](std::string_view key, Json entry) { relate(key, entry); });
  }

  Record take() && { return std::move(packages_).take(); }

 private:
  using Id = lang::PackageCollector::Id;
  struct Library {
    Id id = nullptr;
    bool is_project = false;
  };

  // "Name/1.2.3", of type "package", "project" or "runtimepack"; the rest are assemblies that no package brought.
  void add(std::string_view key, Json entry) {
    const auto type = entry["type"].text();
    const bool is_project = type == "project";
    if (type != "package" && type != "runtimepack" && !is_project) return;
    auto [name, version] = halves_of(key);
    if (type == "runtimepack" && name.starts_with(kRuntimePack)) name.remove_prefix(kRuntimePack.size());
    auto component = lang::package("nuget", {}, name, version, model::Evidence::kInstalled);
    if (component) {
      component->is_main = is_project;
      lang::add_integrity(*component, entry["sha512"].text());
    }
    const auto id = packages_.add(std::move(component), lang::Stated{.text = version});
    libraries_.emplace(base::to_lower(key), Library{id, is_project});
    names_.add(base::to_lower(halves_of(key).before), id);
  }

  static base::Halves halves_of(std::string_view key) {
    const auto halves = base::cut_last(key, "/");
    return halves ? *halves : base::Halves{key, {}};
  }

  Id look_up(std::string_view name, std::string_view version) const {
    const auto lower = base::to_lower(name);
    const auto found = libraries_.find(lower + "/" + base::to_lower(version));
    return found == libraries_.end() ? names_.only(lower) : found->second.id;
  }

  void relate(std::string_view key, Json entry) {
    const auto from = libraries_.find(base::to_lower(key));
    if (from == libraries_.end()) return;
    entry["dependencies"].each_member([&](std::string_view name, Json version) {
      const auto to = look_up(name, version.text());
      packages_.depend(from->second.id, to);
      if (from->second.is_project) packages_.ask_for(to);
    });
  }

  lang::PackageCollector packages_;
  lang::PackageNames names_;
  std::unordered_map<std::string, Library, base::TextHash, std::equal_to<>> libraries_;
};

class DepsJson final : public Extractor {
 public:
  DepsJson()
      : Extractor({.name = "lang/deps_json",
                   .role = Role::kInstalledPackage,
                   .triggers = {.paths = {"*.deps.json"}},
                   .name_use = NameUse::kNone}) {}

  Wish wants(const Candidate& candidate) const override {
    const bool is_it = base::base_name(candidate.path).ends_with(".deps.json");
    return is_it && !lang::inside_package(candidate.path) ? Wish::whole() : Wish::no();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    PQ_TRY(const auto document, codec::JsonDocument::parse(text));
    const auto root = document.root();
    if (!root["libraries"].is_object()) return base::invalid(".deps.json without a list of libraries");
    Packages packages;
    packages.read(root);
    return std::move(packages).take();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_deps_json() { return std::make_unique<DepsJson>(); }

}  // namespace pratique::extract
