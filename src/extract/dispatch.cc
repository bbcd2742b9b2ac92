#include "extract/dispatch.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "extract/held_bytes.h"
#include "model/held_bytes.h"

namespace pratique::extract {

static bool says_nothing(const Record& record) { return record == Record{}; }

static base::Box<ContentDigests> digests_for(Role role, const Record& record, const FileView& file) {
  const bool carries = !record.components.empty() && !is_of_system(role);
  base::Box<ContentDigests> digests;
  if (!carries || !is_worth_hashing(file.path(), file.size())) return digests;
  if (const auto whole = file.whole()) digests.edit() = digests_of(*whole);
  return digests;
}

// Bytes of a file of that size that lie in at least one range.
static std::uint64_t covered(std::vector<layer::ByteRange> ranges, std::uint64_t size) {
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

namespace {

// What parse() made of a file for one extractor: one of the four, or nothing to speak of.
struct Parsed {
  std::optional<Item> item;
  std::optional<Failure> failure;
  std::vector<layer::ByteRange> needed;  // all ranges that a further pass must bring
  bool metered = false;                  // left out, an account of the meter being full
};

// One file, and what was brought of it.
struct Given {
  std::size_t number;
  const FileView& file;
  const std::vector<layer::ByteRange>& had;  // in this pass
  std::vector<layer::ByteRange> asked = {};  // by other extractors for the next one
  const std::string* log = nullptr;          // to be parsed with
};

class Parser {
 public:
  Parser(const Catalogue& catalogue, base::Meter& meter, Streams& streams)
      : catalogue_(catalogue), meter_(meter), streams_(streams) {}

  Parsed parse(std::size_t extractor, const Given& given) {
    const auto file = given.file.charging(meter_);
    Parsed out;
    auto record = streams_.has(extractor) ? streams_.finish(extractor, file)
                  : given.log != nullptr  ? catalogue_[extractor].parse_logged(file, *given.log)
                                          : catalogue_[extractor].parse(file);
    if (!record && record.error().kind == ErrorKind::kMetered) {
      meter_.miss(base::Account::kReread, file.path());
      out.metered = true;
    } else if (!record) {
      fail_or_postpone(extractor, given, file, record.error(), out);
    } else if (!says_nothing(*record) && charge(held_bytes(*record), file, out)) {
      auto digests = digests_for(catalogue_.role(extractor), *record, file);
      out.item = Item{given.number, extractor, std::move(*record), std::move(digests)};
    }
    return out;
  }

 private:
  bool charge(std::uint64_t bytes, const FileView& file, Parsed& out) {
    out.metered = !meter_.charge(base::Account::kRecords, bytes, file.path());
    return !out.metered;
  }

  void fail(std::size_t extractor, const Given& given, const Error& error, Parsed& out) {
    auto note = model::to_note(error, std::string(given.file.path()));
    if (charge(model::held_bytes(note), given.file, out))
      out.failure = Failure{given.number, extractor, std::move(note)};
  }

  void fail_or_postpone(std::size_t extractor, const Given& given, const FileView& file, const Error& error,
                        Parsed& out) {
    if (error.kind != ErrorKind::kNeedBytes || file.needed().empty())
      return fail(extractor, given, error, out);
    auto ranges = given.had;
    ranges.insert(ranges.end(), file.needed().begin(), file.needed().end());
    auto all = ranges;
    all.insert(all.end(), given.asked.begin(), given.asked.end());
    if (covered(std::move(all), file.size()) > kMaxFileBytes) {
      const auto words = fmt::format("{} MiB, more than the {} MiB that are read of one file",
                                     file.size() >> 20, kMaxFileBytes >> 20);
      return fail(extractor, given, {.kind = ErrorKind::kLimit, .what = words}, out);
    }
    constexpr std::uint64_t kPendingBytes = 200;
    const auto bytes = kPendingBytes + file.path().size() + ranges.size() * sizeof(layer::ByteRange);
    if (charge(bytes, file, out)) out.needed = std::move(ranges);
  }

  const Catalogue& catalogue_;
  base::Meter& meter_;
  Streams& streams_;
};

// The ranges of a file that are pending already.
template <class Pending>
std::vector<layer::ByteRange> asked(const Pending& pending, std::size_t number) {
  const auto found = pending.find(number);
  return found == pending.end() ? std::vector<layer::ByteRange>() : found->second.ranges;
}

}  // namespace

Wish Dispatcher::consider(std::size_t, const Candidate& candidate) {
  now_ = {};
  streams_.begin();
  bool whole = false;
  std::vector<layer::ByteRange> streamed;
  for (const auto number : catalogue_.triggered(candidate.path, candidate.head)) {
    auto wish = catalogue_[number].wants(candidate);
    if (wish.kind == Wish::Kind::kNo) continue;
    now_.extractors.push_back(number);
    whole = whole || wish.kind == Wish::Kind::kWhole;
    now_.ranges.insert(now_.ranges.end(), wish.ranges.begin(), wish.ranges.end());
    if (wish.streamed.empty()) continue;
    streamed.insert(streamed.end(), wish.streamed.begin(), wish.streamed.end());
    streams_.add(number, std::move(wish.streamed));
  }
  if (now_.extractors.empty()) return Wish::no();
  auto wish = whole ? Wish::whole() : Wish::parts(now_.ranges);
  wish.streamed = std::move(streamed);
  return wish;
}

void Dispatcher::visit(std::size_t number, const FileView& file) {
  Parser parser(catalogue_, meter_, streams_);
  for (const auto extractor : now_.extractors) {
    auto parsed = parser.parse(extractor, {number, file, now_.ranges, asked(analysis_.pending, number)});
    if (parsed.item) analysis_.items.push_back(std::move(*parsed.item));
    if (parsed.failure) analysis_.failures.push_back(std::move(*parsed.failure));
    analysis_.metered = analysis_.metered || parsed.metered;
    if (parsed.needed.empty()) continue;
    auto& pending = analysis_.pending[number];
    pending.extractors.push_back(extractor);
    pending.ranges.insert(pending.ranges.end(), parsed.needed.begin(), parsed.needed.end());
  }
}

LayerAnalysis analyse(layer::EntryStream& stream, const Catalogue& catalogue, base::Budget& held,
                      base::Meter& meter) {
  LayerAnalysis analysis;
  Dispatcher dispatcher(catalogue, analysis, meter);
  analysis.content = layer::read_layer(stream, dispatcher, held, meter);
  return analysis;
}

// A scanner sees the file from its start, so that those who wish for one are fed anew.
std::vector<layer::ByteRange> FurtherDispatcher::consider_again(std::size_t number,
                                                                const Candidate& candidate) {
  streams_.begin();
  std::vector<layer::ByteRange> streamed;
  const auto now = again_.find(number);
  if (now == again_.end()) return streamed;
  for (const auto& [extractor, as, log] : now->second.wanting) {
    if (catalogue_.streams().find(extractor) == nullptr || streams_.has(extractor)) continue;
    auto named = candidate;
    if (!as.empty()) named.path = as;
    auto wish = catalogue_[extractor].wants(named);
    streamed.insert(streamed.end(), wish.streamed.begin(), wish.streamed.end());
    streams_.add(extractor, std::move(wish.streamed));
  }
  return streamed;
}

void FurtherDispatcher::visit(std::size_t number, const FileView& file) {
  const auto now = again_.extract(number);
  if (now.empty()) return;
  for (const auto& wanting : now.mapped().wanting) {
    if (wanting.as.empty()) {
      parse(number, wanting, file, now.mapped().ranges);
    } else if (meter_.charge(base::Account::kReread, std::min(file.size(), kMaxFileBytes), wanting.as)) {
      parse(number, wanting, file.under_name(wanting.as), now.mapped().ranges);
    }
  }
}

void FurtherDispatcher::parse(std::size_t number, const FurtherRecords::Wanting& wanting,
                              const FileView& file, const std::vector<layer::ByteRange>& had) {
  auto parsed =
      Parser(catalogue_, meter_, streams_)
          .parse(wanting.extractor, {number, file, had, asked(further_.pending, number), wanting.log.get()});
  if (parsed.item) further_.items.push_back({wanting.as, std::move(*parsed.item)});
  if (parsed.failure) further_.failures.push_back({wanting.as, std::move(*parsed.failure)});
  if (parsed.needed.empty()) return;
  auto& pending = further_.pending[number];
  pending.wanting.push_back(wanting);
  pending.ranges.insert(pending.ranges.end(), parsed.needed.begin(), parsed.needed.end());
}

}  // namespace pratique::extract
