// Projects of npm: a package.json beside a folder node_modules names what somebody asked for. An extractor of its own: where
// the same file is a package under the name of a link, lang/npm reads it as that.
#include <deque>

#include "base/text.h"
#include "extract/extractor.h"
#include "extract/lang/npm/modules.h"
#include "extract/lang/npm/needs.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/support/places.h"

namespace pratique::extract {
namespace {

// Neither in a package nor among test data.
bool may_be_project(std::string_view path) {
  if (npm::locate(path).place != lang::Place::kElsewhere || lang::inside_package(path)) return false;
  const auto all = lang::segments_of(path);
  return !lang::has_test_folder(all, 0, all.size() - 1);
}

// The packages that lang/npm found, by their manifests.
class Installed {
 public:
  explicit Installed(const std::vector<model::Component>& components) {
    for (std::size_t i = 0; i < components.size(); ++i) {
      if (components[i].purl.type != "npm") continue;
      for (const auto& location : components[i].locations) {
        if (base::base_name(location.path) != "package.json") continue;
        found_.push_back({.path = location.path});
        placed_.push_back({.found = &found_.back(), .number = static_cast<std::uint32_t>(i)});
      }
    }
  }
  const std::vector<lang::Placed>& placed() const { return placed_; }

 private:
  std::deque<Found> found_;
  std::vector<lang::Placed> placed_;
};

class NpmProject final : public Extractor {
 public:
  NpmProject()
      : Extractor({.name = "lang/npm_project",
                   .role = Role::kLockFile,
                   .triggers = {.base_names = {"package.json"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    return may_be_project(candidate.path) ? Wish::whole() : Wish::no();
  }

  // What is no manifest for all we know says nothing.
  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    const auto document = codec::JsonDocument::parse(text);
    if (!document) return Record{};
    const auto root = document->root();
    Record record{.kind = RecordKind::kReasons};
    npm::add_needs({.dependencies = root["dependencies"],
                    .optional_dependencies = root["optionalDependencies"],
                    .peer_dependencies = root["peerDependencies"],
                    .peer_meta = root["peerDependenciesMeta"]},
                   record);
    root["devDependencies"].each_member(
        [&](std::string_view name, codec::Json) { lang::add_need(record, name, model::Scope::kDev); });
    return record.needs.is_there() ? record : Record{};
  }

  // Behind lang/npm, whose components it says of that they were asked for: extractors are asked in the order of their
  // names.
  void assemble(const Records& records, Assembly& out) const override {
    if (records.present.empty()) return;
    const Installed installed(out.components);
    npm::Modules modules(installed.placed(), records.view);
    for (const auto& found : records.present) {
      if (found.record->kind == RecordKind::kReasons) ask_for_needs(found, modules, out);
    }
  }

 private:
  static void ask_for_needs(const Found& project, npm::Modules& modules, Assembly& out) {
    const std::string folder(base::folder_of(project.path));
    const auto& names = project.record->needs->names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      for (const auto number : modules.look_up_for_project(folder, names[i]))
        ask_for(out.components[number], project.path);
    }
  }
};

}  // namespace

std::unique_ptr<Extractor> make_npm_project() { return std::make_unique<NpmProject>(); }

}  // namespace pratique::extract
