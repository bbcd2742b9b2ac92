#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "advisory/compact.h"
#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/delta_form.h"
#include "advisory/seal.h"
#include "advisory/table_rows.h"
#include "advisory/write.h"
#include "base/caught.h"

namespace pratique::advisory {

namespace {

using delta::Step;

constexpr const char* kTakeWhole = "take the whole database";

Error damaged(std::string what) {
  return {.kind = ErrorKind::kInvalid, .what = "damaged delta: " + std::move(what), .hint = kTakeWhole};
}

// The delta's bytes, in order.
class In {
 public:
  explicit In(codec::ByteSource& source) : source_(source) {}

  Result<std::string> take(std::uint64_t size) {
    std::string out;
    while (out.size() < size) {
      if (at_ == chunk_.size()) PQ_CHECK(more());
      const auto count = std::min<std::uint64_t>(size - out.size(), chunk_.size() - at_);
      out += base::as_text(chunk_.subspan(at_, count));
      at_ += count;
    }
    return out;
  }
  Result<std::uint64_t> number() {
    constexpr int kMost = 10;  // bytes of 64 bits in LEB128
    std::string bytes;
    do {
      PQ_TRY(const auto one, take(1));
      bytes += one;
    } while ((static_cast<unsigned char>(bytes.back()) & 0x80) != 0 && bytes.size() < kMost);
    return base::ByteReader(base::as_bytes(bytes)).uvarint();
  }
  Result<std::string> text(std::uint64_t limit, const char* what) {
    PQ_TRY(const auto size, number());
    if (size > limit) return base::over_limit(fmt::format("{} of a delta larger than {} bytes", what, limit));
    return take(size);
  }
  Result<std::string> unpacked(std::string_view prefix, std::uint64_t limit, const char* what) {
    PQ_TRY(const auto size, number());
    if (size > limit) return base::over_limit(fmt::format("{} of a delta larger than {} bytes", what, limit));
    // What is packed is never much larger than what it becomes.
    PQ_TRY(const auto packed, text(size + size / 8 + 1024, what));
    return unpack_after(prefix, base::as_bytes(packed), size);
  }
  Result<bool> at_end() {
    if (at_ < chunk_.size()) return false;
    PQ_TRY(chunk_, source_.next());
    at_ = 0;
    return chunk_.empty();
  }

 private:
  Result<void> more() {
    PQ_TRY(chunk_, source_.next());
    at_ = 0;
    if (chunk_.empty()) return tl::unexpected(damaged("it breaks off"));
    return {};
  }

  codec::ByteSource& source_;
  base::Bytes chunk_;
  std::size_t at_ = 0;
};

Result<DeltaHeader> read_header(In& in) {
  PQ_TRY(const auto magic, in.take(delta::kMagic.size()));
  if (magic != delta::kMagic)
    return base::fail(ErrorKind::kInvalid, "no delta of a database", {}, kTakeWhole);
  PQ_TRY(const auto text, in.text(delta::kMaxHeader, "the header"));
  base::ByteReader reader(base::as_bytes(text));
  DeltaHeader header;
  PQ_TRY(header.version, reader.uvarint());
  PQ_TRY(header.older, compact::text(reader));
  PQ_TRY(header.newer, compact::text(reader));
  PQ_TRY(header.newer_bytes, reader.uvarint());
  PQ_TRY(header.made_with, compact::text(reader));
  return header;
}

Result<void> check(const DeltaHeader& header, const std::string& older, const std::string& wanted) {
  if (header.version != kSchemaVersion) {
    return base::fail(
        ErrorKind::kUnsupported,
        fmt::format("a delta between databases of format version {}, not {}", header.version, kSchemaVersion),
        {}, kTakeWhole);
  }
  if (header.made_with != library_versions()) {
    return base::fail(
        ErrorKind::kUnsupported,
        fmt::format("a delta made with {}, and here is {}", header.made_with, library_versions()), {},
        kTakeWhole);
  }
  if (header.newer != wanted)
    return base::fail(ErrorKind::kMismatch, "a delta to another database than the one that is wanted", {},
                      kTakeWhole);
  PQ_TRY(const auto digest, file_digest(older));
  if (digest != header.older)
    return base::fail(ErrorKind::kMismatch, "a delta from another database than this one", {.file = older},
                      kTakeWhole);
  return {};
}

// Rows of the older database, in two places at once: `ahead` gathers those that a block's rows are packed after.
class Applying {
 public:
  Applying(In& in, TableRows older, TableRows ahead, TableRowWriter writer, bool same_dictionary)
      : in_(in),
        older_(std::move(older)),
        ahead_(std::move(ahead)),
        writer_(std::move(writer)),
        same_dictionary_(same_dictionary) {}

  Result<void> run() {
    for (;;) {
      PQ_TRY(const auto more, in_.number());
      if (more == 0) break;
      if (more != 1) return tl::unexpected(damaged("no block where one must be"));
      PQ_CHECK(block());
    }
    PQ_TRY(const bool left, older_.next());
    PQ_TRY(const bool end, in_.at_end());
    if (left || !end) return tl::unexpected(damaged("more behind its end"));
    return {};
  }

 private:
  struct Run {
    Step what;
    std::uint64_t count;
  };

  Result<void> block() {
    PQ_TRY(const auto steps, in_.unpacked({}, delta::kMaxSteps, "the steps"));
    std::vector<Run> runs;
    for (base::ByteReader reader(base::as_bytes(steps)); reader.remaining() > 0;) {
      PQ_TRY(const auto number, reader.uvarint());
      runs.push_back({static_cast<Step>(number % 4), number / 4});
    }
    PQ_TRY(const auto old_rows, look_ahead(runs));
    PQ_TRY(const auto rows, in_.unpacked(old_rows, delta::kMaxRows, "the rows"));
    base::ByteReader reader(base::as_bytes(rows));
    for (const auto& run : runs)
      for (std::uint64_t i = 0; i < run.count; ++i) PQ_CHECK(step(run.what, reader));
    if (reader.remaining() > 0) return tl::unexpected(damaged("rows without a step"));
    return {};
  }

  Result<std::string> look_ahead(const std::vector<Run>& runs) {
    std::string out;
    for (const auto& run : runs) {
      if (run.what == Step::kInsert) continue;
      for (std::uint64_t i = 0; i < run.count; ++i) {
        PQ_TRY(const bool any, ahead_.next());
        if (!any) return tl::unexpected(damaged("more rows than there are"));
        if (run.what == Step::kCopy) continue;
        PQ_CHECK(ahead_.make_plain());
        renumber(ahead_.row(), map_);
        append(ahead_.row(), out);
        if (out.size() > delta::kMaxRows) return base::over_limit("old rows of a block of a delta");
      }
    }
    return out;
  }

  Result<void> step(Step what, base::ByteReader& rows) {
    if (what != Step::kInsert) {
      PQ_TRY(const bool any, older_.next());
      if (!any) return tl::unexpected(damaged("more rows than there are"));
    }
    switch (what) {
      case Step::kCopy:
        return copy();
      case Step::kSkip:
        number(NumberMap::kGone);
        return {};
      case Step::kReplace: {
        number(writer_.next_number(older_.row().table));
        PQ_CHECK(read_row(rows, older_.row().table, row_));
        break;
      }
      case Step::kInsert: {
        PQ_TRY(const auto table, rows.uvarint());
        if (table >= table_shapes().size()) return tl::unexpected(damaged("no such table"));
        PQ_CHECK(read_row(rows, table, row_));
        break;
      }
    }
    return writer_.write(row_);
  }

  // A body that is packed with the same dictionary is the same body.
  Result<void> copy() {
    number(writer_.next_number(older_.row().table));
    if (!same_dictionary_) PQ_CHECK(older_.make_plain());
    auto& row = older_.row();
    renumber(row, map_);
    return same_dictionary_ ? writer_.write_packed(row) : writer_.write(row);
  }

  // The older row at hand has this number now.
  void number(std::uint64_t now) {
    const auto kind = older_.row().shape().columns.front().second;
    if (kind == ColumnKind::kOwnString) map_.strings.add(now);
    if (kind == ColumnKind::kOwnRecord) map_.records.add(now);
  }

  In& in_;
  TableRows older_, ahead_;
  TableRowWriter writer_;
  const bool same_dictionary_;
  Renumbering map_;
  TableRow row_;
};

Result<void> write_newer(const std::string& older, In& in, const std::string& newer) {
  PQ_TRY(const auto from, Connection::open_sealed(older));
  PQ_TRY(auto to, Connection::create(newer));
  PQ_TRY(auto rows, TableRows::open(from));
  PQ_TRY(auto ahead, TableRows::open(from));
  PQ_TRY(const auto dictionary, in.unpacked(rows.dictionary(), delta::kMaxDictionary, "the dictionary"));
  const bool same_dictionary = dictionary == rows.dictionary();
  PQ_CHECK(to.execute("BEGIN"));
  PQ_CHECK(create_tables(to));
  {
    PQ_TRY(auto writer, TableRowWriter::open(to, dictionary));
    PQ_CHECK(Applying(in, std::move(rows), std::move(ahead), std::move(writer), same_dictionary).run());
  }
  return to.execute("COMMIT");
}

Result<DeltaHeader> apply(const std::string& older, codec::ByteSource& delta, const std::string& newer,
                          const std::string& wanted) {
  // That it is a database of ours, and of this version.
  PQ_TRY(const auto checked, Database::open(older));
  In in(delta);
  PQ_TRY(auto header, read_header(in));
  PQ_CHECK(check(header, older, wanted));
  PQ_CHECK(write_newer(older, in, newer));
  PQ_CHECK(seal(newer));
  PQ_TRY(const auto digest, file_digest(newer));
  if (digest != header.newer)
    return base::fail(ErrorKind::kMismatch, "the delta gives another database than it promises", {},
                      kTakeWhole);
  return header;
}

}  // namespace

Result<DeltaHeader> apply_delta(const std::string& older, codec::ByteSource& delta, const std::string& newer,
                                const std::string& wanted) {
  auto done = base::caught([&] { return apply(older, delta, newer, wanted); });
  if (!done) ::unlink(newer.c_str());
  return done;
}

}  // namespace pratique::advisory
