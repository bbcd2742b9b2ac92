#include "sandbox/wire.h"

#include <utility>

#include "extract/analysis_codec.h"
#include "extract/further_codec.h"
#include "sandbox/shared.h"

namespace pratique::sandbox {

namespace {

using extract::record::RecordReader;
using extract::record::RecordWriter;

// An order holds logs of databases, and names of links.
constexpr std::uint64_t kMaxOrderBytes = 256ull << 20;
constexpr std::uint64_t kErrorKinds = static_cast<std::uint64_t>(ErrorKind::kNeedBytes) + 1;

void put(RecordWriter& out, const std::optional<std::uint64_t>& number) {
  out.put(number.has_value());
  if (number) out.put(*number);
}
void get(RecordReader& in, std::optional<std::uint64_t>& number) {
  bool there = false;
  in.get(there);
  if (there) number = in.number();
}

void put(RecordWriter& out, const Error& error) {
  out.put(static_cast<std::uint64_t>(error.kind));
  for (const auto* text : {&error.what, &error.where.file, &error.where.layer, &error.hint}) out.put(*text);
  put(out, error.where.offset);
  put(out, error.where.line);
}
void get(RecordReader& in, Error& error) {
  error.kind = static_cast<ErrorKind>(in.number(kErrorKinds - 1));
  for (auto* text : {&error.what, &error.where.file, &error.where.layer, &error.hint}) in.get(*text);
  get(in, error.where.offset);
  get(in, error.where.line);
}

void put(RecordWriter& out, const base::Bounds& bounds) {
  for (const auto limit : bounds.limits) out.put(limit);
  for (const auto booked : bounds.booked) out.put(booked);
}
void get(RecordReader& in, base::Bounds& bounds) {
  for (auto& limit : bounds.limits) limit = in.number();
  for (auto& booked : bounds.booked) booked = in.number();
}

void put(RecordWriter& out, const std::vector<base::Meter::Reached>& missed) {
  out.put(static_cast<std::uint64_t>(missed.size()));
  for (const auto& one : missed) {
    out.put(static_cast<std::uint64_t>(one.account));
    out.put(one.count);
    out.put(one.first);
  }
}
void get(RecordReader& in, std::vector<base::Meter::Reached>& missed) {
  const auto count = in.number(base::kAccounts);
  for (std::uint64_t i = 0; i < count && !in.failed(); ++i) {
    auto& one = missed.emplace_back();
    one.account = static_cast<base::Account>(in.number(base::kAccounts - 1));
    one.count = in.number();
    in.get(one.first);
  }
}

// Of an analysis, what is true of this scan only.
void put_state(RecordWriter& out, const extract::LayerAnalysis& analysis) {
  out.put(analysis.metered);
  out.put(analysis.content.reached.has_value());
  if (analysis.content.reached) out.put(static_cast<std::uint64_t>(*analysis.content.reached));
}
void get_state(RecordReader& in, bool& metered, std::optional<base::Account>& reached) {
  in.get(metered);
  bool there = false;
  in.get(there);
  if (there) reached = static_cast<base::Account>(in.number(base::kAccounts - 1));
}

void put(RecordWriter& out, base::ByteWriter& bytes, const FirstPass& pass,
         const extract::Catalogue& catalogue) {
  out.put(pass.damage.has_value());
  if (pass.damage) put(out, *pass.damage);
  out.put(pass.may_be_cut);
  out.put(pass.diff_id);
  out.put(pass.unpacked);
  put_state(out, pass.analysis);
  extract::encode_as_it_is(pass.analysis, catalogue, bytes);
}

void put(RecordWriter&, base::ByteWriter& bytes, const FurtherPass& pass, const extract::Catalogue&) {
  extract::put(pass.records, bytes);
  extract::put(pass.unvisited, bytes);
}

Result<FirstPass> first(RecordReader& in, base::ByteReader& bytes, const extract::Catalogue& catalogue,
                        std::uint64_t memory) {
  FirstPass pass;
  bool damaged = false;
  in.get(damaged);
  if (damaged) get(in, pass.damage.emplace());
  in.get(pass.may_be_cut);
  in.get(pass.diff_id);
  in.get(pass.unpacked);
  bool metered = false;
  std::optional<base::Account> reached;
  get_state(in, metered, reached);
  PQ_CHECK(in.finish());
  PQ_TRY(const auto rest, bytes.take(bytes.remaining()));
  PQ_TRY(pass.analysis, extract::decode(rest, catalogue, memory));
  pass.analysis.metered = metered;
  pass.analysis.content.reached = reached;
  return pass;
}

Result<FurtherPass> further(RecordReader& in, base::ByteReader& bytes, const extract::Catalogue& catalogue) {
  FurtherPass pass;
  extract::get(pass.records, catalogue, in);
  extract::get(pass.unvisited, catalogue, in);
  PQ_CHECK(in.finish());
  if (bytes.remaining() > 0) return base::invalid_at(bytes.position(), "bytes after the end of the answer");
  return pass;
}

}  // namespace

std::string encode_error(const Error& error) {
  base::ByteWriter bytes(kMaxMessage - 1);
  RecordWriter out(bytes);
  put(out, error);
  return std::move(bytes).finish().value_or("");
}

Error decode_error(base::Bytes from) {
  base::ByteReader bytes(from);
  RecordReader in(bytes);
  Error error;
  get(in, error);
  if (in.failed()) return {.kind = ErrorKind::kIo, .what = "an error that cannot be told"};
  return error;
}

Result<std::string> encode(const PassOrder& order) {
  base::ByteWriter bytes(kMaxOrderBytes);
  RecordWriter out(bytes);
  const auto& task = order.task;
  out.put(task.first);
  out.put(static_cast<std::uint64_t>(task.form));
  out.put(task.name);
  out.put(std::vector<std::uint64_t>(task.shunned.begin(), task.shunned.end()));
  out.put(task.names_only);
  put(out, order.bounds);
  out.put(order.shared);
  extract::put(task.pending, bytes);
  return std::move(bytes).finish();
}

Result<PassOrder> decode_order(base::Bytes from, const extract::Catalogue& catalogue) {
  base::ByteReader bytes(from);
  RecordReader in(bytes);
  PassOrder order;
  auto& task = order.task;
  in.get(task.first);
  task.form = static_cast<StoredForm>(in.number(2));
  in.get(task.name);
  std::vector<std::uint64_t> shunned;
  in.get(shunned);
  task.shunned = {shunned.begin(), shunned.end()};
  in.get(task.names_only);
  get(in, order.bounds);
  in.get(order.shared);
  extract::get(task.pending, catalogue, in);
  PQ_CHECK(in.finish());
  return order;
}

Result<std::string> encode(const Answer& answer, const extract::Catalogue& catalogue) {
  base::ByteWriter bytes(extract::kMaxAnalysisBytes);
  RecordWriter out(bytes);
  out.put(answer.refused);
  out.put(answer.by_memory);
  put(out, answer.missed);
  out.put(answer.pass.has_value());
  if (!answer.pass) {
    put(out, answer.pass.error());
  } else {
    std::visit([&](const auto& pass) { put(out, bytes, pass, catalogue); }, *answer.pass);
  }
  return std::move(bytes).finish();
}

Result<Answer> decode_answer(base::Bytes from, bool is_first, const extract::Catalogue& catalogue,
                             std::uint64_t memory) {
  base::ByteReader bytes(from);
  RecordReader in(bytes, memory);
  Answer answer;
  in.get(answer.refused);
  in.get(answer.by_memory);
  get(in, answer.missed);
  bool done = false;
  in.get(done);
  PQ_CHECK(in.finish());
  if (!done) {
    Error error;
    get(in, error);
    PQ_CHECK(in.finish());
    if (bytes.remaining() > 0) return base::invalid_at(bytes.position(), "bytes after the end of the answer");
    answer.pass = tl::unexpected(std::move(error));
  } else if (is_first) {
    PQ_TRY(answer.pass, first(in, bytes, catalogue, memory));
  } else {
    PQ_TRY(answer.pass, further(in, bytes, catalogue));
  }
  return answer;
}

}  // namespace pratique::sandbox
