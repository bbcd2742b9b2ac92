#include "extract/dispatch.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "extract/held_bytes.h"
#include "model/held_bytes.h"

namespace pratique::extract {

static constexpr std::size_t kLongestExtension =
    15;  // "egg-info" is the longest that anyone asks for; fits without allocation

Catalogue::Catalogue(std::vector<std::unique_ptr<Extractor>> extractors)
    : extractors_(std::move(extractors)) {
  for (std::size_t number = 0; number < extractors_.size(); ++number) {
    const auto info = extractors_[number]->info();
    name_uses_.push_back(info.name_use);
    const auto& triggers = info.triggers;
    system_.push_back(info.name.starts_with("os/"));
    unread_.push_back(info.name.starts_with("unread/"));
    for (const auto& name : triggers.base_names) base_names_.add(name, number);
    for (const auto& extension : triggers.extensions) extensions_.add(base::to_lower(extension), number);
    for (const auto& folder : triggers.folders) folders_.add(folder, number);
    for (const auto& name : triggers.folder_names) folder_names_.add(name, number);
    for (const auto& magic : triggers.magics) magics_.push_back({magic, number});
  }
}

// The same for a word in upper and lower case: these differ in bit 5 only.
std::size_t Catalogue::Table::shape_of(std::string_view word) {
  if (word.empty()) return 0;
  const auto letter = [](char c) { return static_cast<unsigned char>(c) | 0x20u; };
  return (word.size() * 8 + letter(word.front()) * 67 + letter(word.back()) * 11) % kShapes;
}

void Catalogue::Table::collect(std::string_view word, Numbers& found) const {
  const auto hit = numbers_.find(word);
  if (hit != numbers_.end()) found.insert(found.end(), hit->second.begin(), hit->second.end());
}

std::vector<std::size_t> Catalogue::triggered(std::string_view path, base::Bytes head) const {
  std::vector<std::size_t> found;
  const auto folder = base::folder_of(path);
  const auto name = folder.empty() ? base::base_name(path) : path.substr(folder.size() + 1);
  if (base_names_.may_have(name)) base_names_.collect(name, found);
  if (const auto dot = name.rfind('.'); dot != std::string_view::npos) {
    const auto extension = name.substr(dot + 1);
    if (extension.size() <= kLongestExtension && extensions_.may_have(extension))
      extensions_.collect(base::to_lower(extension), found);
  }
  if (folders_.may_have(folder)) folders_.collect(folder, found);
  if (const auto last = base::base_name(folder); folder_names_.may_have(last))
    folder_names_.collect(last, found);
  for (const auto& magic : magics_) {
    if (base::as_text(head).starts_with(magic.bytes)) found.push_back(magic.extractor);
  }
  if (found.size() < 2) return found;
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

ItemIndex::ItemIndex(const LayerRecords& records) {
  for (const auto& item : records.items) sorted_.push_back(&item);
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const auto* a, const auto* b) { return a->entry < b->entry; });
}

std::span<const LayerRecords::Item* const> ItemIndex::of(std::size_t entry) const {
  const auto begin = std::partition_point(sorted_.begin(), sorted_.end(),
                                          [&](const auto* item) { return item->entry < entry; });
  const auto end =
      std::partition_point(begin, sorted_.end(), [&](const auto* item) { return item->entry == entry; });
  return {begin, end};
}

Wish Dispatcher::consider(std::size_t, const Candidate& candidate) {
  now_ = {};
  bool whole = false;
  for (const auto number : catalogue_.triggered(candidate.path, candidate.head)) {
    const auto wish = catalogue_[number].wants(candidate);
    if (wish.kind == Wish::Kind::kNo) continue;
    now_.wanting.push_back({number, {}, {}});
    whole = whole || wish.kind == Wish::Kind::kWhole;
    now_.ranges.insert(now_.ranges.end(), wish.ranges.begin(), wish.ranges.end());
  }
  if (now_.wanting.empty()) return Wish::no();
  return whole ? Wish::whole() : Wish::parts(now_.ranges);
}

void Dispatcher::visit(std::size_t number, const FileView& file) {
  if (auto again = again_.extract(number)) now_ = std::move(again.mapped());
  for (const auto& wanting : now_.wanting) {
    if (wanting.as.empty()) {
      parse(number, wanting, file);
    } else if (meter_.charge(base::Account::kReread, std::min(file.size(), kMaxFileBytes), wanting.as)) {
      parse(number, wanting, file.under_name(wanting.as));
    }
  }
}

static bool says_nothing(const Record& record) {
  return record.kind.empty() && record.components.empty() && record.paths.empty() && record.facts.empty() &&
         record.notes.empty() && record.distro == model::Distro{};
}

std::unique_ptr<ContentDigests> Dispatcher::digests_for(std::size_t extractor, const Record& record,
                                                        const FileView& file) const {
  const bool carries = !record.components.empty() && !catalogue_.is_system(extractor);
  if (!carries || !is_worth_hashing(file.path(), file.size())) return nullptr;
  const auto whole = file.whole();
  return whole ? std::make_unique<ContentDigests>(digests_of(*whole)) : nullptr;
}

void Dispatcher::parse(std::size_t number, const LayerRecords::Wanting& wanting, const FileView& file) {
  auto record = catalogue_[wanting.extractor].parse(file);
  if (record) {
    if (!says_nothing(*record) && meter_.charge(base::Account::kRecords, held_bytes(*record), file.path())) {
      auto digests = digests_for(wanting.extractor, *record, file);
      records_.items.push_back(
          {number, wanting.extractor, wanting.as, wanting.also, std::move(*record), std::move(digests)});
    }
  } else if (record.error().kind == ErrorKind::kNeedBytes && !file.needed().empty()) {
    postpone(number, wanting, file);
  } else {
    fail(number, wanting, record.error(), file);
  }
  file.forget_needed();
}

void Dispatcher::fail(std::size_t number, const LayerRecords::Wanting& wanting, const Error& error,
                      const FileView& file) {
  auto note = model::to_note(error, std::string(file.path()));
  if (meter_.charge(base::Account::kRecords, model::held_bytes(note), file.path()))
    records_.failures.push_back({number, std::move(note), wanting.as});
}

// Bytes of a file of that size that lie in at least one range.
static std::uint64_t covered(std::vector<layer::Range> ranges, std::uint64_t size) {
  std::sort(ranges.begin(), ranges.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  std::uint64_t total = 0, end = 0;
  for (const auto& range : ranges) {
    const auto from = std::max(end, std::min(range.offset, size));
    const auto to = std::min(range.offset, size) + std::min(range.size, size - std::min(range.offset, size));
    if (to > from) total += to - from;
    end = std::max(end, to);
  }
  return total;
}

void Dispatcher::postpone(std::size_t number, const LayerRecords::Wanting& wanting, const FileView& file) {
  auto ranges = now_.ranges;
  ranges.insert(ranges.end(), file.needed().begin(), file.needed().end());
  auto all = ranges;  // with what other extractors ask of the same file
  if (const auto other = records_.pending.find(number); other != records_.pending.end())
    all.insert(all.end(), other->second.ranges.begin(), other->second.ranges.end());
  if (covered(std::move(all), file.size()) > kMaxFileBytes) {
    const auto words = fmt::format("{} MiB, more than the {} MiB that are read of one file",
                                   file.size() >> 20, kMaxFileBytes >> 20);
    return fail(number, wanting, {.kind = ErrorKind::kLimit, .what = words}, file);
  }
  constexpr std::uint64_t kPendingBytes = 200;
  const auto bytes = kPendingBytes + wanting.as.size() + ranges.size() * sizeof(layer::Range);
  if (!meter_.charge(base::Account::kRecords, bytes, file.path())) return;
  auto& pending = records_.pending[number];
  pending.wanting.push_back(wanting);
  pending.ranges.insert(pending.ranges.end(), ranges.begin(), ranges.end());
}

}  // namespace pratique::extract
