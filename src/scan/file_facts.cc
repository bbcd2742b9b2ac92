#include "scan/file_facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "layer/path.h"
#include "model/held_bytes.h"

namespace pratique::scan {

namespace {

using layer::Entry;
using layer::EntryType;
using model::FileFactKind;

constexpr std::uint32_t kSetuidBit = 04000, kSetgidBit = 02000, kStickyBit = 01000, kOwnerWrites = 0200,
                        kGroupWrites = 0020, kOthersWrite = 0002, kExecutes = 0111;
// Looks into a layer's table of names: some ten seconds.
constexpr std::uint64_t kMaxWork = 100'000'000;
constexpr std::size_t kMaxFolders = 100'000;  // whose writers are kept at one time

// What a container has mounted there hides it, or is meant to be written by all.
constexpr std::array<std::string_view, 6> kNotTold{"dev/", "proc/", "sys/", "tmp/", "var/tmp/", "run/lock/"};

constexpr std::array<std::string_view, 8> kFolders{"bin",           "sbin",           "usr/bin", "usr/sbin",
                                                   "usr/local/bin", "usr/local/sbin", "busybox", "opt/bin"};
constexpr std::array<std::string_view, 17> kShells{"ash", "bash",  "busybox", "csh", "dash", "fish",
                                                   "ksh", "ksh93", "mksh",    "nu",  "oksh", "pwsh",
                                                   "sh",  "tcsh",  "toybox",  "zsh", "yash"};
constexpr std::array<std::string_view, 16> kManagers{"apk",  "apt",  "apt-get", "aptitude", "dnf",  "dnf-3",
                                                     "dnf5", "dpkg", "emerge",  "microdnf", "opkg", "pacman",
                                                     "rpm",  "tdnf", "yum",     "zypper"};

bool is_of(EntryType type) {
  return type == EntryType::kFile || type == EntryType::kHardlink || type == EntryType::kFolder;
}

bool is_told(std::string_view path) {
  return std::ranges::none_of(kNotTold, [&](auto folder) { return path.starts_with(folder); });
}

}  // namespace

bool FileFacts::Writers::has_all_of(const Grant& grant) const {
  if (everybody) return true;
  const auto has = [](const std::vector<std::uint32_t>& all, const std::optional<std::uint32_t>& one) {
    return !one || std::ranges::find(all, *one) != all.end();
  };
  return !grant.everybody && has(users, grant.user) && has(groups, grant.group);
}

void FileFacts::Writers::add(const Grant& grant) {
  everybody = everybody || grant.everybody;
  const auto join = [](std::vector<std::uint32_t>& all, const std::optional<std::uint32_t>& one) {
    if (one && std::ranges::find(all, *one) == all.end()) all.push_back(*one);
  };
  join(users, grant.user);
  join(groups, grant.group);
}

FileFacts::FileFacts(const ImageView& view) : view_(view), distinct_(view.layers().size()) {
  // A layer that stands at several positions shows at its highest one or not at all.
  std::set<std::size_t> seen;
  for (std::size_t position = view.positions().size(); position-- > 0;) {
    if (!seen.insert(view.positions()[position]).second) continue;
    walk(position);
    walk_capabilities(position);
  }
  find_programs();
}

void FileFacts::walk(std::size_t position) {
  constexpr std::uint32_t kOfInterest = kSetuidBit | kSetgidBit | kGroupWrites | kOthersWrite;
  for (const auto& entry : view_.stack().layer(position).entries()) {
    const bool looks_plain = (entry.mode & kOfInterest) == 0 && entry.owner == 0;
    if (!looks_plain && is_of(entry.type)) look_at(position, entry);
  }
}

void FileFacts::look_at(std::size_t position, const Entry& entry) {
  if (cut_ || !is_told(entry.path)) return;
  const bool folder = entry.type == EntryType::kFolder;
  const bool setuid = !folder && (entry.mode & kSetuidBit) != 0;
  const bool setgid = !folder && (entry.mode & kSetgidBit) != 0;
  const auto& index = view_.stack().layer(position);
  const auto grant = grant_of(index, entry);
  // Most files that somebody may write lie in folders of his.
  const bool writable = !writers_in(base::folder_of(entry.path)).has_all_of(grant);
  if ((!setuid && !setgid && !writable) || !shows(position, entry)) return;
  if (setuid) add(FileFactKind::kSetuid, position, entry);
  if (setgid) add(FileFactKind::kSetgid, position, entry);
  if (!writable) return;
  add(grant.everybody ? FileFactKind::kWorldWritable : FileFactKind::kUserWritable, position, entry);
}

// In a folder with the sticky bit each replaces only what is his own (inode(7)).
FileFacts::Grant FileFacts::grant_of(const layer::LayerIndex& index, const Entry& entry) {
  const bool shared = entry.type == EntryType::kFolder && (entry.mode & kStickyBit) != 0;
  const auto& owner = index.owner_of(entry);
  Grant grant{.everybody = !shared && (entry.mode & kOthersWrite) != 0};
  if (owner.uid != 0 && (entry.mode & kOwnerWrites) != 0) grant.user = owner.uid;
  if (!shared && (entry.mode & kGroupWrites) != 0) grant.group = owner.gid;
  return grant;
}

const FileFacts::Writers& FileFacts::writers_in(std::string_view folder) {
  if (last_writers_ != nullptr && folder == last_folder_) return *last_writers_;
  if (writers_.size() > kMaxFolders) writers_.clear();
  std::vector<std::string_view> unknown;
  Writers writers;
  for (auto at = folder; !at.empty(); at = base::folder_of(at)) {
    if (const auto known = writers_.find(at); known != writers_.end()) {
      writers = known->second;
      break;
    }
    unknown.push_back(at);
  }
  work_ += unknown.size() * distinct_;
  for (; !unknown.empty(); unknown.pop_back()) {
    const auto place = view_.stack().find(unknown.back());
    if (place && place->entry->type == EntryType::kFolder)
      writers.add(grant_of(view_.stack().layer(place->layer), *place->entry));
    writers_.insert_or_assign(std::string(unknown.back()), writers);
  }
  // The key lives as long as its writers do.
  const auto& kept = *writers_.try_emplace(std::string(folder), std::move(writers)).first;
  last_folder_ = kept.first;
  last_writers_ = &kept.second;
  return kept.second;
}

void FileFacts::walk_capabilities(std::size_t position) {
  const auto& index = view_.stack().layer(position);
  for (const auto& one : index.capabilities()) {
    const auto& entry = index.entries()[one.number];
    if (entry.type != EntryType::kFile && entry.type != EntryType::kHardlink) continue;
    if (shows(position, entry))
      add(FileFactKind::kCapabilities, position, entry, capabilities_text(one.value));
  }
  // A hard link is a name of a file, whose attributes stand where the file is.
  for (const auto number : index.links()) {
    const auto& link = index.entries()[number];
    if (link.type != EntryType::kHardlink || !index.capability_of(number).empty()) continue;
    const auto bound = view_.stack().bound({position, &link});
    if (!bound) continue;
    const auto& other = view_.stack().layer(bound->layer);
    const auto value = other.capability_of(other.number_of(bound->entry));
    if (!value.empty() && shows(position, link))
      add(FileFactKind::kCapabilities, position, link, capabilities_text(value));
  }
}

// Each file once, by whatever names it is started.
void FileFacts::find_programs() {
  struct Program {
    ImageFile file;
    std::vector<std::string> names;
  };
  const auto find = [&](FileFactKind kind, const auto& names) {
    std::map<std::pair<std::size_t, std::size_t>, Program> found;
    for (const auto folder : kFolders) {
      for (const auto name : names) {
        auto path = fmt::format("{}/{}", folder, name);
        const auto file = view_.file(path);
        if (!file || (view_.entry(*file).mode & kExecutes) == 0) continue;
        auto& program = found[{file->position, file->entry}];
        program.file = *file;
        program.names.push_back(std::move(path));
      }
    }
    for (auto& [key, program] : found)
      add(kind, program.file.position, view_.entry(program.file), {}, std::move(program.names));
  };
  find(FileFactKind::kShell, kShells);
  find(FileFactKind::kPackageManager, kManagers);
}

bool FileFacts::shows(std::size_t position, const Entry& entry) {
  if (cut_) return false;
  work_ += distinct_;
  cut_ = work_ > kMaxWork;
  return view_.shows(position, entry);
}

void FileFacts::add(FileFactKind kind, std::size_t position, const Entry& entry, std::string capabilities,
                    std::vector<std::string> names) {
  auto& count = counts_[static_cast<std::size_t>(kind)];
  if (++count > kMaxFactsOfAKind) return;
  const auto& owner = view_.stack().layer(position).owner_of(entry);
  facts_.push_back({.kind = kind,
                    .location = {std::string(entry.path), view_.at(position).diff_id},
                    .folder = entry.type == EntryType::kFolder,
                    .mode = entry.mode,
                    .uid = owner.uid,
                    .gid = owner.gid,
                    .capabilities = std::move(capabilities),
                    .names = std::move(names)});
}

std::vector<model::Location> FileFacts::places() const {
  std::vector<model::Location> all;
  for (const auto& fact : facts_) all.push_back(fact.location);
  return all;
}

void FileFacts::add_rows(const extract::Found& found) {
  for (const auto& row : found.record->observations) {
    if (auto account = model::account_fact(row)) {
      account->location = {found.path, found.layer};
      rows_.push_back(*std::move(account));
    } else if (const auto halves = base::cut(row.message, " ")) {
      Group group{.number = static_cast<std::uint32_t>(base::to_uint(halves->before).value_or(0)),
                  .members = {}};
      for (const auto member : base::split(halves->after, ','))
        group.members.emplace_back(base::trim(member));
      groups_.push_back(std::move(group));
    }
  }
}

bool FileFacts::has_home(const model::AccountFact& account, bool& own) const {
  const auto path = layer::clean_path(account.home);
  if (!path || path->empty()) return false;
  const auto resolved = view_.stack().resolve(*path);
  const auto place = resolved ? view_.stack().find(*resolved) : std::nullopt;
  if (!place || place->entry->type != EntryType::kFolder) return false;
  own = view_.stack().layer(place->layer).owner_of(*place->entry).uid == account.uid;
  return true;
}

bool FileFacts::may_write(const model::AccountFact& account) const {
  return std::ranges::any_of(facts_, [&](const model::FileFact& fact) {
    if (fact.kind != FileFactKind::kUserWritable) return false;
    const bool group = (fact.mode & kGroupWrites) != 0;
    return fact.uid == account.uid ||
           (group && (fact.gid == account.gid || std::ranges::binary_search(account.groups, fact.gid)));
  });
}

// Distributions have some twenty accounts that own nothing and cannot log in: what matters is who can.
std::vector<model::AccountFact> FileFacts::accounts() const {
  std::map<std::string_view, std::set<std::uint32_t>> groups;
  for (const auto& group : groups_) {
    for (const auto& member : group.members) groups[member].insert(group.number);
  }
  std::vector<model::AccountFact> all;
  for (auto account : rows_) {
    if (const auto found = groups.find(account.name); found != groups.end()) {
      found->second.erase(account.gid);
      account.groups.assign(found->second.begin(), found->second.end());
    }
    bool own = false;
    account.has_home = has_home(account, own);
    const bool is_root = account.uid == 0;
    const bool owns = (account.has_home && own) || may_write(account);
    if (is_root || owns || model::is_login_shell(account.shell)) all.push_back(std::move(account));
  }
  return all;
}

void FileFacts::tell(const std::function<std::string(std::string_view path)>& package_of, base::Meter& meter,
                     model::Inventory& inventory) {
  const auto tell_limit = [&](std::string message, bool incomplete) {
    model::Note note{
        .code = "limit", .message = std::move(message), .file = {}, .layer = {}, .incomplete = incomplete};
    if (meter.charge(base::Account::kNotes, 1, "")) inventory.notes.push_back(std::move(note));
  };
  const auto observe = [&](model::Observation one) {
    const auto bytes = model::held_bytes(one);
    if (meter.charge(base::Account::kRecords, bytes, one.location.path))
      inventory.observations.push_back(std::move(one));
  };
  for (auto& fact : facts_) {
    fact.package = package_of(fact.location.path);
    observe(model::to_observation(fact));
  }
  for (const auto& account : accounts()) observe(model::to_observation(account));
  for (std::size_t kind = 0; kind < counts_.size(); ++kind) {
    if (counts_[kind] <= kMaxFactsOfAKind) continue;
    tell_limit(fmt::format("{} observations of the rule {}, of which {} are kept", counts_[kind],
                           to_string(static_cast<FileFactKind>(kind)), kMaxFactsOfAKind),
               false);
  }
  if (cut_)
    tell_limit("too many files in too many layers: who may write them was not found out for all", true);
  if (!cut_) observe(model::looked_for_file_facts());
}

}  // namespace pratique::scan
