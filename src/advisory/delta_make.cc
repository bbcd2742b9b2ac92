#include <fmt/format.h>
#include <sqlite3.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "advisory/compact.h"
#include "advisory/database.h"
#include "advisory/delta.h"
#include "advisory/delta_form.h"
#include "advisory/table_rows.h"
#include "advisory/write.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

using compact::CompactWriter;
using delta::Step;

// Counts what goes to the sink.
class Out {
 public:
  explicit Out(const base::Sink& sink) : sink_(sink) {}
  Result<void> write(std::string_view text) {
    bytes_ += text.size();
    return sink_(text);
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  const base::Sink& sink_;
  std::uint64_t bytes_ = 0;
};

// Steps and rows until a block is full.
class Blocks {
 public:
  explicit Blocks(Out& out) : out_(out) {}

  // Old rows that this one is packed after.
  Result<void> skip(const TableRow& old) { return with_old(old, Step::kSkip); }
  Result<void> copy() { return step(Step::kCopy); }
  Result<void> insert(const TableRow& row) {
    PQ_CHECK(step(Step::kInsert));
    CompactWriter table;
    table.number(row.table);
    rows_ += table.take();
    return add(row, rows_);
  }
  Result<void> replace(const TableRow& old, const TableRow& row) {
    PQ_CHECK(with_old(old, Step::kReplace));
    return add(row, rows_);
  }
  Result<void> close_if_full() {
    const bool full =
        old_.size() + rows_.size() >= delta::kBlockBytes || steps_bytes_ >= delta::kMaxSteps / 2;
    return full ? close() : Result<void>();
  }
  Result<void> close() {
    finish_step();
    if (steps_bytes_ == 0) return {};
    const auto steps = std::exchange(steps_, {}).take();
    PQ_TRY(const auto packed_steps, pack_after({}, steps));
    PQ_TRY(const auto packed_rows, pack_after(old_, rows_));
    CompactWriter block;
    block.number(1);
    block.number(steps.size());
    block.text(packed_steps);
    block.number(rows_.size());
    block.text(packed_rows);
    old_.clear();
    rows_.clear();
    steps_bytes_ = 0;
    return out_.write(block.take());
  }

 private:
  Result<void> with_old(const TableRow& old, Step what) {
    PQ_CHECK(step(what));
    return add(old, old_);
  }
  static Result<void> add(const TableRow& row, std::string& into) {
    const auto before = into.size();
    append(row, into);
    if (into.size() - before > delta::kMaxRow)
      return base::over_limit(fmt::format("a row of {} beyond 48 MiB", row.shape().name));
    return {};
  }
  Result<void> step(Step what) {
    if (what != what_) finish_step();
    what_ = what;
    ++count_;
    return {};
  }
  void finish_step() {
    if (count_ == 0) return;
    steps_.number(count_ * 4 + static_cast<std::uint64_t>(what_));
    steps_bytes_ += 10;  // at most
    count_ = 0;
  }

  Out& out_;
  std::string old_, rows_;
  CompactWriter steps_;
  std::uint64_t steps_bytes_ = 0, count_ = 0;
  Step what_ = Step::kCopy;
};

// Walks both side by side. What a row of the older database would be in the newer one shows when all rows that it
// refers to were met: those of the groups before its own.
class Walk {
 public:
  Walk(TableRows older, TableRows newer, Blocks& blocks)
      : older_(std::move(older)), newer_(std::move(newer)), blocks_(blocks) {}

  Result<DeltaFigures> run() {
    PQ_CHECK(advance_older());
    PQ_CHECK(advance_newer());
    while (old_ || new_) {
      const int group = old_ && new_ ? std::min(older_.row().group(), newer_.row().group())
                                     : (old_ ? older_ : newer_).row().group();
      if (group != group_) PQ_CHECK(blocks_.close());
      group_ = group;
      PQ_CHECK(one());
      PQ_CHECK(blocks_.close_if_full());
    }
    PQ_CHECK(blocks_.close());
    return figures_;
  }

 private:
  Result<void> one() {
    const bool old_here = old_ && older_.row().group() == group_;
    const bool new_here = new_ && newer_.row().group() == group_;
    if (old_here && !plain_) {
      PQ_CHECK(older_.make_plain());
      renumber(older_.row(), map_);
      plain_ = true;
    }
    const int order = !new_here                 ? -1
                      : !old_here               ? 1
                      : !has_keys(older_.row()) ? -1
                                                : compare_keys(older_.row(), newer_.row());
    if (order < 0) return skip();
    if (order > 0) {
      ++figures_.added;
      PQ_CHECK(blocks_.insert(newer_.row()));
      return advance_newer();
    }
    const bool same = older_.row().cells == newer_.row().cells;
    ++(same ? figures_.same : figures_.replaced);
    PQ_CHECK(same ? blocks_.copy() : blocks_.replace(older_.row(), newer_.row()));
    number(own_number_);
    PQ_CHECK(advance_older());
    return advance_newer();
  }

  Result<void> skip() {
    ++figures_.removed;
    PQ_CHECK(blocks_.skip(older_.row()));
    number(NumberMap::kGone);
    return advance_older();
  }

  // The older row at hand has this number now.
  void number(std::uint64_t now) {
    const auto kind = older_.row().shape().columns.front().second;
    if (kind == ColumnKind::kOwnString) map_.strings.add(now);
    if (kind == ColumnKind::kOwnRecord) map_.records.add(now);
  }

  Result<void> advance_older() {
    PQ_TRY(old_, older_.next());
    plain_ = false;
    return {};
  }
  Result<void> advance_newer() {
    PQ_TRY(new_, newer_.next());
    if (!new_) return {};
    own_number_ = static_cast<std::uint64_t>(newer_.row().cells.front().number);
    return newer_.make_plain();
  }

  TableRows older_, newer_;
  Blocks& blocks_;
  Renumbering map_;
  DeltaFigures figures_;
  bool old_ = false, new_ = false, plain_ = false;
  int group_ = -1;
  // Of the newer row, before it was made plain; of a table without own numbers its first number.
  std::uint64_t own_number_ = 0;
};

// That it is a database of ours, of this version, is said by whoever opens databases.
Result<Connection> opened(const std::string& path) {
  PQ_TRY(const auto checked, Database::open(path));
  return Connection::open_sealed(path);
}

}  // namespace

std::string library_versions() {
  return fmt::format("sqlite {}, zstd {}", sqlite3_libversion(), ZSTD_versionString());
}

Result<std::string> file_digest(const std::string& path) {
  PQ_TRY(const auto file, codec::open_file(path));
  crypto::Sha256 hash;
  for (;;) {
    PQ_TRY(const auto chunk, file->next());
    if (chunk.empty()) return hash.finish();
    hash.update(chunk);
  }
}

Result<DeltaFigures> make_delta(const std::string& older, const std::string& newer, const base::Sink& sink) {
  PQ_TRY(const auto first, opened(older));
  PQ_TRY(const auto second, opened(newer));
  PQ_TRY(auto from, TableRows::open(first));
  PQ_TRY(auto to, TableRows::open(second));
  CompactWriter header;
  header.number(kSchemaVersion);
  for (const auto& path : {older, newer}) {
    PQ_TRY(const auto digest, file_digest(path));
    header.text(digest);
  }
  std::error_code error;
  header.number(std::filesystem::file_size(newer, error));
  header.text(library_versions());
  PQ_TRY(const auto dictionary, pack_after(from.dictionary(), to.dictionary()));
  CompactWriter head;
  head.text(header.take());
  head.number(to.dictionary().size());
  head.text(dictionary);
  Out out(sink);
  PQ_CHECK(out.write(delta::kMagic));
  PQ_CHECK(out.write(head.take()));
  Blocks blocks(out);
  PQ_TRY(auto figures, Walk(std::move(from), std::move(to), blocks).run());
  CompactWriter end;
  end.number(0);
  PQ_CHECK(out.write(end.take()));
  figures.bytes = out.bytes();
  return figures;
}

}  // namespace pratique::advisory
