#include "scan/assemble.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>

#include "base/text.h"
#include "extract/os/distro/choose.h"
#include "extract/unread/table/notes.h"
#include "layer/path.h"
#include "model/held_bytes.h"
#include "scan/file_facts.h"
#include "scan/licence_places.h"
#include "scan/owners.h"

namespace pratique::scan {

namespace {

using extract::Found;
using extract::Records;

class Assembler {
 public:
  Assembler(const ImageView& view, const Names& names, const extract::Catalogue& catalogue,
            base::Meter& meter, model::Inventory& inventory)
      : view_(view),
        names_(names),
        catalogue_(catalogue),
        meter_(meter),
        inventory_(inventory),
        facts_(view) {}

  void run() {
    by_extractor_.resize(catalogue_.size());
    sort_own_records();
    add_further_names();
    for (std::size_t number = 0; number < catalogue_.size(); ++number) order(by_extractor_[number]);
    const auto inner_distros = choose_distros();
    extract::Assembly out;
    out.meter = &meter_;
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      auto& records = by_extractor_[number];
      records.view = &view_;
      records.distro = &inventory_.subject.distro;
      records.inner_distros = &inner_distros;
      records.platform = &inventory_.subject.platform;
      catalogue_[number].assemble(records, out);
    }
    find_owners(out);
    note_unread(out);
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_.role(number) == extract::Role::kLicenseFile)
        place_licences(by_extractor_[number].present, out.components, meter_);
    }
    merge(std::move(out.components), out.edges);
    add_edges(std::move(out.edges), out.edges_left_out);
    for (auto& note : out.notes) add_note(std::move(note));
    collect_notes();
    tell_removed_secrets();
    tell_facts();
    model::normalise(inventory_);
  }

 private:
  // Calls with each item that was made under its file's own name.
  template <class Call>
  void each_own_item(std::size_t layer, const Call& call) const {
    std::map<std::pair<std::size_t, std::size_t>, const extract::Item*> further;
    for (const auto& [as, item] : names_.further[layer].items) {
      if (as.empty()) further[{item.entry, item.extractor}] = &item;
    }
    for (const auto& item : view_.layers()[layer].analysis->items) {
      if (further.empty() || !further.contains({item.entry, item.extractor})) call(item);
    }
    for (const auto& [key, item] : further) call(*item);
  }

  // Which record belongs to a file of the final view, and which to one that a later layer took away.
  void sort_own_records() {
    std::set<std::size_t> seen;
    for (std::size_t position = 0; position < view_.positions().size(); ++position) {
      const auto layer = view_.positions()[position];
      // A layer may stand at thousands of positions.
      const bool again = !seen.insert(layer).second;
      const auto count = view_.at(position).analysis->items.size() + names_.further[layer].items.size();
      if (again && !meter_.charge(base::Account::kLinks, count, view_.at(position).diff_id)) continue;
      each_own_item(layer, [&](const extract::Item& item) {
        const ImageFile file{position, layer, item.entry};
        const auto& entry = view_.entry(file);
        auto& records = by_extractor_[item.extractor];
        if (view_.shows(position, entry)) {
          add(std::string(entry.path), file, item, records.present);
        } else if (view_.is_current(position, entry)) {
          add(std::string(entry.path), file, item, records.removed);
        }
      });
    }
  }

  void add(std::string path, const ImageFile& file, const extract::Item& item, std::vector<Found>& to) {
    if (item.digests.is_there() && &to == &by_extractor_[item.extractor].present)
      digests_[path] = &*item.digests;
    to.push_back({.path = std::move(path),
                  .layer = view_.at(file.position).diff_id,
                  .layer_index = static_cast<int>(file.position),
                  .mode = view_.entry(file).mode,
                  .record = &item.record});
  }

  // A record counts under every name that leads to its file.
  void add_further_names() {
    using Key = std::tuple<std::size_t, std::size_t, std::size_t, std::string_view>;
    std::map<Key, const extract::Item*> items;  // layer, entry, extractor, the name it was made under
    if (names_.names.empty()) return;
    for (std::size_t layer = 0; layer < view_.layers().size(); ++layer) {
      each_own_item(layer, [&](const extract::Item& item) {
        items.try_emplace(Key{layer, item.entry, item.extractor, ""}, &item);
      });
      for (const auto& [as, item] : names_.further[layer].items)
        items.insert_or_assign(Key{layer, item.entry, item.extractor, as}, &item);
    }
    for (const auto& name : names_.names) {
      const auto found = items.find(Key{name.file.layer, name.file.entry, name.extractor, name.as});
      if (name.by_folder) without_links_[name.path] = view_.entry(name.file).path;
      if (found != items.end()) {
        add(name.path, name.file, *found->second, by_extractor_[name.extractor].present);
      } else if (name.as.empty()) {
        without_record_[{name.file.position, name.file.entry, name.extractor}].push_back(&name);
      }
    }
  }

  static void order(Records& records) {
    const auto before = [](const Found& a, const Found& b) {
      return std::tie(a.path, a.layer_index) < std::tie(b.path, b.layer_index);
    };
    std::stable_sort(records.present.begin(), records.present.end(), before);
    std::stable_sort(records.removed.begin(), records.removed.end(), before);
  }

  // Of the image; those of root filesystems inside it.
  std::map<std::string, model::Distro, std::less<>> choose_distros() {
    std::vector<Found> identities;
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_.role(number) != extract::Role::kSystemIdentity) continue;
      const auto& present = by_extractor_[number].present;
      identities.insert(identities.end(), present.begin(), present.end());
    }
    inventory_.subject.distro = extract::choose_distro(identities);
    return extract::inner_distros(identities, &view_);
  }

  // Package managers list "/lib/x" where the file lies in "usr/lib/x" since the usr-merge made the top
  // folders links.
  std::string real_path(std::string_view path) {
    if (const auto known = without_links_.find(path); known != without_links_.end()) path = known->second;
    const auto parts = base::cut(path, "/");
    if (!parts) return std::string(path);
    auto& real = top_folders_[std::string(parts->before)];
    if (real.empty()) real = real_folder(parts->before);
    return real + "/" + std::string(parts->after);
  }

  // The folder that a link leads to need not have an entry of its own.
  std::string real_folder(std::string_view folder) const {
    if (auto resolved = view_.stack().resolve(folder)) return *resolved;
    const auto place = view_.stack().find(folder);
    if (!place || place->entry->type != layer::EntryType::kSymlink) return std::string(folder);
    return layer::clean_path(place->entry->target).value_or(std::string(folder));
  }

  void find_owners(extract::Assembly& out) {
    Files files{.real_path = [&](std::string_view path) { return real_path(path); },
                .digests = [&](const std::string& path) -> const extract::ContentDigests* {
                  const auto found = digests_.find(path);
                  return found == digests_.end() ? nullptr : found->second;
                },
                .layers = {}};
    for (const auto layer : view_.positions()) files.layers.push_back(view_.layers()[layer].diff_id);
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_.role(number) != extract::Role::kBanner) continue;
      for (const auto& found : by_extractor_[number].present)
        files.others.push_back({found.path, found.layer});
    }
    std::ranges::move(facts_.places(), std::back_inserter(files.others));
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_.role(number) != extract::Role::kAccounts) continue;
      for (const auto& found : by_extractor_[number].present)
        files.others.push_back({found.path, found.layer});
    }
    owned_ = set_owners(out, files);
  }

  void note_unread(const extract::Assembly& out) {
    const bool is_system = inventory_.subject.distro != model::Distro{} || !out.ownerships.empty();
    const extract::unread::Surroundings around{
        .components = out.components,
        .view = view_,
        .is_system = is_system,
        .owned = [&](std::string_view path) { return owned_.contains(real_path(path)); }};
    auto notes = extract::unread::notes_of(out.unread, around);
    std::move(notes.begin(), notes.end(), std::back_inserter(inventory_.notes));
  }

  // One package that is known in several ways (installed, and named by a lock file) is one component: of the
  // strongest evidence, with the places of all. Two owners, or a removed database, stay apart.
  void merge(std::vector<model::Component> all, std::vector<model::Edge>& edges) {
    const auto key = [&](const model::Component& one) {
      return std::tie(one.purl, one.owner, one.source_name, one.source_version, one.database_removed);
    };
    const auto rank = [](const model::Component& one) {
      return std::tie(one.evidence, one.scope, *one.details, one.properties);
    };
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const auto by_key = key(all[a]) <=> key(all[b]);
      return by_key == 0 ? rank(all[a]) < rank(all[b]) : by_key < 0;
    });
    auto& merged = inventory_.components;
    std::vector<std::uint32_t> now(all.size());  // where each of them went
    bool scope_known = false;  // a lock file's word on what is installed; the nearest scope comes first
    for (const auto i : order) {
      auto& one = all[i];
      const bool declared = one.evidence == model::Evidence::kDeclared;
      if (merged.empty() || key(merged.back()) != key(one)) {
        scope_known = declared;
        merged.push_back(std::move(one));
        now[i] = static_cast<std::uint32_t>(merged.size() - 1);
        continue;
      }
      now[i] = static_cast<std::uint32_t>(merged.size() - 1);
      auto& into = merged.back();
      if (declared && !scope_known && into.scope == model::Scope::kRequired) into.scope = one.scope;
      scope_known = scope_known || declared;
      model::join(into, std::move(one));
    }
    for (auto& component : merged) model::normalise(component);
    for (auto& edge : edges) edge.from = now[edge.from], edge.to = now[edge.to];
  }

  void add_edges(std::vector<model::Edge> edges, std::size_t left_out) {
    inventory_.edges = std::move(edges);
    left_out += model::add_containment(inventory_);
    if (left_out == 0) return;
    add_note(model::edges_left_out(left_out));
  }

  void add_note(model::Note note) {
    if (meter_.charge(base::Account::kNotes, 1, note.file)) inventory_.notes.push_back(std::move(note));
  }

  void collect_notes() {
    for (std::size_t position = 0; position < view_.positions().size(); ++position) {
      const auto& layer = view_.at(position);
      const auto& notes = layer.analysis->content.notes;
      for (const auto& note : notes) add_note_of(layer, note);
      for (const auto& note : layer.notes) {  // unless the tar reader has met the same error
        const bool told =
            std::ranges::any_of(notes, [&](const auto& one) { return one.message.ends_with(note.message); });
        if (!told) add_note_of(layer, note);
      }
      for (const auto& failure : layer.analysis->failures) add_failure(position, failure);
      for (const auto& [as, failure] : names_.further[view_.positions()[position]].failures) {
        if (as.empty()) add_failure(position, failure);
        if (!as.empty()) add_note_of(layer, failure.note);  // the link was followed because it shows
      }
    }
    for (const auto& note : names_.notes) add_note(note);
    collect_of_records();
  }

  void add_note_of(const ReadLayer& layer, model::Note note) {
    note.layer = layer.diff_id;
    add_note(std::move(note));
  }

  // Counts by its own name, or else by another that the file was not read under again.
  void add_failure(std::size_t position, const extract::Failure& failure) {
    const ImageFile file{position, view_.positions()[position], failure.entry};
    if (view_.shows(position, view_.entry(file))) return add_note_of(view_.at(position), failure.note);
    const auto names = without_record_.find({position, failure.entry, failure.extractor});
    if (names == without_record_.end()) return;
    for (const auto* name : names->second) {
      auto note = failure.note;
      note.file = name->path;
      add_note_of(view_.at(position), std::move(note));
    }
  }

  // A record's notes and observations count if it does, by whatever name; they are told once, for the first of
  // its names. What a program says of itself is told where no package of the distribution says more.
  void collect_of_records() {
    std::set<const extract::Record*> told;
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      const bool of_accounts = catalogue_.role(number) == extract::Role::kAccounts;
      const bool only_unowned = catalogue_.role(number) == extract::Role::kBanner;
      for (const auto& found : by_extractor_[number].present) {
        const auto& record = *found.record;
        if (only_unowned && owned_.contains(real_path(found.path))) continue;
        if (record.notes.empty() && record.observations.empty()) continue;
        if (!told.insert(&record).second) continue;
        for (auto note : record.notes) {
          place(found, note.file, note.layer);
          add_note(std::move(note));
        }
        if (of_accounts && !holds_secrets(record)) {
          facts_.add_rows(found);
          continue;
        }
        // A distribution's own keys are everybody's.
        if (holds_secrets(record) && owned_.contains(real_path(found.path))) continue;
        for (const auto& observation : record.observations) observe(found, observation);
      }
    }
  }

  static bool holds_secrets(const extract::Record& record) {
    return std::ranges::any_of(record.observations,
                               [](const auto& one) { return one.kind == model::ObservationKind::kSecret; });
  }

  // Whoever gets the image gets its lower layers, too.
  void tell_removed_secrets() {
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_.role(number) != extract::Role::kAccounts) continue;
      for (const auto& found : by_extractor_[number].removed) {
        for (auto observation : found.record->observations) {
          if (observation.kind != model::ObservationKind::kSecret) continue;
          observation.message += "; a later layer takes the file away, and this one still has it";
          observe(found, std::move(observation));
        }
      }
    }
  }

  void tell_facts() {
    const auto package_of = [&](std::string_view path) {
      const auto found = owned_.find(real_path(path));
      return found == owned_.end() ? std::string() : found->second;
    };
    facts_.tell(package_of, meter_, inventory_);
  }

  // What parse() left open: it knows neither the file's name in the image nor its layer.
  static void place(const Found& found, std::string& path, std::string& layer) {
    if (path.empty() || path.starts_with('!')) path = found.path + path;
    layer = found.layer;
  }

  void observe(const Found& found, model::Observation observation) {
    place(found, observation.location.path, observation.location.layer);
    if (meter_.charge(base::Account::kRecords, model::held_bytes(observation), found.path))
      inventory_.observations.push_back(std::move(observation));
  }

  const ImageView& view_;
  const Names& names_;
  const extract::Catalogue& catalogue_;
  base::Meter& meter_;
  model::Inventory& inventory_;
  std::vector<Records> by_extractor_;
  // Further names of files that gave no record; by position, entry and extractor.
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, std::vector<const FurtherName*>>
      without_record_;
  std::map<std::string, std::string> top_folders_;
  // Of files whose names lead through a link to a folder.
  std::map<std::string, std::string, std::less<>> without_links_;
  // Files of interest that a package of the distribution has, and its package URL.
  std::map<std::string, std::string> owned_;
  FileFacts facts_;
  std::map<std::string, const extract::ContentDigests*> digests_;  // by path
};

}  // namespace

void assemble(const ImageView& view, const Names& names, const extract::Catalogue& catalogue,
              base::Meter& meter, model::Inventory& inventory) {
  Assembler(view, names, catalogue, meter, inventory).run();
}

}  // namespace pratique::scan
