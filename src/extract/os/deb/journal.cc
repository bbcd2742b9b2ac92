#include "extract/os/deb/journal.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "base/text.h"

namespace pratique::extract::os {

namespace {

constexpr std::array<std::string_view, 3> kUpdates = {"var/lib/dpkg/updates", "usr/lib/dpkg/updates",
                                                      "lib/dpkg/updates"};

std::string_view architecture_of(const model::Component& component) {
  const auto arch = component.purl.qualifiers.find("arch");
  return arch == component.purl.qualifiers.end() ? std::string_view() : arch->second;
}

// dpkg gives all of them names of one length, so that their order is that of the numbers.
auto order_of(std::string_view path) {
  auto number = base::base_name(path);
  while (number.starts_with('0')) number.remove_prefix(1);
  return std::pair(number.size(), number);
}

bool is_same_package(const Journal::Change& change, std::string_view architecture, bool beside_others) {
  if (change.architecture == architecture || change.architecture.empty() || architecture.empty()) return true;
  return !change.beside_others && !beside_others && change.component != nullptr;
}

}  // namespace

bool is_journal(std::string_view path) {
  KnownPath place;
  const auto name = base::base_name(path);
  return !name.empty() && std::all_of(name.begin(), name.end(), base::is_digit) &&
         find_known(base::folder_of(path), kUpdates, place);
}

Journal::Journal(const Records& records, std::string_view folder, int removed_since) {
  const auto updates = std::string(folder) + "/updates";
  std::vector<const Found*> entries;
  const auto collect = [&](const std::vector<Found>& all, int since) {
    for (const auto& found : all) {
      const bool counts = found.record != nullptr && found.record->kind == RecordKind::kLog;
      if (counts && found.layer_index >= since && base::folder_of(found.path) == updates)
        entries.push_back(&found);
    }
  };
  collect(records.present, 0);
  if (removed_since >= 0) collect(records.removed, removed_since);
  std::sort(entries.begin(), entries.end(), [](const Found* a, const Found* b) {
    return std::tuple(order_of(a->path), a->layer_index) < std::tuple(order_of(b->path), b->layer_index);
  });
  for (const auto* entry : entries) add(*entry);
}

void Journal::add(const Found& entry) {
  const auto& record = *entry.record;
  const auto& facts = *record.database;
  entries_ += !record.components.empty() || !facts.gone.empty();
  for (std::size_t i = 0; i < record.components.size(); ++i) {
    const auto& component = record.components[i];
    Change change{.entry = &entry, .component = &component, .architecture = architecture_of(component)};
    if (i < facts.relations.size()) change.relations = &facts.relations[i];
    change.beside_others = change.relations != nullptr && change.relations->multi_arch == "same";
    put(component.purl.name, change);
  }
  for (const std::string_view gone : facts.gone) {
    const auto parts = base::cut(gone, ":");
    put(parts ? parts->before : gone,
        {.entry = &entry, .architecture = parts ? parts->after : std::string_view()});
  }
}

void Journal::put(std::string_view name, const Change& change) {
  auto& known = changes_[name];
  const auto is_same = [&](const Change& one) {
    return is_same_package(one, change.architecture, change.beside_others);
  };
  std::erase_if(known, is_same);
  known.push_back(change);
}

Journal::Change* Journal::find(const model::Component& component) {
  const auto named = changes_.find(component.purl.name);
  if (named == changes_.end()) return nullptr;
  const auto architecture = architecture_of(component);
  const auto best = [&](const auto& fits) -> Change* {
    const auto found = std::find_if(named->second.begin(), named->second.end(), fits);
    return found == named->second.end() ? nullptr : &*found;
  };
  auto* change = best([&](const Change& one) { return one.architecture == architecture; });
  if (change == nullptr)
    change = best([&](const Change& one) { return is_same_package(one, architecture, false); });
  return change;
}

std::vector<const Journal::Change*> Journal::others() const {
  std::vector<const Change*> all;
  for (const auto& [name, changes] : changes_) {
    for (const auto& change : changes) {
      if (!change.used && change.component != nullptr) all.push_back(&change);
    }
  }
  return all;
}

std::vector<std::string> journals_without_database(const Records& records,
                                                   const std::vector<std::string>& known) {
  const auto folder_of = [](const Found& found) { return base::folder_of(base::folder_of(found.path)); };
  const auto real = [&](const Found& found) {
    return records.view == nullptr ? found.path : records.view->resolve(found.path);
  };
  // A link may lead from one folder to another.
  std::set<std::string> told;
  std::set<std::string> folders;
  for (const bool is_known : {true, false}) {
    for (const auto& found : records.present) {
      if (found.record == nullptr || found.record->kind != RecordKind::kLog) continue;
      const auto folder = folder_of(found);
      if ((std::ranges::find(known, folder) != known.end()) != is_known) continue;
      if (told.insert(real(found)).second && !is_known) folders.emplace(folder);
    }
  }
  return {folders.begin(), folders.end()};
}

}  // namespace pratique::extract::os
