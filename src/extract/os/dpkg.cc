// Debian packages: dpkg's status, the status.d of distroless images, file lists and copyright files.
//
// Of var/lib/dpkg/info/NAME.md5sums the digests are read: the NAME.list beside it names the same files and
// the rest. In status.d the md5sums file is the only list there is. What dpkg was killed at is in its journal
// (deb/journal.h).
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/os/common/package_db.h"
#include "extract/os/deb/copyright.h"
#include "extract/os/deb/extended_states.h"
#include "extract/os/deb/file_list.h"
#include "extract/os/deb/journal.h"
#include "extract/os/deb/relation.h"
#include "extract/os/deb/status.h"
#include "licence/recognise.h"
#include "model/builder.h"

namespace pratique::extract {

namespace {

using namespace os;

// Both spell the same file once /lib is a link to usr/lib; dpkg itself uses var/lib.
constexpr std::array<std::string_view, 3> kStatusFiles = {"var/lib/dpkg/status", "usr/lib/dpkg/status",
                                                          "lib/dpkg/status"};
constexpr std::array<std::string_view, 2> kStatusFolders = {"var/lib/dpkg/status.d", "usr/lib/dpkg/status.d"};
constexpr std::array<std::string_view, 2> kInfo = {"var/lib/dpkg/info", "lib/dpkg/info"};
constexpr std::string_view kDocumentation = "usr/share/doc/";

enum class Kind { kNone, kStatus, kJournal, kList, kSums, kDigests, kCopyright, kStates };

bool is_status_folder(std::string_view folder) {
  KnownPath place;
  return find_known(folder, kStatusFolders, place);
}

// The root that the file of a status.d folder speaks of: "" for the image itself.
std::string_view root_of(std::string_view path) {
  KnownPath place;
  return find_known(base::folder_of(path), kStatusFolders, place) ? place.root : std::string_view();
}

Kind kind_of(std::string_view path) {
  KnownPath place;
  if (find_known(path, kStatusFiles, place)) return Kind::kStatus;
  if (find_known(path, kExtendedStates, place)) return Kind::kStates;
  const auto folder = base::folder_of(path);
  if (is_status_folder(folder)) return path.ends_with(".md5sums") ? Kind::kSums : Kind::kStatus;
  if (is_journal(path)) return Kind::kJournal;
  if (path.ends_with(".list") && find_known(folder, kInfo, place)) return Kind::kList;
  if (path.ends_with(".md5sums") && find_known(folder, kInfo, place)) return Kind::kDigests;
  if (path.starts_with(kDocumentation) && base::base_name(path) == "copyright" &&
      base::folder_of(folder) == kDocumentation.substr(0, kDocumentation.size() - 1)) {
    return Kind::kCopyright;
  }
  return Kind::kNone;
}

// Looks up the records that go with a package: its file list and its copyright file.
class Companions {
 public:
  explicit Companions(const Records& records) : view_(records.view) {
    // The newest removed one first, so that a removed database finds its lists; what is in the view wins over
    // all.
    for (const auto& found : records.removed) {
      const auto kind = found.record == nullptr ? RecordKind::kNone : found.record->kind;
      if (kind != RecordKind::kFileList && kind != RecordKind::kFileDigests) continue;
      const auto [it, is_new] = removed_.try_emplace(found.path, &found);
      if (!is_new && it->second->layer_index < found.layer_index) it->second = &found;
    }
    for (const auto& found : records.present) {
      if (found.record != nullptr && found.record->kind != RecordKind::kDatabase)
        present_[found.path] = &found;
    }
  }

  // Of the file of a status.d folder.
  Reporter::Files beside(std::string_view path, bool removed) const {
    const auto* list = find(std::string(path) + ".md5sums", removed);
    return list == nullptr ? Reporter::Files{} : files_of(*list, &list->record->database->digests);
  }

  // Of a package of the database in `folder`. Those that can be installed for several architectures at once are
  // listed as NAME:ARCH.
  Reporter::Files files(std::string_view folder, bool removed, const model::Component& component) const {
    const auto info = std::string(folder) + "/info/" + component.purl.name;
    const auto arch = component.purl.qualifiers.find("arch");
    if (arch != component.purl.qualifiers.end()) {
      if (auto files = listed(info + ":" + arch->second, removed); !files.paths.empty()) return files;
    }
    return listed(info, removed);
  }

  // Of the package's copyright file.
  void add_licenses(model::Component& component) const {
    const auto path = std::string(kDocumentation) + component.purl.name + "/copyright";
    auto it = present_.find(path);
    // The documentation folder of one package is often a link to that of another of the same source.
    std::string resolved;
    if (it == present_.end() && view_ != nullptr) it = present_.find(resolved = view_->resolve(path));
    if (it == present_.end()) return;
    component.licenses = it->second->record->licenses;
    auto found = it->second->record->found_licenses;
    for (auto& one : found) one.path = path;
    if (!found.empty()) component.details.edit().found_licenses = std::move(found);
  }

 private:
  static Reporter::Files files_of(const Found& list, const FileDigests* digests) {
    return {.paths = list.record->database->paths, .layer = list.layer, .digests = digests};
  }

  Reporter::Files listed(const std::string& stem, bool removed) const {
    const auto* list = find(stem + ".list", removed);
    if (list == nullptr) return {};
    const auto* sums = find(stem + ".md5sums", removed);
    return files_of(*list, sums == nullptr ? nullptr : &sums->record->database->digests);
  }

  const Found* find(const std::string& path, bool removed) const {
    if (const auto it = present_.find(path); it != present_.end()) return it->second;
    if (!removed) return nullptr;
    const auto it = removed_.find(path);
    return it == removed_.end() ? nullptr : it->second;
  }

  const View* view_;
  std::unordered_map<std::string_view, const Found*, base::TextHash> present_, removed_;
};

// The files of status.d folders: of the final view; or, when the image's own root has none there, the last
// state of each removed one.
std::vector<Chosen> status_folder_files(const Records& records, bool removed) {
  std::map<std::string_view, Chosen> files;
  for (const auto& found : removed ? records.removed : records.present) {
    if (found.record == nullptr || found.record->components.empty()) continue;
    if (!is_status_folder(base::folder_of(found.path))) continue;
    const std::string root(root_of(found.path));
    if (removed && !root.empty()) continue;  // a payload that was deleted
    auto& chosen = files[found.path];
    if (chosen.found == nullptr || chosen.found->layer_index <= found.layer_index)
      chosen = {&found, removed, root};
  }
  std::vector<Chosen> list;
  for (const auto& [path, chosen] : files) list.push_back(chosen);
  return list;
}

// status and status.d together are the database: it counts as removed only when neither is left.
std::vector<Chosen> choose(const Records& records, Assembly& out) {
  auto chosen = choose_databases(records, kStatusFiles, out);
  const auto folder_files = status_folder_files(records, false);
  const auto is_own = [](const Chosen& each) { return each.root.empty() && !each.removed; };
  if (std::any_of(folder_files.begin(), folder_files.end(), is_own)) {
    std::erase_if(chosen, [](const Chosen& each) { return each.removed; });
  } else if (std::none_of(chosen.begin(), chosen.end(), is_own)) {
    const auto removed = status_folder_files(records, true);
    chosen.insert(chosen.end(), removed.begin(), removed.end());
  }
  chosen.insert(chosen.end(), folder_files.begin(), folder_files.end());
  keep_shortest_roots(chosen, records.view);
  return chosen;
}

// Makes components of the databases, and edges between packages of one root that stand in several files.
class Lister {
 public:
  Lister(const Records& records, Assembly& out)
      : records_(records),
        out_(out),
        companions_(records),
        marks_(records, kExtendedStates),
        reporter_(records, "debian", out) {}

  // The file of a status.d folder.
  void add_file(const Chosen& chosen) {
    const auto& record = *chosen.found->record;
    const auto& texts = record.database->relations;
    for (std::size_t i = 0; i < record.components.size(); ++i) {
      add(record.components[i], i < texts.size() ? &texts[i] : nullptr, chosen,
          companions_.beside(chosen.found->path, chosen.removed), base::folder_of(chosen.found->path));
    }
  }

  // A database of one file, and its journal.
  void add_database(const Chosen& chosen) {
    const std::string_view path = chosen.found->path;
    const auto folder = base::folder_of(path);
    folders_.emplace_back(folder);
    Journal journal(records_, folder, chosen.removed ? chosen.found->layer_index : -1);
    const auto& record = *chosen.found->record;
    std::vector<std::optional<std::uint32_t>> where;
    auto edges = record.edges;
    for (const auto& component : record.components) {
      auto* change = journal.find(component);
      if (change == nullptr) {
        where.push_back(
            add(component, nullptr, chosen, companions_.files(folder, chosen.removed, component), path));
        continue;
      }
      const auto from = static_cast<std::uint32_t>(where.size());
      std::erase_if(edges, [&](const model::Edge& edge) { return edge.from == from; });
      const bool again = std::exchange(change->used, true) || change->component == nullptr;
      where.push_back(again ? std::nullopt : add_change(*change, chosen, folder));
    }
    for (const auto* change : journal.others()) add_change(*change, chosen, folder);
    reporter_.relate(edges, where);
    tell_of(journal, std::string(path), true);
  }

  // What the journal of a folder says whose database lists nothing.
  void add_journals() {
    for (const auto& folder : journals_without_database(records_, folders_)) {
      Journal journal(records_, folder, -1);
      const auto database = folder + "/status";
      KnownPath place;  // into that text
      find_known(database, kStatusFiles, place);
      const Chosen chosen{.root = std::string(place.root)};
      for (const auto* change : journal.others()) add_change(*change, chosen, folder);
      tell_of(journal, database, false);
    }
  }

  void finish() {
    for (const auto& [root, all] : listed_) relate(all);
    reporter_.finish();
  }

 private:
  struct Listed {
    const model::Component* component;
    const RelationTexts* relations;
    std::optional<std::uint32_t> number;
  };

  std::optional<std::uint32_t> add(const model::Component& of, const RelationTexts* relations,
                                   const Chosen& chosen, Reporter::Files files, std::string_view database) {
    auto component = of;
    // Documentation is read of the image itself, not of root filesystems inside it.
    if (chosen.root.empty()) companions_.add_licenses(component);
    set_reason(marks_.of(chosen), component);
    files.of_distribution = is_of_debian_distribution(component, records_.distro_of(chosen.root));
    const auto number = reporter_.add(std::move(component), chosen, files, database);
    listed_[chosen.root].push_back({&of, relations, number});
    return number;
  }

  std::optional<std::uint32_t> add_change(const Journal::Change& change, const Chosen& database,
                                          std::string_view folder) {
    ++changed_;
    if (change.component->state != model::State::kInstalled) ++unfinished_;
    half_installed_ = half_installed_ || change.component->state == model::State::kHalfInstalled;
    const Chosen chosen{change.entry, database.removed, database.root};
    return add(*change.component, change.relations, chosen,
               companions_.files(folder, database.removed, *change.component), change.entry->path);
  }

  void tell_of(const Journal& journal, const std::string& database, bool is_there) {
    if (journal.entries() != 0) {
      auto message = "dpkg was interrupted: what its journal says of packages counts (entries: " +
                     std::to_string(journal.entries()) + ", packages: " + std::to_string(changed_) + ")";
      if (unfinished_ > 0) message += "; not finished: " + std::to_string(unfinished_);
      if (half_installed_) message += "; some files may be of another version";
      if (!is_there) message += "; the database itself lists nothing: other packages are unknown";
      out_.notes.push_back({.code = "half-installed",
                            .message = std::move(message),
                            .file = database,
                            .incomplete = half_installed_ || !is_there});
    }
    changed_ = unfinished_ = 0;
    half_installed_ = false;
  }

  // Of packages that one file lists together, the edges are known already.
  void relate(const std::vector<Listed>& all) {
    if (std::none_of(all.begin(), all.end(), [](const Listed& one) { return one.relations != nullptr; }))
      return;
    Resolver resolver(kDebRules);
    std::vector<std::optional<std::uint32_t>> where;
    for (const auto& [component, relations, number] : all) {
      const auto& purl = component->purl;
      const auto arch = purl.qualifiers.find("arch");
      const std::string_view architecture =
          arch == purl.qualifiers.end() ? "" : std::string_view(arch->second);
      resolver.add_package(purl.name, purl.version, architecture,
                           relations == nullptr ? Serves::kOwn : serves_of(relations->multi_arch));
      if (purl.name == "dpkg") resolver.set_native_arch(architecture);
      if (relations != nullptr) {
        add_relations({.depends = relations->depends,
                       .pre_depends = relations->pre_depends,
                       .recommends = relations->recommends,
                       .provides = relations->provides},
                      resolver);
      }
      where.push_back(number);
    }
    reporter_.relate(resolver.resolve(), where);
    out_.edges_left_out += resolver.left_out();
  }

  const Records& records_;
  Assembly& out_;
  const Companions companions_;
  const Marks marks_;
  Reporter reporter_;
  // By root.
  std::map<std::string, std::vector<Listed>> listed_;
  // Of databases that were added.
  std::vector<std::string> folders_;
  // Of the journal that is added now.
  std::size_t changed_ = 0, unfinished_ = 0;
  bool half_installed_ = false;
};

Record parse_copyright(std::string_view text) {
  Record record{.kind = RecordKind::kLicenses, .licenses = copyright_licenses(text)};
  if (is_machine_readable_copyright(text)) return record;
  for (auto& one : licence::recognise(text)) {
    // What such a file quotes holds as much as what it refers to.
    if (one.likeness > 0 && std::ranges::find(record.licenses, one.expression) == record.licenses.end())
      record.licenses.push_back(one.expression);
    record.found_licenses.push_back({.expression = std::move(one.expression),
                                     .path = {},
                                     .likeness = static_cast<std::uint8_t>(one.likeness)});
  }
  return record;
}

class Dpkg final : public Extractor {
 public:
  Dpkg()
      : Extractor({.name = "os/dpkg",
                   .role = Role::kPackageDatabase,
                   .version = 3,
                   .triggers = {.paths = {"lib/dpkg/status", "lib/dpkg/status.d/*", "lib/dpkg/updates/*",
                                          "lib/dpkg/info/*.list", "lib/dpkg/info/*.md5sums",
                                          "lib/apt/extended_states", "/usr/share/doc/*/copyright"}}}) {}

  Wish wants(const Candidate& candidate) const override {
    return kind_of(candidate.path) == Kind::kNone ? Wish::no() : Wish::whole();
  }

  Result<Record> parse(const FileView& file) const override {
    PQ_TRY(const auto text, file.text());
    switch (kind_of(file.path())) {
      case Kind::kJournal:
        return parse_status(text, StatusForm::kJournal);
      case Kind::kList:
        return parse_list(text);
      case Kind::kSums:
        return parse_md5sums(text);
      case Kind::kDigests:
        return parse_digests(text);
      case Kind::kStates:
        return parse_extended_states(text);
      case Kind::kCopyright:
        return parse_copyright(text);
      default:
        return parse_status(text, is_status_folder(base::folder_of(file.path())) ? StatusForm::kFolder
                                                                                 : StatusForm::kDatabase);
    }
  }

  void assemble(const Records& records, Assembly& out) const override {
    Lister lister(records, out);
    for (const auto& chosen : choose(records, out)) {
      if (out.is_full()) {  // thousands of links may lead to one database
        out.leave_out(chosen.found->path, chosen.found->record->components.size());
      } else if (is_status_folder(base::folder_of(chosen.found->path))) {
        lister.add_file(chosen);
      } else {
        lister.add_database(chosen);
      }
    }
    lister.add_journals();
    lister.finish();
  }
};

}  // namespace

std::unique_ptr<Extractor> make_dpkg() { return std::make_unique<Dpkg>(); }

}  // namespace pratique::extract
