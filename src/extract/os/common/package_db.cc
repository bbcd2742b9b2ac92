#include "extract/os/common/package_db.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "base/text_hash.h"
#include "extract/digests.h"
#include "extract/lang/support/packages.h"
#include "model/ecosystem.h"

namespace pratique::extract::os {

namespace {

// The largest Debian and Fedora installations have some 10,000 packages and a million files; a file that says
// more is made to eat memory.
constexpr std::uint64_t kMaxPackages = 100'000;
// Of all paths as they are looked at, one by one and joined: bounds the time. PathList holds them in less.
constexpr std::uint64_t kMaxPathBytes = 128ull << 20;
constexpr std::size_t kMaxPath = 4096;       // PATH_MAX of Linux
constexpr std::size_t kMaxDigests = 50'000;  // without one, a file's layer decides whose it is

// Nothing that another extractor reads lies here: these make up half of all paths.
constexpr std::array<std::string_view, 6> kUninteresting = {
    "usr/share/man/",     "usr/share/locale/", "usr/share/zoneinfo/",
    "usr/share/lintian/", "usr/share/bug/",    "usr/share/i18n/",
};

bool is_uninteresting(std::string_view path) {
  return path.starts_with("usr/share/") &&
         std::any_of(kUninteresting.begin(), kUninteresting.end(),
                     [&](std::string_view folder) { return path.starts_with(folder); });
}
// The same for a file whose folder and name are told apart.
bool is_uninteresting(std::string_view folder, std::string_view name) {
  if (!folder.starts_with("usr/share/")) return is_uninteresting(folder.empty() ? name : folder);
  return std::any_of(kUninteresting.begin(), kUninteresting.end(), [&](std::string_view known) {
    return folder.starts_with(known) || folder == known.substr(0, known.size() - 1);
  });
}

bool lists_packages(const Found& found) {
  return found.record != nullptr && !found.record->components.empty();
}

}  // namespace

bool find_known(std::string_view path, std::span<const std::string_view> known, KnownPath& place) {
  bool found = false;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (!path.ends_with(known[i])) continue;
    const auto root = path.substr(0, path.size() - known[i].size());
    if (!root.empty() && !root.ends_with('/')) continue;
    if (found && place.root.size() <= root.size()) continue;
    place = {root, static_cast<int>(i)};
    found = true;
  }
  return found;
}

void RecordBuilder::note_limit(std::string message) {
  record_.notes.push_back({.code = "limit", .message = std::move(message), .incomplete = true});
}

bool RecordBuilder::add(model::Component component) {
  if (record_.components.size() == kMaxPackages) {
    if (!full_) note_limit("more than 100000 packages in one database: the rest was not read");
    full_ = true;
    return false;
  }
  end_list();
  if (!component.description.empty()) component.description = lang::descriptive(component.description);
  record_.components.push_back(std::move(component));
  return true;
}

void RecordBuilder::add_file(std::string_view folder, std::string_view name) {
  while (folder.starts_with('/')) folder.remove_prefix(1);
  while (folder.ends_with('/')) folder.remove_suffix(1);
  if (full_ || paths_full_ || name.empty() || folder.size() + 1 + name.size() > kMaxPath) return;
  if (is_uninteresting(folder, name)) return;
  path_bytes_ += folder.size() + 1 + name.size();
  if (path_bytes_ > kMaxPathBytes) {
    note_limit("the file lists take more than 128 MiB: the rest was not read");
    paths_full_ = true;
    return;
  }
  facts_.paths.add(folder, name);
}

void RecordBuilder::add_digest(std::string_view folder, std::string_view name, const ListedDigest& digest) {
  while (folder.starts_with('/')) folder.remove_prefix(1);
  while (folder.ends_with('/')) folder.remove_suffix(1);
  const bool full = full_ || paths_full_ || facts_.digests.size() >= kMaxDigests;
  if (full || !may_carry_package(name) || folder.size() + 1 + name.size() > kMaxPath) return;
  facts_.digests.add(folder.empty() ? std::string(name) : std::string(folder) + "/" + std::string(name),
                     digest);
}

void RecordBuilder::add_relations(RelationTexts texts) {
  if (full_ || record_.components.empty()) return;
  facts_.relations.resize(record_.components.size());
  facts_.relations.back() = std::move(texts);
}

void RecordBuilder::mark_foreign() {
  if (full_ || record_.components.empty()) return;
  facts_.foreign.push_back(static_cast<std::uint32_t>(record_.components.size() - 1));
}

// The end of a list is known when the next package comes, since its files follow until then.
void RecordBuilder::end_list() {
  if (!record_.components.empty())
    facts_.list_ends.push_back(static_cast<std::uint32_t>(facts_.paths.size()));
}

void RecordBuilder::add_problem(const Error& error, std::uint64_t count) {
  if (problems_ == 0) first_problem_ = error;
  problems_ += count;
}

void RecordBuilder::add_damage(const Error& error) {
  if (damages_++ == 0) first_damage_ = error;
}

std::string of_package(std::string_view name) {
  constexpr std::size_t kMaxShown = 100;
  const bool word = !name.empty() && std::none_of(name.begin(), name.end(), base::is_space);
  return word ? " of " + std::string(name.substr(0, kMaxShown)) : std::string();
}

namespace {

// Since the folders of the system became one, "/bin/sh" lies in usr/bin, and is needed by either name.
std::string_view without_usr(std::string_view path) {
  for (const std::string_view folder : {"usr/bin/", "usr/sbin/", "usr/lib/", "usr/lib64/"}) {
    if (path.starts_with(folder)) return path.substr(4);
  }
  return path;
}

}  // namespace

// Packages may need files by name (rpm), which the lists of files tell.
void RecordBuilder::relate(Resolver& resolver) {
  std::unordered_map<std::string_view, std::vector<std::string_view>, base::TextHash> wanted;
  for (const auto name : resolver.wanted_files()) wanted[without_usr(name.substr(1))].push_back(name);
  std::uint32_t package = 0;
  const auto& paths = facts_.paths;
  const auto& ends = facts_.list_ends;  // that of the last package comes with finish()
  std::string path;
  for (std::size_t i = 0; !wanted.empty() && i < paths.size(); ++i) {
    while (package < ends.size() && ends[package] <= i) ++package;
    paths.join(i, path);
    const auto found = wanted.find(without_usr(path));
    if (found == wanted.end()) continue;
    for (const auto name : found->second) resolver.offer_file(package, name);
  }
  record_.edges = resolver.resolve();
  const auto most = std::min(record_.edges.size(), model::kMaxEdges);
  const auto left_out = resolver.left_out() + record_.edges.size() - most;
  record_.edges.resize(most);
  record_.edges.shrink_to_fit();
  if (left_out != 0) record_.notes.push_back(model::edges_left_out(left_out));
}

Result<Record> RecordBuilder::finish(bool useful) && {
  if (problems_ > 0 && !useful) return tl::unexpected(std::move(first_problem_));
  if (damages_ > 0 && !useful) return tl::unexpected(std::move(first_damage_));
  end_list();
  facts_.paths.shrink();
  facts_.digests.settle();
  record_.database.edit() = std::move(facts_);
  record_.database.settle();
  if (problems_ > 0) {
    auto note = model::to_note(first_problem_, "");
    note.message = std::to_string(problems_) + (problems_ == 1 ? " entry" : " entries") +
                   " of the package database could not be read, the first: " + base::to_line(first_problem_);
    record_.notes.push_back(std::move(note));
  }
  if (damages_ > 0) {
    auto note = model::to_note(first_damage_, "");
    note.message =
        "the package database is damaged" +
        (damages_ == 1 ? std::string() : " at " + std::to_string(damages_) + " places, the first") + ": " +
        base::to_line(first_damage_);
    record_.notes.push_back(std::move(note));
  }
  return std::move(record_);
}

// Spans, not copies: the lists of one image can take a hundred megabytes.
std::vector<PathSpan> file_lists(const Record& record) {
  std::vector<PathSpan> lists;
  lists.reserve(record.components.size());
  const auto& facts = *record.database;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < record.components.size(); ++i) {
    const std::size_t end = i < facts.list_ends.size() ? facts.list_ends[i] : begin;
    lists.emplace_back(facts.paths, begin, end);
    begin = end;
  }
  return lists;
}

bool all_gone(PathSpan files, const View* view) {
  bool judged = false;
  for (const auto& file : files) {
    if (file.starts_with("usr/share/doc/") || file.starts_with("usr/share/info/") || is_uninteresting(file))
      continue;
    judged = true;
    if (view == nullptr || view->exists(file)) return false;
  }
  return judged;
}

void set_distro(model::Purl& purl, const model::Distro* distro, std::string_view otherwise) {
  // Gentoo's packages have their category there.
  const auto own = purl.name_space;
  std::string_view name_space = otherwise;
  if (distro != nullptr && !distro->id.empty()) {
    // Red Hat's own documents write "redhat", not the ID of its os-release.
    name_space = distro->id == "rhel" ? "redhat" : std::string_view(distro->id);
    const auto& release = distro->version_id.empty() ? distro->codename : distro->version_id;
    purl.qualifiers["distro"] = release.empty() ? distro->id : distro->id + "-" + release;
  }
  if (!own.empty()) name_space = own;
  purl = model::make_purl(purl.type, name_space, purl.name, purl.version, std::move(purl.qualifiers));
}

namespace {

// Databases that list at least one package, by root. An empty one is no database: images are slimmed by
// emptying it.
struct Candidates {
  std::map<std::string_view, std::vector<const Found*>> by_root;  // best first
};

Candidates collect(const std::vector<Found>& found, std::span<const std::string_view> known,
                   bool newest_first) {
  Candidates all;
  for (const auto& file : found) {
    KnownPath place;
    if (lists_packages(file) && find_known(file.path, known, place)) all.by_root[place.root].push_back(&file);
  }
  for (auto& [root, files] : all.by_root) {
    std::sort(files.begin(), files.end(), [&](const Found* a, const Found* b) {
      KnownPath left, right;
      find_known(a->path, known, left);
      find_known(b->path, known, right);
      if (newest_first && a->layer_index != b->layer_index) return a->layer_index > b->layer_index;
      return left.rank < right.rank;
    });
  }
  return all;
}

}  // namespace

static std::string key_of(const model::Component& component) {
  const auto& qualifiers = component.purl.qualifiers;
  const auto arch = qualifiers.find("arch");
  return component.purl.name + ' ' + component.purl.version + ' ' +
         (arch == qualifiers.end() ? "" : arch->second);
}

static model::Note second_database(const Found& used, const Found& second) {
  std::unordered_set<std::string, base::TextHash> listed;
  for (const auto& component : used.record->components) listed.insert(key_of(component));
  const auto& others = second.record->components;
  const auto missing = std::count_if(others.begin(), others.end(),
                                     [&](const auto& one) { return !listed.contains(key_of(one)); });
  auto message = "a second package database, not used since " + used.path + " is the one that counts";
  message += missing == 0 ? "; all of its packages are in that one"
                          : ": " + std::to_string(missing) + " of its packages are not in that one";
  return {.code = "second-database",
          .message = std::move(message),
          .file = second.path,
          .layer = second.layer,
          .incomplete = missing > 0};
}

std::vector<Chosen> choose_databases(const Records& records, std::span<const std::string_view> known,
                                     Assembly& out) {
  std::vector<Chosen> chosen;
  const auto present = collect(records.present, known, false);
  for (const auto& [root, files] : present.by_root) {
    chosen.push_back({files.front(), false, std::string(root)});
    for (std::size_t i = 1; i < files.size(); ++i) {
      // A link to the database that was chosen is no second one.
      if (records.view != nullptr &&
          records.view->resolve(files[i]->path) == records.view->resolve(files[0]->path))
        continue;
      out.notes.push_back(second_database(*files.front(), *files[i]));
    }
  }
  keep_shortest_roots(chosen, records.view);
  // Only the image's own database is looked for in lower layers: a root filesystem inside it that is deleted
  // was a payload, and its files are deleted with it.
  if (present.by_root.contains("")) return chosen;
  const auto removed = collect(records.removed, known, true);
  if (const auto it = removed.by_root.find(""); it != removed.by_root.end())
    chosen.push_back({it->second.front(), true, {}});
  return chosen;
}

void keep_shortest_roots(std::vector<Chosen>& chosen, const View* view) {
  if (view == nullptr || chosen.size() < 2) return;
  // By the file without links: a root, and where it stands in `chosen`.
  std::unordered_map<std::string, std::size_t, base::TextHash> best;
  std::vector<bool> doubles(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (chosen[i].removed) continue;
    auto real = view->resolve(chosen[i].found->path);
    if (real.empty()) continue;
    const auto [known, is_new] = best.try_emplace(std::move(real), i);
    if (is_new) continue;
    const bool shorter = chosen[i].root.size() < chosen[known->second].root.size();
    doubles[shorter ? std::exchange(known->second, i) : i] = true;
  }
  std::size_t at = 0;
  std::erase_if(chosen, [&](const Chosen&) { return doubles[at++]; });
}

Reporter::Origin Reporter::layer_that_brought(const model::Component& component, const Found& database) {
  const auto [it, is_new] = earlier_.try_emplace(&database);
  auto& copies = it->second;
  if (is_new) {
    std::vector<const Found*> below;
    for (const auto& found : records_.removed) {
      if (found.path == database.path && found.layer_index < database.layer_index && found.record)
        below.push_back(&found);
    }
    std::sort(below.begin(), below.end(),
              [](const Found* a, const Found* b) { return a->layer_index > b->layer_index; });
    for (const auto* found : below) {
      auto& copy = copies.emplace_back();
      copy.layer = found->layer;
      for (const auto& one : found->record->components) copy.packages.insert(key_of(one));
    }
  }
  const auto key = key_of(component);
  const auto end = std::find_if_not(copies.begin(), copies.end(),
                                    [&](const Earlier& copy) { return copy.packages.contains(key); });
  return {end == copies.begin() ? database.layer : std::prev(end)->layer, end == copies.end()};
}

// The core reports the notes of files that show; those of a removed database count as its packages do.
void Reporter::tell_of_removed(const Found& database) {
  if (!told_.insert(database.record).second) return;
  for (auto note : database.record->notes) {
    note.file = database.path;
    note.layer = database.layer;
    out_.notes.push_back(std::move(note));
  }
}

std::optional<std::uint32_t> Reporter::add(model::Component component, const Chosen& chosen,
                                           const Files& files, std::string_view database) {
  if (chosen.removed) {
    tell_of_removed(*chosen.found);
    auto& removed = removed_[std::string(database)];
    removed.layer = chosen.found->layer;
    // What the same layer uninstalled is not in the image; the database that would say so is gone, the files
    // tell.
    if (all_gone(files.paths, records_.view)) {
      ++removed.gone;
      return std::nullopt;
    }
    ++removed.kept;
    component.database_removed = true;
  }
  if (!chosen.root.empty()) component.details.edit().root = chosen.root.substr(0, chosen.root.size() - 1);
  Found from = *chosen.found;
  const auto origin = layer_that_brought(component, *chosen.found);
  from.layer = origin.layer;
  set_distro(component.purl, distro_for(component, chosen, database), otherwise_);
  component = located(std::move(component), from);
  const auto purl = component.purl.to_string();
  const auto [it, is_new] = index_.try_emplace(purl, out_.components.size());
  if (is_new && !out_.add(std::move(component))) {
    index_.erase(it);
    return std::nullopt;
  }
  const auto number = static_cast<std::uint32_t>(it->second);
  // The same package in another root is one more to be merged.
  if (!is_new && out_.meter &&
      !out_.meter->charge(base::Account::kComponents, 1, component.locations.front().path))
    return std::nullopt;
  if (!files.paths.empty()) {
    extract::Assembly::Ownership ownership{.purl = purl,
                                           .paths = files.paths,
                                           .root = chosen.root,
                                           .layers = {origin.layer},
                                           .layers_below = origin.lowest,
                                           .of_distribution = files.of_distribution,
                                           .digests = files.digests};
    if (!files.layer.empty()) ownership.layers.push_back(files.layer);
    out_.ownerships.push_back(std::move(ownership));
  }
  if (is_new) return number;
  auto& locations = out_.components[it->second].locations;
  locations.insert(locations.end(), component.locations.begin(), component.locations.end());
  return number;
}

void Reporter::relate(const std::vector<model::Edge>& edges,
                      std::span<const std::optional<std::uint32_t>> where) {
  for (const auto& edge : edges) {
    if (edge.from >= where.size() || edge.to >= where.size()) continue;
    const auto from = where[edge.from], to = where[edge.to];
    if (from && to) out_.add_edge({*from, *to, edge.kind, edge.scope});
  }
}

// What packages are judged by is the system that they are installed in: not the one around it, and not one whose
// packages are of another kind (apk's in Debian).
const model::Distro* Reporter::distro_for(const model::Component& component, const Chosen& chosen,
                                          std::string_view database) {
  const auto* distro = records_.distro_of(chosen.root);
  const bool is_named = distro != nullptr && !distro->id.empty();
  if (!is_named && chosen.root.empty()) return nullptr;
  const auto* row = is_named ? model::distribution(distro->id) : nullptr;
  if (is_named && (row == nullptr || row->type == component.purl.type)) return distro;
  auto& unknown = unknown_[chosen.root];
  ++unknown.packages;
  unknown.database = database;
  if (is_named) {
    unknown.reason = "packages of " + std::string(row->name) + " are not of the type " + component.purl.type;
  } else {
    unknown.reason = "no os-release names the system in " + chosen.root.substr(0, chosen.root.size() - 1) +
                     ", a root filesystem inside the image";
  }
  return nullptr;
}

void Reporter::tell_of_unknown() {
  for (const auto& [root, unknown] : unknown_) {
    out_.notes.push_back({.code = "unknown-system",
                          .message = unknown.reason + ": " + std::to_string(unknown.packages) +
                                     (unknown.packages == 1 ? " package is" : " packages are") +
                                     " of no known distribution",
                          .file = unknown.database});
  }
}

void Reporter::finish() {
  tell_of_unknown();
  for (auto& [path, removed] : removed_) {
    auto message = "a later layer deleted or emptied the package database: " + std::to_string(removed.kept) +
                   " packages are reported as it last listed them";
    if (removed.gone > 0) {
      message += ", " + std::to_string(removed.gone) + " are left out because none of their files is there";
    }
    out_.notes.push_back({.code = "database-removed",
                          .message = std::move(message),
                          .file = path,
                          .layer = removed.layer,
                          .incomplete = true});
  }
}

void assemble_databases(const Records& records, std::span<const std::string_view> known,
                        std::string_view otherwise, Assembly& out, const Vendors& vendors,
                        const Amend& amend) {
  Reporter reporter(records, otherwise, out);
  for (const auto& chosen : choose_databases(records, known, out)) {
    const auto& record = *chosen.found->record;
    if (out.is_full()) {
      out.leave_out(chosen.found->path, record.components.size());
      continue;
    }
    const auto files = file_lists(record);
    const auto& facts = *record.database;
    const auto is_of_distribution = vendors ? vendors(record) : IsOfDistribution();
    std::vector<std::optional<std::uint32_t>> where;
    for (std::size_t i = 0; i < record.components.size(); ++i) {
      auto component = record.components[i];
      if (amend) amend(chosen, i, component);
      const bool own =
          is_of_distribution ? is_of_distribution(component) : !std::ranges::binary_search(facts.foreign, i);
      where.push_back(reporter.add(std::move(component), chosen,
                                   {.paths = files[i], .digests = &facts.digests, .of_distribution = own},
                                   chosen.found->path));
    }
    reporter.relate(record.edges, where);
  }
  reporter.finish();
}

}  // namespace pratique::extract::os
