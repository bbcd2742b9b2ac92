#include "extract/stream/streams.h"

#include <algorithm>
#include <array>

namespace pratique::extract {

namespace {

using layer::ByteRange;

// The end of a range, which may claim to reach beyond what can be counted.
std::uint64_t end_of(const ByteRange& range) {
  return range.offset + std::min(range.size, UINT64_MAX - range.offset);
}

std::vector<ByteRange> merged(std::vector<ByteRange> ranges) {
  std::ranges::sort(ranges, {}, &ByteRange::offset);
  std::vector<ByteRange> out;
  for (const auto& range : ranges) {
    if (!out.empty() && range.offset <= end_of(out.back())) {
      out.back().size = std::max(end_of(out.back()), end_of(range)) - out.back().offset;
    } else if (range.size > 0) {
      out.push_back(range);
    }
  }
  return out;
}

// Calls with each part of [from, to) that lies in a range.
template <class Call>
void each_part(const std::vector<ByteRange>& ranges, std::uint64_t from, std::uint64_t to, const Call& call) {
  for (const auto& range : ranges) {
    const auto begin = std::max(from, range.offset), end = std::min(to, end_of(range));
    if (begin < end) call(begin, end);
  }
}

}  // namespace

StreamSet::StreamSet(const Members& members) {
  std::vector<std::string> texts;
  for (const auto& [number, extractor] : members) {
    members_[number] = extractor;
    for (std::size_t i = 0; i < extractor->patterns().size(); ++i) {
      const auto& text = extractor->patterns()[i];
      const auto known = static_cast<std::size_t>(std::ranges::find(texts, text) - texts.begin());
      if (known == texts.size()) {
        texts.push_back(text);
        owners_.emplace_back();
      }
      owners_[known].push_back({number, i});
    }
  }
  patterns_ = std::make_unique<const Patterns>(std::move(texts));
}

const StreamExtractor* StreamSet::find(std::size_t extractor) const {
  const auto found = members_.find(extractor);
  return found == members_.end() ? nullptr : found->second;
}

Streams::Streams(const StreamSet& set)
    : set_(set), search_(set.patterns(), [this](const PatternHit& hit) { tell(hit); }) {}

void Streams::begin() {
  search_.finish();
  running_.clear();
  ranges_.clear();
  at_ = 0;
  searched_.reset();
  error_.reset();
}

void Streams::add(std::size_t extractor, std::vector<ByteRange> ranges) {
  const auto* member = set_.find(extractor);
  if (member == nullptr) return;
  ranges = merged(std::move(ranges));
  if (!member->patterns().empty()) {
    ranges_.insert(ranges_.end(), ranges.begin(), ranges.end());
    ranges_ = merged(std::move(ranges_));
  }
  running_.push_back(
      {extractor, member->scanner(), std::move(ranges), std::vector<std::size_t>(member->patterns().size())});
}

const Streams::Running* Streams::find(std::size_t extractor) const {
  const auto found = std::ranges::find(running_, extractor, &Running::extractor);
  return found == running_.end() ? nullptr : &*found;
}

void Streams::feed(std::uint64_t offset, base::Bytes piece) {
  if (offset > at_) hole(at_, offset);
  at_ = offset + piece.size();
  each_part(ranges_, offset, at_,
            [&](auto from, auto to) { pass(from, piece.subspan(from - offset, to - from)); });
  for (auto& one : running_) {
    each_part(one.ranges, offset, at_,
              [&](auto from, auto to) { one.scanner->bytes(from, piece.subspan(from - offset, to - from)); });
  }
}

// Of a hole as much as a hit at either of its edges may show; none is in it.
void Streams::hole(std::uint64_t from, std::uint64_t to) {
  static constexpr std::array<std::byte, kShown> kZeros{};
  each_part(ranges_, from, to, [&](std::uint64_t begin, std::uint64_t end) {
    const auto first = std::min<std::uint64_t>(end - begin, kShown);
    pass(begin, base::Bytes(kZeros).first(first));
    const auto last = std::min<std::uint64_t>(end - begin - first, kShown);
    if (last > 0) pass(end - last, base::Bytes(kZeros).first(last));
  });
}

void Streams::pass(std::uint64_t offset, base::Bytes piece) {
  if (error_) return;
  if (searched_ != offset) {
    if (auto started = search_.start(offset); !started) {
      error_ = std::move(started).error();
      return;
    }
  }
  searched_ = offset + piece.size();
  if (auto fed = search_.feed(piece); !fed) error_ = std::move(fed).error();
}

// Each owner sees of it what lies in that one of its own ranges that holds the text.
void Streams::tell(const PatternHit& hit) {
  const auto length = set_.patterns().texts()[hit.pattern].size();
  const auto first = hit.offset - hit.at, last = first + hit.around.size();
  for (const auto& owner : set_.owners(hit.pattern)) {
    const auto one = std::ranges::find(running_, owner.extractor, &Running::extractor);
    if (one == running_.end() || one->hits[owner.pattern] == kMaxHits) continue;
    for (const auto& range : one->ranges) {
      if (hit.offset < range.offset || hit.offset + length > end_of(range)) continue;
      const auto from = std::max(first, range.offset), to = std::min(last, end_of(range));
      ++one->hits[owner.pattern];
      one->scanner->hit({owner.pattern, hit.offset, hit.around.substr(from - first, to - from),
                         static_cast<std::size_t>(hit.offset - from)});
    }
  }
}

Result<Record> Streams::finish(std::size_t extractor, const FileView& file) {
  if (at_ < file.size()) hole(std::exchange(at_, file.size()), file.size());
  search_.finish();
  searched_.reset();
  const auto& one = *find(extractor);
  if (error_ && !one.hits.empty()) return tl::unexpected(*error_);
  return one.scanner->finish(file);
}

// Of a file that came in parts the scanner is fed with those of its ranges that are there.
Result<Record> StreamExtractor::parse(const FileView& file) const {
  constexpr std::uint64_t kHead = 512;
  PQ_TRY(const auto head, file.read(0, std::min(file.size(), kHead)));
  const auto wish = wants({file.path(), file.size(), file.mode(), head});
  if (wish.kind == Wish::Kind::kNo) return Record{};
  const StreamSet set({{0, this}});
  Streams streams(set);
  streams.begin();
  streams.add(0, wish.streamed);
  if (!streams.has(0)) return scanner()->finish(file);
  for (const auto& range : merged(wish.streamed)) {
    if (range.offset >= file.size()) continue;
    const auto bytes = file.read(range.offset, std::min(range.size, file.size() - range.offset));
    if (bytes) streams.feed(range.offset, *bytes);
  }
  file.forget_needed();
  return streams.finish(0, file);
}

}  // namespace pratique::extract
