// yarn.lock of every version of Yarn: npm packages that a project declares. The file does not say which of them are for
// development only, and that of Yarn 1 not what the project asks for: the manifests of the project and of its workspace do.
#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <unordered_map>

#include "base/text.h"
#include "base/text_hash.h"
#include "codec/json.h"
#include "extract/extractor.h"
#include "extract/lang/npm/locked.h"
#include "extract/lang/npm/place.h"
#include "extract/lang/npm/registries.h"
#include "extract/lang/support/needs.h"
#include "extract/lang/support/packages.h"
#include "extract/lang/support/places.h"
#include "extract/lang/support/reach.h"
#include "extract/lang/yarn/lock.h"

namespace pratique::extract {
namespace {

constexpr std::uint64_t kMaxBytes = 32ull << 20;
// A workspace's member is no package: what it needs the project asks for.
constexpr std::string_view kMember = "workspace:";
// Among what a manifest asks for: it has members, whose manifests speak of the same lock file. No descriptor, by its "@".
constexpr std::string_view kHasMembers = "workspaces";

bool is_member(const yarn::LockEntry& locked) { return locked.source.starts_with(kMember); }

// "npm:1.2.3::__archiveUrl=…" and "patch:…", which is the registry's package with a change to it, are not addresses.
std::string_view address_of(std::string_view reference) {
  return reference.starts_with("npm:") || reference.starts_with("patch:") ? std::string_view() : reference;
}

Result<model::Component> component_of(const yarn::LockEntry& locked) {
  const auto [called, range] = yarn::cut_descriptor(locked.descriptors.front());
  const bool is_classic = locked.name.empty();
  const auto real = is_classic ? yarn::aliased(range) : locked.name;
  auto component = npm::locked_package(real.empty() ? called : real, locked.version.text);
  if (component) {
    lang::add_integrity(*component, locked.integrity);
    // Of a folder Yarn 1 gives no address, but its descriptor does.
    npm::set_source(*component, address_of(locked.source), is_classic ? range : std::string_view());
    if (const auto sum = base::cut_last(locked.source, ".tgz#");
        is_classic && sum && locked.integrity.empty())
      lang::add_hash(*component, model::HashAlgorithm::kSha1, sum->after);
  }
  return component;
}

class Packages {
 public:
  explicit Packages(const std::vector<yarn::LockEntry>& all) {
    for (const auto& locked : all) {
      if (!is_member(locked)) add(locked);
    }
    for (const auto& locked : all) {
      if (is_member(locked)) ask_for(locked);
    }
    for (const auto& locked : all) {
      if (!is_member(locked)) depend(locked);
    }
  }

  Record take() && {
    auto record = std::move(packages_).take();
    // Behind the descriptors, which have a component each: the folders of the members.
    for (const auto folder : folders_) record.needs.edit().names.push_back(folder);
    return record;
  }

 private:
  void add(const yarn::LockEntry& locked) {
    const auto id = packages_.add(component_of(locked), locked.version);
    for (const auto descriptor : locked.descriptors) {
      by_descriptor_.emplace(descriptor, id);
      packages_.call(id, descriptor);
      names_.add(std::string(yarn::cut_descriptor(descriptor).name), id);
    }
  }

  // Yarn before 4 leaves "npm:" away in what needs it. A range that nobody wrote down was replaced by a "resolution" of the
  // project: then there is most often one of that name.
  lang::PackageCollector::Id look_up(const yarn::Need& need) {
    for (const std::string_view protocol : {"@", "@npm:"}) {
      key_.assign(need.name).append(protocol).append(need.range);
      const auto found = by_descriptor_.find(std::string_view(key_));
      if (found != by_descriptor_.end()) return found->second;
    }
    return names_.only(need.name);
  }

  void ask_for(const yarn::LockEntry& member) {
    const auto folder = member.source.substr(kMember.size());
    if (folder.size() <= lang::kMaxIdentity) folders_.push_back(folder);
    for (const auto& need : member.needs) {
      if (need.is_peer) continue;
      const auto id = look_up(need);
      packages_.ask_for(id);
      asked_.add(std::string(need.name), id);
    }
  }

  // Which one a peer is the file does not say: mostly what the project has.
  void depend(const yarn::LockEntry& locked) {
    const auto id = by_descriptor_.find(locked.descriptors.front())->second;
    for (const auto& need : locked.needs) {
      const auto brought =
          need.is_peer ? asked_.of(need.name) : std::span<const lang::PackageCollector::Id>();
      for (const auto to : brought) packages_.depend(id, to, need.scope);
      if (brought.empty())
        packages_.depend(id, need.is_peer ? names_.only(need.name) : look_up(need), need.scope);
    }
  }

  lang::PackageCollector packages_;
  lang::PackageNames names_, asked_;
  std::unordered_map<std::string_view, lang::PackageCollector::Id, base::TextHash, std::equal_to<>>
      by_descriptor_;
  std::vector<std::string_view> folders_;
  std::string key_;
};

// What a manifest asks for, as descriptors. One that asks for nothing counts as well: it is there.
Record requirements_of(std::string_view text) {
  const auto document = codec::JsonDocument::parse(text);
  if (!document) return {};  // nobody has said that it is a package's
  Record record{.kind = RecordKind::kReasons};
  const auto add = [&](const char* key, model::Scope scope) {
    document->root()[key].each_member([&](std::string_view name, codec::Json range) {
      lang::add_need(record, std::string(name) + "@" + std::string(range.text()), scope);
    });
  };
  add("dependencies", model::Scope::kRequired);
  add("optionalDependencies", model::Scope::kOptional);
  add("devDependencies", model::Scope::kDev);
  if (document->root()["workspaces"].size() != 0) lang::add_need(record, kHasMembers);
  return record;
}

// Neither of the package managers' settings.
bool is_project_file(std::string_view path) {
  return base::base_name(path) == "yarn.lock" || base::base_name(path) == "package.json";
}

bool is_lock(const Found& found) { return base::base_name(found.path) == "yarn.lock"; }

// One lock file among what was assembled, and the manifests that speak of it.
class Project {
 public:
  // Its components and edges are the first that are not another's, as they were added in the order of the files.
  Project(const Found& lock, Assembly& out, std::size_t& component, std::size_t& edge)
      : lock_(lock), out_(out), first_(static_cast<std::uint32_t>(component)), first_edge_(edge) {
    const auto& all = out.components;
    while (component < all.size() && all[component].locations.front().path == lock.path) ++component;
    while (edge < out.edges.size() && out.edges[edge].from < component) ++edge;
    count_ = component - first_;
    edges_ = edge - first_edge_;
  }

  void add(const Found& manifest) {
    manifests_.push_back(&manifest);
    folders_.insert(base::folder_of(manifest.path));
  }

  // Where each manifest is there that may ask for something, it is known what is for development only.
  void ask() {
    if (manifests_.empty() || count_ != lock_.record->components.size() || !lock_.record->needs.is_there())
      return;
    const auto& needs = *lock_.record->needs;
    for (std::size_t i = 0; i < needs.of.size(); ++i) {
      const auto descriptor = needs.names[i];
      const auto number = first_ + needs.of[i];
      by_descriptor_.emplace(descriptor, number);
      auto& same = by_name_[std::string(yarn::cut_descriptor(descriptor).name)];
      if (same.size() < kMostOfOneName) same.insert(number);
    }
    for (const auto* manifest : manifests_) ask(*manifest);
    if (is_whole())
      lang::spread_scopes(std::span(out_.components).subspan(first_, count_),
                          std::span(out_.edges).subspan(first_edge_, edges_), asked_, first_);
  }

 private:
  void ask(const Found& manifest) {
    const auto& needs = *manifest.record->needs;
    for (std::size_t i = 0; i < needs.names.size(); ++i) {
      const auto wanted = needs.names[i];
      if (wanted == kHasMembers) {
        has_members_ = true;
        continue;
      }
      const auto [name, range] = yarn::cut_descriptor(wanted);
      auto found = by_descriptor_.find(wanted);
      if (found == by_descriptor_.end())
        found = by_descriptor_.find(std::string(name) + "@npm:" + std::string(range));
      if (found != by_descriptor_.end()) {
        begin_at(found->second, manifest, needs.scopes[i]);
      } else if (const auto same = by_name_.find(std::string(name)); same != by_name_.end()) {
        // In its place a resolution of the project chose one.
        for (const auto number : same->second) begin_at(number, manifest, needs.scopes[i]);
      }
    }
  }

  void begin_at(std::uint32_t number, const Found& manifest, model::Scope scope) {
    pratique::extract::ask_for(out_.components[number], manifest.path);
    asked_.push_back({number, scope});
  }

  bool is_whole() const {
    const std::string folder(base::folder_of(lock_.path));
    if (!folders_.contains(folder) || (has_members_ && manifests_.size() == 1)) return false;
    const auto& needs = *lock_.record->needs;
    for (auto i = needs.of.size(); i < needs.names.size(); ++i) {
      const auto member = needs.names[i];
      const auto below = folder.empty() ? member : folder + "/" + member;
      if (!folders_.contains(member == "." ? folder : below)) return false;
    }
    return true;
  }

  const Found& lock_;
  Assembly& out_;
  std::uint32_t first_;
  std::size_t first_edge_, count_ = 0, edges_ = 0;
  std::vector<const Found*> manifests_;
  std::set<std::string_view> folders_;
  static constexpr std::size_t kMostOfOneName = 16;
  std::unordered_map<std::string, std::uint32_t> by_descriptor_;
  std::map<std::string, std::set<std::uint32_t>, std::less<>> by_name_;
  std::vector<lang::Beginning> asked_;
  bool has_members_ = false;
};

using Projects = std::map<std::string_view, Project>;  // by folder

Project* project_above(std::string_view folder, Projects& projects) {
  auto found = projects.find(folder);
  while (found == projects.end() && !folder.empty()) {
    folder = base::folder_of(folder);
    found = projects.find(folder);
  }
  return found == projects.end() ? nullptr : &found->second;
}

class YarnLock final : public Extractor {
 public:
  YarnLock()
      : Extractor({.name = "lang/yarn_lock",
                   .role = Role::kLockFile,
                   .version = 2,
                   .triggers = {.base_names = {"package.json", "yarn.lock", ".npmrc", ".yarnrc",
                                               ".yarnrc.yml", "npmrc"}},
                   .name_use = NameUse::kBaseName}) {}

  // No lock file of a package, and no manifest of one.
  Wish wants(const Candidate& candidate) const override {
    if (!is_project_file(candidate.path))
      return npm::is_settings(candidate.path) ? Wish::whole() : Wish::no();
    const bool foreign =
        npm::locate(candidate.path).place != lang::Place::kElsewhere || lang::inside_package(candidate.path);
    return foreign ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    if (!is_project_file(file.path())) {
      PQ_TRY(const auto settings, file.text());
      // One that is damaged is told where installed packages are looked for (lang/npm.cc), which reads them as well.
      return npm::read_settings(file.path(), settings).value_or(Record{});
    }
    if (file.path().ends_with(".json")) {
      PQ_TRY(const auto manifest, file.text());
      return requirements_of(manifest);
    }
    if (file.size() > kMaxBytes) return base::over_limit("yarn.lock larger than 32 MiB");
    PQ_TRY(const auto text, lang::plain_text(file));
    PQ_CHECK(lang::check_not_blank(text));
    Record record;
    const auto take = [&](const std::vector<yarn::LockEntry>& all) { record = Packages(all).take(); };
    if (yarn::is_berry(text)) {
      PQ_CHECK(yarn::read_berry(text, take));
    } else {
      std::vector<yarn::LockEntry> all;
      PQ_CHECK(yarn::read_classic(text, [&](yarn::LockEntry locked) { all.push_back(std::move(locked)); }));
      take(all);
    }
    if (npm::names_own_registry(text)) npm::mark_private_scopes(record);
    return record;
  }

  // A manifest speaks of the nearest lock file above it.
  void assemble(const Records& records, Assembly& out) const override {
    auto component = out.components.size(), edge = out.edges.size();
    Extractor::assemble(records, out);
    npm::mark_private_scopes(records, component, out);
    Projects projects;
    for (const auto& found : records.present) {
      if (is_lock(found)) projects.try_emplace(base::folder_of(found.path), found, out, component, edge);
    }
    if (projects.empty()) return;
    for (const auto& found : records.present) {
      if (is_lock(found) || found.record->kind != RecordKind::kReasons) continue;
      if (auto* const project = project_above(base::folder_of(found.path), projects)) project->add(found);
    }
    for (auto& [folder, project] : projects) project.ask();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_yarn_lock() { return std::make_unique<YarnLock>(); }

}  // namespace pratique::extract
