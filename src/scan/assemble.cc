#include "scan/assemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <set>
#include <tuple>

#include "base/text.h"
#include "extract/os/distro/choose.h"
#include "extract/unread/table/notes.h"
#include "layer/path.h"
#include "scan/owners.h"

namespace pratique::scan {

namespace {

using extract::Found;
using extract::Records;
using layer::EntryType;

class StackView : public extract::View {
 public:
  StackView(const layer::Stack& stack, const ReadLayers& read, const std::vector<std::size_t>& places)
      : stack_(stack), read_(read), places_(places) {}
  bool exists(std::string_view path) const override { return stack_.resolve(path).has_value(); }
  std::string layer_of(std::string_view path) const override {
    const auto resolved = stack_.resolve(path);
    const auto place = resolved ? stack_.find(*resolved) : std::nullopt;
    return place ? read_.layers[places_[place->layer]].diff_id : "";
  }
  std::string resolve(std::string_view path) const override { return stack_.resolve(path).value_or(""); }

 private:
  const layer::Stack& stack_;
  const ReadLayers& read_;
  const std::vector<std::size_t>& places_;
};

class Assembler {
 public:
  Assembler(const ReadLayers& read, const std::vector<std::size_t>& places, const layer::Stack& stack,
            const extract::Catalogue& catalogue, base::Meter& meter, model::Inventory& inventory)
      : read_(read),
        places_(places),
        stack_(stack),
        catalogue_(catalogue),
        meter_(meter),
        inventory_(inventory),
        view_(stack, read, places) {
    for (const auto& layer : read.layers) items_.emplace_back(layer.records);
  }

  void run() {
    sort_records();
    lend_to_symlinks();
    for (std::size_t number = 0; number < catalogue_.size(); ++number) order(by_extractor_[number]);
    choose_distro();
    extract::Assembly out;
    out.meter = &meter_;
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      auto& records = by_extractor_[number];
      records.view = &view_;
      records.distro = &inventory_.subject.distro;
      catalogue_[number].assemble(records, out);
    }
    find_owners(out);
    note_unread(out);
    merge(std::move(out.components));
    for (auto& note : out.notes) add_note(std::move(note));
    collect_notes();
    model::normalise(inventory_);
  }

 private:
  // Which record belongs to a file of the final view, and which to one that a later layer took away.
  void sort_records() {
    by_extractor_.resize(catalogue_.size());
    std::set<std::size_t> seen;
    for (std::size_t position = 0; position < stack_.size(); ++position) {
      const auto& layer = read_.layers[places_[position]];
      // A layer may stand at thousands of positions.
      const bool again = !seen.insert(places_[position]).second;
      const auto count = layer.records.items.size();
      if (again && !meter_.charge(base::Account::kLinks, count, layer.diff_id)) continue;
      for (const auto& item : layer.records.items) {
        const auto& entry = stack_.layer(position).entries()[item.entry];
        Found found{.path = item.as.empty() ? std::string(entry.path) : item.as,
                    .layer = layer.diff_id,
                    .layer_index = static_cast<int>(position),
                    .mode = entry.mode,
                    .record = &item.record};
        auto& records = by_extractor_[item.extractor];
        for (const auto& name : item.also) {
          records.present.push_back(found);
          records.present.back().path = name;
        }
        if (!item.as.empty() || shows(position, entry)) {
          if (item.digests) digests_[found.path] = item.digests.get();
          records.present.push_back(std::move(found));
        } else if (stack_.layer(position).find(entry.path) == &entry) {
          records.removed.push_back(std::move(found));
        }
      }
    }
  }

  bool shows(std::size_t position, const layer::Entry& entry) const {
    return stack_.layer(position).find(entry.path) == &entry && stack_.shows(position, entry.path);
  }

  // A symbolic link to a file whose record there is already: the record counts under the link's name too.
  void lend_to_symlinks() {
    for (std::size_t position = 0; position < stack_.size(); ++position) {
      const auto& index = stack_.layer(position);
      for (const auto number : index.links()) {
        const auto& link = index.entries()[number];
        if (link.type != EntryType::kSymlink) continue;
        const auto interested = catalogue_.triggered(link.path, {});
        if (interested.empty() || !shows(position, link)) continue;
        const auto target = stack_.file(link.path);
        if (target) lend(link, *target, interested);
      }
    }
  }

  void lend(const layer::Entry& link, const layer::Place& target,
            const std::vector<std::size_t>& interested) {
    const layer::Candidate candidate{
        .path = link.path, .size = target.entry->size, .mode = target.entry->mode, .head = {}};
    const auto& layer = read_.layers[places_[target.layer]];
    const auto number = stack_.layer(target.layer).number_of(target.entry);
    for (const auto* item : items_[places_[target.layer]].of(number)) {
      const bool fits = item->as.empty() &&
                        std::find(interested.begin(), interested.end(), item->extractor) != interested.end();
      if (!fits || catalogue_[item->extractor].wants(candidate).kind == extract::Wish::Kind::kNo) continue;
      if (!meter_.charge(base::Account::kLinks, 1, link.path)) continue;
      if (!meter_.charge(base::Account::kRecords, sizeof(Found) + link.path.size(), link.path)) continue;
      by_extractor_[item->extractor].present.push_back({.path = std::string(link.path),
                                                        .layer = layer.diff_id,
                                                        .layer_index = static_cast<int>(target.layer),
                                                        .mode = target.entry->mode,
                                                        .record = &item->record});
    }
  }

  static void order(Records& records) {
    const auto before = [](const Found& a, const Found& b) {
      return std::tie(a.path, a.layer_index) < std::tie(b.path, b.layer_index);
    };
    std::stable_sort(records.present.begin(), records.present.end(), before);
    std::stable_sort(records.removed.begin(), records.removed.end(), before);
  }

  void choose_distro() {
    for (std::size_t number = 0; number < catalogue_.size(); ++number) {
      if (catalogue_[number].info().name == "os/os_release") {
        inventory_.subject.distro = extract::choose_distro(by_extractor_[number].present);
      }
    }
  }

  // Package managers list "/lib/x" where the file lies in "usr/lib/x" since the usr-merge made the top
  // folders links.
  std::string real_path(std::string_view path) {
    const auto parts = base::cut(path, "/");
    if (!parts) return std::string(path);
    auto& real = top_folders_[std::string(parts->before)];
    if (real.empty()) real = real_folder(parts->before);
    return real + "/" + std::string(parts->after);
  }

  // The folder that a link leads to need not have an entry of its own.
  std::string real_folder(std::string_view folder) const {
    if (auto resolved = stack_.resolve(folder)) return *resolved;
    const auto place = stack_.find(folder);
    if (!place || place->entry->type != EntryType::kSymlink) return std::string(folder);
    return layer::clean_path(place->entry->target).value_or(std::string(folder));
  }

  void find_owners(extract::Assembly& out) {
    Files files{.real_path = [&](std::string_view path) { return real_path(path); },
                .digests = [&](const std::string& path) -> const extract::ContentDigests* {
                  const auto found = digests_.find(path);
                  return found == digests_.end() ? nullptr : found->second;
                },
                .layers = {}};
    for (const auto place : places_) files.layers.push_back(read_.layers[place].diff_id);
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
  void merge(std::vector<model::Component> all) {
    static const std::string kNone;
    const auto database = [](const model::Component& one) -> const std::string& {
      const auto found = one.properties.find("pratique:database");
      return found == one.properties.end() ? kNone : found->second;
    };
    const auto key = [&](const model::Component& one) {
      return std::tie(one.purl, one.owner, one.source_name, one.source_version, database(one));
    };
    const auto rank = [](const model::Component& one) { return std::tie(one.evidence, one.properties); };
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const auto by_key = key(all[a]) <=> key(all[b]);
      return by_key == 0 ? rank(all[a]) < rank(all[b]) : by_key < 0;
    });
    auto& merged = inventory_.components;
    for (const auto i : order) {
      auto& one = all[i];
      if (merged.empty() || key(merged.back()) != key(one)) {
        merged.push_back(std::move(one));
        continue;
      }
      auto& into = merged.back();
      std::move(one.locations.begin(), one.locations.end(), std::back_inserter(into.locations));
      std::move(one.licenses.begin(), one.licenses.end(), std::back_inserter(into.licenses));
      into.properties.merge(one.properties);
      if (into.supplier.empty()) into.supplier = std::move(one.supplier);
      if (into.homepage.empty()) into.homepage = std::move(one.homepage);
    }
    for (auto& component : merged) {
      auto& locations = component.locations;
      std::sort(locations.begin(), locations.end());
      locations.erase(std::unique(locations.begin(), locations.end()), locations.end());
    }
  }

  void add_note(model::Note note) {
    if (meter_.charge(base::Account::kNotes, 1, note.file)) inventory_.notes.push_back(std::move(note));
  }

  void collect_notes() {
    for (std::size_t position = 0; position < stack_.size(); ++position) {
      const auto& layer = read_.layers[places_[position]];
      for (auto note : layer.content.notes) {
        note.layer = layer.diff_id;
        add_note(std::move(note));
      }
      for (const auto& failure : layer.records.failures) {
        // A link was followed because it shows; the file's own name need not.
        const bool counts =
            !failure.as.empty() || shows(position, stack_.layer(position).entries()[failure.entry]);
        if (!counts) continue;
        auto note = failure.note;
        note.layer = layer.diff_id;
        add_note(std::move(note));
      }
    }
    collect_record_notes();
  }

  // A record's notes count if it does, by whatever name; they are told once, for the first of its names.
  void collect_record_notes() {
    std::set<const extract::Record*> told;
    for (const auto& records : by_extractor_) {
      for (const auto& found : records.present) {
        if (found.record->notes.empty() || !told.insert(found.record).second) continue;
        for (auto note : found.record->notes) {
          if (note.file.empty() || note.file.starts_with('!')) note.file = found.path + note.file;
          note.layer = found.layer;
          add_note(std::move(note));
        }
      }
    }
  }

  const ReadLayers& read_;
  const std::vector<std::size_t>& places_;
  const layer::Stack& stack_;
  const extract::Catalogue& catalogue_;
  base::Meter& meter_;
  model::Inventory& inventory_;
  StackView view_;
  std::vector<extract::ItemIndex> items_;  // by layer
  std::vector<Records> by_extractor_;
  std::map<std::string, std::string> top_folders_;
  std::set<std::string> owned_;  // files of interest that a package of the distribution has
  std::map<std::string, const extract::ContentDigests*> digests_;  // by path
};

}  // namespace

void assemble(const ReadLayers& read, const std::vector<std::size_t>& places, const layer::Stack& stack,
              const extract::Catalogue& catalogue, base::Meter& meter, model::Inventory& inventory) {
  Assembler(read, places, stack, catalogue, meter, inventory).run();
}

}  // namespace pratique::scan
