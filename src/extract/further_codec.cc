#include "extract/further_codec.h"

namespace pratique::extract {

namespace {

// Bytes that one takes at least.
constexpr std::uint64_t kLeastItem = 1 + 2 + 9 + 1, kLeastFailure = 1 + 2 + 5, kLeastPending = 3,
                        kLeastWanting = 3;

void put_item(const FurtherRecords::Named& named, record::RecordWriter& out) {
  out.put(named.as);
  out.put(std::uint64_t{named.item.entry});
  out.put(std::uint64_t{named.item.extractor});
  out.put(named.item.record);
  out.put(named.item.digests);
}

void put_wanting(const FurtherRecords::Wanting& wanting, record::RecordWriter& out) {
  out.put(std::uint64_t{wanting.extractor});
  out.put(wanting.as);
  out.put(wanting.log != nullptr);
  if (wanting.log != nullptr) out.put(*wanting.log);
}

std::size_t extractor(const Catalogue& catalogue, record::RecordReader& in) {
  const auto offset = in.position();
  const auto number = in.number();
  if (number >= catalogue.size()) in.refuse(offset, "an extractor that there is not");
  return number;
}

// Calls read() so many times as are there.
template <class Read>
void each(record::RecordReader& in, std::uint64_t least, const Read& read) {
  const auto count = in.count(least);
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) read();
}

}  // namespace

void put(const FurtherRecords& further, base::ByteWriter& bytes) {
  record::RecordWriter out(bytes);
  out.put(std::uint64_t{further.items.size()});
  for (const auto& named : further.items) put_item(named, out);
  out.put(std::uint64_t{further.failures.size()});
  for (const auto& [as, failure] : further.failures) {
    out.put(as);
    out.put(std::uint64_t{failure.entry});
    out.put(std::uint64_t{failure.extractor});
    out.put(failure.note);
  }
  put(further.pending, bytes);
}

void put(const FurtherDispatcher::Pending& pending, base::ByteWriter& bytes) {
  record::RecordWriter out(bytes);
  out.put(std::uint64_t{pending.size()});
  for (const auto& [entry, wanted] : pending) {
    out.put(std::uint64_t{entry});
    out.put(std::uint64_t{wanted.wanting.size()});
    for (const auto& wanting : wanted.wanting) put_wanting(wanting, out);
    out.put(wanted.ranges);
  }
}

void get(FurtherRecords& further, const Catalogue& catalogue, record::RecordReader& in) {
  each(in, kLeastItem, [&] {
    auto& named = further.items.emplace_back(FurtherRecords::Named{"", Item{0, 0, {}}});
    in.get(named.as);
    named.item.entry = in.number();
    named.item.extractor = extractor(catalogue, in);
    in.get(named.item.record);
    in.get(named.item.digests);
  });
  each(in, kLeastFailure, [&] {
    auto& named = further.failures.emplace_back(FurtherRecords::NamedFailure{"", Failure{0, 0, {}}});
    in.get(named.as);
    named.failure.entry = in.number();
    named.failure.extractor = extractor(catalogue, in);
    in.get(named.failure.note);
  });
  get(further.pending, catalogue, in);
}

void get(FurtherDispatcher::Pending& pending, const Catalogue& catalogue, record::RecordReader& in) {
  each(in, kLeastPending, [&] {
    const auto offset = in.position();
    const auto entry = in.number();
    if (!pending.empty() && std::prev(pending.end())->first >= entry)
      return in.refuse(offset, "files out of order");
    auto& wanted = pending[entry];
    each(in, kLeastWanting, [&] {
      auto& wanting = wanted.wanting.emplace_back();
      wanting.extractor = extractor(catalogue, in);
      in.get(wanting.as);
      bool logged = false;
      in.get(logged);
      if (logged) wanting.log = std::make_shared<const std::string>(in.text());
    });
    in.get(wanted.ranges);
  });
}

}  // namespace pratique::extract
