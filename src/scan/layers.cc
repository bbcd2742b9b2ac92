#include "scan/layers.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <set>

#include "base/parallel.h"
#include "base/text.h"

namespace pratique::scan {

namespace {

std::vector<std::size_t> reading_order(const std::vector<std::unique_ptr<LayerSource>>& sources,
                                       bool in_order) {
  std::vector<std::size_t> order(sources.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return in_order ? sources[a]->position < sources[b]->position : sources[a]->size > sources[b]->size;
  });
  return order;
}

Result<ReadLayers> read_once(std::vector<std::unique_ptr<LayerSource>>& sources,
                             const extract::Catalogue& catalogue, unsigned threads, bool in_order,
                             const Options& options, base::Meter& meter) {
  ReadLayers read;
  read.layers.resize(sources.size());
  std::vector<Result<void>> results(sources.size());
  base::Budget held(layer::kHeldBytes);
  std::mutex progress;
  std::size_t done = 0;
  const auto order = reading_order(sources, in_order);
  PQ_CHECK(base::run_parallel(threads, order.size(), [&](std::size_t next) {
    const auto i = order[next];
    ReadLayer& one = read.layers[i];
    one.diff_id = sources[i]->diff_id;
    results[i] = sources[i]->pass(true, [&](layer::EntryStream& stream) {
      extract::Dispatcher dispatcher(catalogue, one.records, meter);
      one.content = layer::read_layer(stream, dispatcher, held, meter);
    });
    if (one.content.reached) meter.miss(*one.content.reached, one.diff_id);
    const std::lock_guard lock(progress);
    if (options.progress) options.progress(++done, sources.size());
  }));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (!results[i]) return tl::unexpected(std::move(results[i]).error());
    auto& notes = read.layers[i].content.notes;
    for (auto& note : sources[i]->notes()) {  // unless the tar reader has met the same error
      const bool told = std::any_of(notes.begin(), notes.end(),
                                    [&](const auto& one) { return one.message.ends_with(note.message); });
      if (!told) notes.push_back(std::move(note));
    }
    read.statistics.unpacked += sources[i]->unpacked();
  }
  read.statistics.layers = sources.size();
  return read;
}

}  // namespace

Result<ReadLayers> read_layers(std::vector<std::unique_ptr<LayerSource>>& sources,
                               const extract::Catalogue& catalogue, unsigned threads, bool in_order,
                               const Options& options, base::Meter& meter) {
  const bool shared = threads > 1 && !in_order && sources.size() > 1;
  const auto mark = meter.mark(shared);
  auto read = read_once(sources, catalogue, shared ? threads : 1, in_order, options, meter);
  const bool again = meter.stopped();
  if (again) {
    read = ReadLayers{};  // let go first
    meter.go_back(mark);
    read = read_once(sources, catalogue, 1, in_order, options, meter);
  }
  return read;
}

namespace {

using Pending = std::map<std::size_t, extract::LayerRecords::Pending>;

constexpr std::uint64_t kLinkBytes = 250;  // what a further name takes until the end, its own text apart

// Links of the final view whose names interest an extractor. A symbolic link to a file that the same
// extractor has read needs nothing (assembly lends it the record); a hard link is a name of its own and is
// parsed under it.
class Links {
 public:
  Links(ReadLayers& read, const std::vector<std::size_t>& places, const layer::Stack& stack,
        const extract::Catalogue& catalogue, base::Meter& meter)
      : read_(read), places_(places), stack_(stack), catalogue_(catalogue), meter_(meter) {
    for (const auto& layer : read.layers) items_.emplace_back(layer.records);
  }

  void add_pending() {
    for (std::size_t position = 0; position < stack_.size(); ++position) {
      const auto& index = stack_.layer(position);
      for (const auto number : index.links()) consider(position, index.entries()[number]);
    }
    for (auto& [layer, item] : told_) read_.layers[layer].records.items.push_back(std::move(item));
  }

 private:
  void consider(std::size_t position, const layer::Entry& link) {
    const auto interested = catalogue_.triggered(link.path, {});
    if (interested.empty()) return;
    const auto shown = stack_.find(link.path);
    if (!shown || shown->layer != position || shown->entry != &link) return;
    const auto target = stack_.file(link.path);
    if (!target) return dangling(position, link, interested);
    const layer::Candidate candidate{
        .path = link.path, .size = target->entry->size, .mode = target->entry->mode, .head = {}};
    auto& layer = read_.layers[places_[target->layer]];
    const auto number = stack_.layer(target->layer).number_of(target->entry);
    for (const auto extractor : interested) {
      const auto wish = catalogue_[extractor].wants(candidate);
      if (wish.kind == extract::Wish::Kind::kNo) continue;
      if (link.type == layer::EntryType::kSymlink && has_record(places_[target->layer], number, extractor))
        continue;
      if (!meter_.charge(base::Account::kLinks, 1, link.path)) continue;
      if (!meter_.charge(base::Account::kRecords, kLinkBytes + link.path.size(), link.path)) continue;
      if (catalogue_.is_unread(extractor) && told_without_bytes(link, *target, number, extractor, wish))
        continue;
      if (lend(places_[target->layer], number, extractor, *target, link)) continue;
      auto& pending = layer.records.pending[number];
      if (join(pending, extractor, link)) continue;
      pending.wanting.push_back({extractor, std::string(link.path), {}});
      if (wish.kind == extract::Wish::Kind::kWhole)
        pending.ranges.push_back({0, std::min(candidate.size, extract::kMaxFileBytes)});
      pending.ranges.insert(pending.ranges.end(), wish.ranges.begin(), wish.ranges.end());
    }
  }

  // Whether an extractor makes the same record of a file under both names.
  bool same(std::size_t extractor, std::string_view a, std::string_view b) const {
    const auto use = catalogue_.name_use(extractor);
    return use == extract::NameUse::kNone ||
           (use == extract::NameUse::kBaseName && base::base_name(a) == base::base_name(b));
  }

  // The record of the file itself counts under the link's name too.
  bool lend(std::size_t layer, std::size_t number, std::size_t extractor, const layer::Place& target,
            const layer::Entry& link) {
    if (!same(extractor, target.entry->path, link.path)) return false;
    auto& items = read_.layers[layer].records.items;
    for (const auto* item : items_[layer].of(number)) {
      if (item->extractor != extractor) continue;
      items[static_cast<std::size_t>(item - items.data())].also.emplace_back(link.path);
      return true;
    }
    return false;
  }

  // The same for a file that a further pass brings under the name of a link before this one.
  bool join(extract::LayerRecords::Pending& pending, std::size_t extractor, const layer::Entry& link) const {
    if (catalogue_.name_use(extractor) == extract::NameUse::kWhole) return false;
    for (auto& wanting : pending.wanting) {
      if (wanting.extractor != extractor || wanting.as.empty() || !same(extractor, wanting.as, link.path))
        continue;
      wanting.also.emplace_back(link.path);
      return true;
    }
    return false;
  }

  bool has_record(std::size_t layer, std::size_t entry, std::size_t extractor) const {
    const auto items = items_[layer].of(entry);
    return std::any_of(items.begin(), items.end(),
                       [&](const auto* item) { return item->extractor == extractor; });
  }

  // That a file is not read is known by its name. Project files, which must be looked into, are no reason to
  // read a layer again because of a symbolic link.
  bool told_without_bytes(const layer::Entry& link, const layer::Place& target, std::size_t number,
                          std::size_t extractor, const extract::Wish& wish) {
    if (wish.kind == extract::Wish::Kind::kWhole) return link.type == layer::EntryType::kSymlink;
    const layer::FileView file(link.path, target.entry->size, target.entry->mode, {});
    auto record = catalogue_[extractor].parse(file);
    if (!record) return false;
    told_.push_back(
        {places_[target.layer], {number, extractor, std::string(link.path), {}, std::move(*record)}});
    return true;
  }

  // A package database that is a link to nothing is a database that cannot be read, not an empty one. Another
  // hard link to nothing hides no bytes of this image; it is told, since the file has a name that is looked
  // for.
  void dangling(std::size_t position, const layer::Entry& link, const std::vector<std::size_t>& interested) {
    const layer::Candidate candidate{.path = link.path, .size = 1, .mode = 0644, .head = {}};
    bool is_database = false, is_wanted = false;
    for (const auto extractor : interested) {
      if (catalogue_.is_unread(extractor)) continue;
      if (catalogue_[extractor].wants(candidate).kind == extract::Wish::Kind::kNo) continue;
      is_database = is_database || catalogue_.is_system(extractor);
      is_wanted = is_wanted || link.type == layer::EntryType::kHardlink;
    }
    if (!is_database && !is_wanted) return;
    read_.layers[places_[position]].content.notes.push_back(
        {.code = "unreadable",
         .message = "link leads to no file of the image: " + std::string(link.target.substr(0, 200)),
         .file = std::string(link.path),
         .incomplete = is_database});
  }

  ReadLayers& read_;
  const std::vector<std::size_t>& places_;
  const layer::Stack& stack_;
  const extract::Catalogue& catalogue_;
  base::Meter& meter_;
  std::vector<extract::ItemIndex> items_;
  struct Told {
    std::size_t layer;
    extract::LayerRecords::Item item;
  };
  std::vector<Told> told_;  // kept apart while items_ points into the layers' records
};

// The entries of a layer that show somewhere in the stack; pending work on others is dropped.
void keep_shown(Pending& pending, std::size_t layer, const std::vector<std::size_t>& places,
                const layer::Stack& stack) {
  std::erase_if(pending, [&](const auto& one) {
    for (std::size_t position = 0; position < stack.size(); ++position) {
      if (places[position] != layer) continue;
      const auto& entry = stack.layer(position).entries()[one.first];
      const bool by_link = std::any_of(one.second.wanting.begin(), one.second.wanting.end(),
                                       [](const auto& w) { return !w.as.empty(); });
      if (by_link || stack.shows(position, entry.path)) return false;
    }
    return true;
  });
}

// Told for each name under which the file was wanted: its own name may be one that a later layer took away.
void miss(ReadLayer& layer, std::size_t entry, const extract::LayerRecords::Pending& pending,
          std::string code, std::string message) {
  std::set<std::string> names;
  for (const auto& wanting : pending.wanting) names.insert(wanting.as);
  for (const auto& name : names) {
    const auto path = name.empty() ? std::string(layer.content.index->entries()[entry].path) : name;
    layer.records.failures.push_back(
        {entry, {.code = code, .message = message, .file = path, .incomplete = true}, name});
  }
}

}  // namespace

void read_further(ReadLayers& read, std::vector<std::unique_ptr<LayerSource>>& sources,
                  const std::vector<std::size_t>& places, const layer::Stack& stack,
                  const extract::Catalogue& catalogue, base::Meter& meter) {
  Links(read, places, stack, catalogue, meter).add_pending();
  // As they lie in an archive: one sweep over a compressed one then serves all layers.
  const auto order = reading_order(sources, true);
  for (int pass = 1; pass < layer::kMaxPasses; ++pass) {
    for (const auto i : order) {
      auto& records = read.layers[i].records;
      keep_shown(records.pending, i, places, stack);
      if (records.pending.empty()) continue;
      ++read.statistics.further_passes;
      auto again = std::exchange(records.pending, {});
      std::vector<layer::Rewish> wishes;
      for (const auto& [number, pending] : again) wishes.push_back({number, pending.ranges});
      extract::Dispatcher dispatcher(catalogue, records, meter, std::move(again));
      // The layer was verified in the first pass; what an error now keeps from us (the layer is damaged
      // further on, the archive was removed meanwhile) is noted file by file.
      (void)sources[i]->pass(
          false, [&](layer::EntryStream& stream) { layer::reread_layer(stream, wishes, dispatcher); });
      for (const auto& [number, pending] : dispatcher.unvisited()) {
        miss(read.layers[i], number, pending, "unreadable", "could not be read again for its content");
      }
    }
  }
  for (auto& one : read.layers) {
    for (const auto& [number, pending] : one.records.pending) {
      miss(one, number, pending, "limit", "needs more passes over the layer than are made");
    }
  }
}

}  // namespace pratique::scan
