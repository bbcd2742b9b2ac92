#include "advisory/collect.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

#include "advisory/coverage.h"
#include "advisory/ecosystem.h"
#include "advisory/inputs.h"
#include "base/parallel.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxNames = 5;  // of files that no reader knows

// Beyond these the largest pack alone decides how long it takes.
constexpr unsigned kMaxThreads = 8;

// The declaration nearest above the files of a folder; one beside the packs speaks for all of them.
const Declaration* declaration_for(const Declarations& declarations, std::string folder) {
  if (declarations.empty()) return nullptr;
  for (;; folder = std::string(base::folder_of(folder))) {
    const auto at = declarations.find(folder);
    if (at != declarations.end()) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

// What one input gave.
struct Share {
  // Its records, sorted.
  Run run;
  std::uint64_t advisories = 0, records = 0;
  Declarations declarations;
  std::map<std::string, BuildReport::Source> sources;  // by feed
  std::set<std::string, std::less<>> ecosystems;       // families
  FirstLines notes, missing;
  FirstLines unknown{kMaxNames};  // files that no reader took
  std::uint64_t taken = 0;
  std::map<std::string, std::uint64_t> left_out;  // files of sample folders, by folder
};

// The records of one file; they join the others only when the file was this feed's after all. Of a large file
// they wait on the disk.
class FileSink : public FeedSink {
 public:
  // `sample`: the name of the folder of samples in which the file lies; empty: it does not.
  FileSink(std::string path, std::string_view sample, PieceFile& scratch)
      : path_(std::move(path)), folder_(base::folder_of(path_)), sample_(sample), records_(scratch) {}

  void add(Advisory advisory) override { keep(std::move(advisory), false); }
  void add_part(Advisory advisory) override { keep(std::move(advisory), true); }
  void add(Enrichment enrichment) override { keep(key_of(enrichment), encode(enrichment)); }
  void add(Lifecycle lifecycle) override { keep(key_of(lifecycle), encode(lifecycle)); }
  void add(Popularity popularity) override { keep(key_of(popularity), encode(popularity)); }
  void add(OriginName origin) override { keep(key_of(origin), encode(origin)); }
  void tell(std::string_view what) override { told_.add(path_ + ": " + std::string(what)); }
  void skip(std::string_view where, std::string_view why) override {
    notes_.add(path_ + (where.empty() ? "" : ": ") + std::string(where) + ": " + std::string(why));
  }

  Result<void> join(Share& share, const std::string& feed, const std::string& pack, const std::string& digest,
                    Sorter& into) && {
    PQ_CHECK(kept_);
    auto& source = share.sources[feed];
    source.feed = feed;
    source.pack = pack;
    ++source.files;
    source.advisories += count_;
    source.skipped += notes_.count();
    share.advisories += advisories_;
    share.records += count_;
    share.ecosystems.merge(ecosystems_);
    share.notes.add(notes_);
    share.notes.add(told_);
    PQ_CHECK(into.add(key_of_digest(feed + " " + digest)));
    const auto run = std::move(records_).take();
    const auto items = read(run);
    for (std::uint64_t number = 0;; ++number) {
      PQ_TRY(const bool any, items->next());
      if (!any) return {};
      PQ_CHECK(into.add(std::string(items->key()) + key_end(digest, number), items->value()));
    }
  }

  // Whether a record is about a package that the folder of samples is called by: "vulns/test" holds what is
  // known of the PyPI package "test".
  bool is_about_folder() const { return is_about_folder_; }

 private:
  void keep(Advisory advisory, bool part) {
    ++advisories_;
    if (!sample_.empty()) look_for_folder(advisory);
    for (const auto& affected : advisory.affected) {
      const auto family = ecosystem_family(affected.ecosystem);
      if (!ecosystems_.contains(family)) ecosystems_.emplace(family);
    }
    auto key = key_of(advisory);
    std::string value;
    {
      // Some take many MB, and are kept packed only.
      const FoundAdvisory found{std::move(advisory), part, folder_};
      value = encode(found);
    }
    keep(std::move(key), value);
  }
  void keep(std::string key, const std::string& value) {
    ++count_;
    if (kept_) kept_ = records_.add(key, value);
  }
  void look_for_folder(const Advisory& advisory) {
    for (const auto& affected : advisory.affected) {
      const std::string_view name = affected.name;
      if (base::equals_ignoring_case(name.substr(name.find_last_of("/:") + 1), sample_))
        is_about_folder_ = true;
    }
  }

  std::string path_, folder_;
  std::string_view sample_;
  RunWriter records_;
  std::uint64_t count_ = 0, advisories_ = 0;
  bool is_about_folder_ = false;
  std::set<std::string, std::less<>> ecosystems_;
  FirstLines notes_, told_;
  Result<void> kept_;
};

// Reads one input, alone: nothing here is shared between threads but the readers, which are pure.
class Reader {
 public:
  Reader(const FeedInput& input, const std::vector<std::unique_ptr<Feed>>& feeds, PieceFile& scratch,
         PieceFile& store)
      : input_(input), feeds_(feeds), scratch_(scratch), store_(store), records_(scratch) {}

  Result<Share> read() {
    const Offer offer{.file = [this](Source& source) { return offered(source); },
                      .refuse = [this](auto path, const auto& error) { damaged(path, error); }};
    if (input_.sample) {
      share_.left_out[input_.name] = 0;
    } else if (const auto done = visit(input_, offer); !done) {
      feed_ = nullptr;
      damaged(input_.name, done.error());
    }
    // Of a feed that is one file, such as CISA's catalogue, an unreadable file leaves nothing.
    if (share_.taken == 0 && share_.missing.empty()) share_.missing = share_.notes;
    PQ_CHECK(sound_);
    PQ_CHECK(sort());
    return std::move(share_);
  }

 private:
  bool offered(Source& source) {
    if (base::base_name(source.path()) == kDeclarationName) {
      declare(source);
      return true;
    }
    if (is_deleted(source.path())) return true;
    feed_ = feed_of(source);
    if (feed_ != nullptr) {
      take(source);
    } else if (source.error()) {
      // Damage before the head ends may be why nobody knows the file.
      damaged(source.path(), *source.error());
    } else {
      unclaimed(source.path(), source.head());
      return false;
    }
    return true;
  }

  Result<void> sort() {
    PQ_TRY(const auto items, records_.sorted());
    RunWriter writer(store_);
    for (;;) {
      PQ_TRY(const bool any, items->next());
      if (!any) break;
      PQ_CHECK(writer.add(items->key(), items->value()));
    }
    PQ_TRY(share_.run, std::move(writer).finish());
    return {};
  }

  // What the publisher deleted after the archive was made in which it still lies.
  bool is_deleted(std::string_view path) const {
    const auto* declaration = declaration_for(share_.declarations, std::string(base::folder_of(path)));
    return declaration != nullptr && declaration->is_deleted(path);
  }

  // The reader that the declaration nearest above names; where none does, the first that recognises the file.
  const Feed* feed_of(Source& source) const {
    const auto* declaration =
        declaration_for(share_.declarations, std::string(base::folder_of(source.path())));
    const bool named = declaration != nullptr && !declaration->feed.empty();
    const auto head = named ? std::string_view() : source.head();
    const auto found = std::find_if(feeds_.begin(), feeds_.end(), [&](const auto& feed) {
      return named ? feed->info().name == declaration->feed : feed->recognises(source.path(), head);
    });
    return found == feeds_.end() ? nullptr : found->get();
  }

  // Cut short enough, a feed is not recognised any more. A head of full length need not be the whole file.
  void unclaimed(std::string_view path, std::string_view head) {
    const auto damage = head.size() < kHeadBytes ? broken_off(path, head, false) : std::string_view();
    if (damage.empty()) return unknown(path);
    damaged(path, {.what = std::string(damage)});
  }

  void unknown(std::string_view path) {
    if (!sample_folder(path).empty()) return;
    share_.unknown.add(std::string(path));
  }

  // The records of a file that fails half-way are dropped with it: a part of a file would look like the
  // whole.
  void take(Source& source) {
    const auto& path = source.path();
    const auto folder = sample_folder(path);
    FileSink sink(path, base::base_name(folder), scratch_);
    auto read = feed_->read(source, sink);
    if (source.error()) return damaged(path, *source.error());
    if (!folder.empty() && !(read && sink.is_about_folder())) {
      ++share_.left_out[std::string(folder)];
      return;
    }
    auto digest = read ? source.digest() : Result<std::string>(std::string());
    if (!digest) return damaged(path, digest.error());
    // One document that could be read is whole; lines break off at any place.
    const bool document = path.ends_with(".json") || path.ends_with(".xml");
    const bool whole = (read && document) || !source.at_end();
    const auto damage = whole ? std::string_view() : broken_off(path, source.rest(), true);
    if (read) {
      ++share_.taken;
      const auto joined =
          std::move(sink).join(share_, std::string(feed_->info().name), input_.name, *digest, records_);
      if (!joined && sound_) sound_ = joined;
      if (!damage.empty()) miss(path, {.what = std::string(damage)});
    } else if (!damage.empty()) {
      damaged(path, {.what = std::string(damage)});
    } else if (read.error().kind == ErrorKind::kLimit || read.error().kind == ErrorKind::kNeedBytes) {
      damaged(path, read.error());
    } else if (read.error().kind == ErrorKind::kUnsupported) {
      unknown(path);
    } else {
      refuse(path, read.error());
    }
  }

  // What the system or a packing did not give, and nobody can say what it held.
  void damaged(std::string_view path, const Error& error) {
    if (!sample_folder(path).empty()) return;
    miss(path, error);
    refuse(path, error);
  }
  void miss(std::string_view path, const Error& error) { share_.missing.add(to_line(Error(error).in(path))); }

  // What cannot be read declares nothing, and is told.
  void declare(Source& source) {
    const auto content = source.all();
    auto declaration = content ? parse_declaration(*content) : tl::unexpected(content.error());
    if (declaration && !declaration->feed.empty() && !knows(declaration->feed))
      declaration = base::invalid("no reader of that name: \"" + declaration->feed + "\"");
    if (!declaration) return refuse(source.path(), declaration.error());
    share_.declarations[std::string(base::folder_of(source.path()))] = *std::move(declaration);
    const auto digest = "declaration " + crypto::sha256(base::as_bytes(*content));
    if (auto kept = records_.add(key_of_digest(digest)); !kept && sound_) sound_ = std::move(kept);
  }

  bool knows(std::string_view name) const {
    return std::any_of(feeds_.begin(), feeds_.end(),
                       [&](const auto& feed) { return feed->info().name == name; });
  }

  // Files that no reader claimed and a pack that breaks off have no feed: their row has an empty name.
  void refuse(std::string_view path, const Error& error) {
    share_.notes.add(to_line(Error(error).in(path)));
    const std::string feed(feed_ == nullptr ? "" : feed_->info().name);
    auto& source = share_.sources[feed];
    source.feed = feed;
    source.pack = input_.name;
    ++source.skipped;
  }

  const FeedInput& input_;
  const std::vector<std::unique_ptr<Feed>>& feeds_;
  const Feed* feed_ = nullptr;
  PieceFile &scratch_, &store_;
  Sorter records_;
  // What the disk refused: an error of the whole build.
  Result<void> sound_;
  Share share_;
};

// Largest first, so that no thread is left alone with the longest pack at the end.
std::vector<std::size_t> by_size(const std::vector<FeedInput>& inputs) {
  std::vector<std::size_t> order(inputs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return inputs[a].size > inputs[b].size; });
  return order;
}

// Shares are kept by the input's place, so who reads what does not show. Memory that runs out in one of the
// threads is the error of all: a feed that is left out for it would make packages look clean.
Result<std::vector<Share>> read_all(const std::vector<FeedInput>& inputs,
                                    const std::vector<std::unique_ptr<Feed>>& feeds, PieceFile& scratch,
                                    PieceFile& store, const Progress& progress) {
  std::vector<Share> shares(inputs.size());
  const auto order = by_size(inputs);
  std::size_t done = 0;
  std::mutex mutex;
  Result<void> sound;
  const auto threads = std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
  PQ_CHECK(base::run_parallel(threads, order.size(), [&](std::size_t i) {
    const auto& input = inputs[order[i]];
    auto share = Reader(input, feeds, scratch, store).read();
    const std::lock_guard lock(mutex);
    if (share) {
      shares[order[i]] = *std::move(share);
    } else if (sound) {
      sound = tl::unexpected(std::move(share).error());
    }
    if (progress) progress(input.name, ++done, inputs.size());
  }));
  PQ_CHECK(sound);
  return shares;
}

// What was not read, sorted by input as the shares are.
void join(const Share& share, const std::string& input, Collection& out) {
  out.advisories += share.advisories;
  out.missing.add(share.missing);
  out.notes.add(share.notes);
  for (const auto& [folder, files] : share.left_out) {
    const auto count = " (" + std::to_string(files) + (files == 1 ? " file)" : " files)");
    out.left_out.push_back(folder + (files == 0 ? "" : count));
  }
  if (share.unknown.empty()) return;
  if (share.taken == 0 && share.missing.empty() && share.left_out.empty()) {
    out.unknown_packs.push_back(input);
    return;
  }
  out.unknown_count += share.unknown.count();
  for (const auto& file : share.unknown.lines()) {
    if (out.unknown_files.size() < kMaxNames) out.unknown_files.push_back(file);
  }
}

std::string file_name(const FeedInput& input) {
  return std::filesystem::path(input.path).filename().string();
}

// Why an input is not what it was when it had that shard.
struct Fault {
  // "more.jsonl: its last line breaks off"; empty: nothing is wrong.
  std::string what;
  bool shrunk = false;
};

// "epss: 12 records in it, 290000 before": more than half is gone, of all or of what one reader gave, for a pack of
// several feeds may lose one of them (what another reader took over is not lost). What never had any (a pack that nobody knows, a declaration) lacks none.
Fault shrinking_of(const Share& share, const std::string& name, const StoredShard& earlier) {
  const auto is_less = [](std::uint64_t now, std::uint64_t was) { return now * 2 < was; };
  const auto tell = [&](std::uint64_t now, std::uint64_t was, const std::string& of) -> Fault {
    return {name + ": " + std::to_string(now) + (now == 1 ? " record" : " records") + of + " in it, " +
                std::to_string(was) + " before",
            true};
  };
  if (share.records == 0 && earlier.records > 0) return {name + ": no records in it", true};
  if (is_less(share.records, earlier.records)) return tell(share.records, earlier.records, "");
  for (const auto& was : earlier.sources) {
    const auto at = share.sources.find(was.feed);
    const auto now = at == share.sources.end() ? 0 : at->second.advisories;
    const auto in_all = earlier.records - std::min(share.records, earlier.records);
    if (is_less(now, was.advisories) && in_all * 2 >= was.advisories - now)
      return tell(now, was.advisories, " of " + was.feed);
  }
  return {};
}

Fault fault_of(const Share& share, const std::string& name, const StoredShard& earlier, bool accept_shrunk) {
  if (!share.missing.empty()) return {*share.missing.lines().begin()};
  return accept_shrunk ? Fault{} : shrinking_of(share, name, earlier);
}

// The shard that an earlier build kept of an input: by its name, or, where files have the day in their names and that
// of the other day is gone, of that one.
const StoredShard* earlier_of(const FeedInput& input, const std::vector<FeedInput>& inputs,
                              const Keeping& keeping) {
  if (keeping.earlier == nullptr) return nullptr;
  const auto name = file_name(input);
  if (const auto* same = keeping.earlier->find(name)) return same;
  const auto* other = keeping.earlier->find_of_another_day(name);
  const auto is_there = [&](const FeedInput& each) { return file_name(each) == other->input; };
  return other == nullptr || std::any_of(inputs.begin(), inputs.end(), is_there) ? nullptr : other;
}

// The shard of an earlier build, its pieces copied as they are, each checked.
Result<Run> copied(const StoredShard& shard, const PieceFile& from, PieceFile& to) {
  Run run{.file = &to, .pieces = {}, .tail = {}};
  std::string stored;
  for (const auto& piece : shard.pieces) {
    PQ_CHECK(from.read(piece, stored));
    PQ_CHECK(unpack_piece(stored));
    PQ_TRY(const auto copy, to.append(stored));
    run.pieces.push_back(copy);
  }
  return run;
}

// What the input held when it could still be read takes the place of what it holds now.
Result<void> keep(const StoredShard& shard, const Keeping& keeping, PieceFile& store, Fault fault,
                  Collection& out) {
  PQ_TRY(auto run, copied(shard, keeping.earlier->file(), store));
  out.kept.push_back({.input = shard.input,
                      .advisories = shard.records,
                      .read_on = shard.read_on,
                      .days = days_between(shard.read_on, keeping.today),
                      .fault = std::move(fault.what),
                      .ecosystems = shard.ecosystems,
                      .shrunk = fault.shrunk});
  out.advisories += shard.advisories;
  out.sources.insert(out.sources.end(), shard.sources.begin(), shard.sources.end());
  out.declarations.insert(shard.declarations.begin(), shard.declarations.end());
  out.stored.push_back(shard);
  out.stored.back().pieces = run.pieces;
  out.shards.push_back(std::move(run));
  return {};
}

void take(Share&& share, const FeedInput& input, const Keeping& keeping, Collection& out) {
  join(share, input.name, out);
  StoredShard stored{.input = file_name(input),
                     .read_on = keeping.today,
                     .records = share.records,
                     .advisories = share.advisories,
                     .sources = {},
                     .ecosystems = {share.ecosystems.begin(), share.ecosystems.end()},
                     .declarations = share.declarations,
                     .pieces = share.run.pieces};
  for (auto& [_, source] : share.sources) stored.sources.push_back(std::move(source));
  out.sources.insert(out.sources.end(), stored.sources.begin(), stored.sources.end());
  out.declarations.merge(share.declarations);
  // What lacks something is nothing to go on with.
  if (share.missing.empty()) out.stored.push_back(std::move(stored));
  out.shards.push_back(std::move(share.run));
}

}  // namespace

Result<std::unique_ptr<Items>> Collection::records() const {
  std::vector<const Run*> runs;
  for (const auto& shard : shards) runs.push_back(&shard);
  return merged(std::move(runs), *scratch);
}

void Collection::declare(FoundAdvisory& found, Days& as_of) const {
  const auto* declaration = declaration_for(declarations, found.folder);
  if (declaration == nullptr) return;
  for (auto& affected : found.advisory.affected) {
    affected.extent = declaration->extent_of(affected.ecosystem).value_or(affected.extent);
    if (declaration->as_of.empty()) continue;
    auto& day = as_of[{affected.ecosystem, found.advisory.source, affected.extent}];
    day = std::max(day, declaration->as_of);
  }
}

Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Keeping& keeping,
                           const Progress& progress) {
  PQ_TRY(auto inputs, list_inputs(feeds_folder));
  std::erase_if(inputs, [&](const FeedInput& input) {
    std::error_code ignored;
    return std::filesystem::equivalent(input.path, database, ignored);
  });
  Collection out;
  const auto folder = std::filesystem::path(database).parent_path().string();
  PQ_TRY(out.scratch, PieceFile::scratch(folder.empty() ? "." : folder));
  auto& store = keeping.store != nullptr ? *keeping.store : *out.scratch;
  PQ_TRY(auto shares, read_all(inputs, feeds, *out.scratch, store, progress));
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto* earlier = earlier_of(inputs[i], inputs, keeping);
    auto fault =
        earlier == nullptr ? Fault{} : fault_of(shares[i], inputs[i].name, *earlier, keeping.accept_shrunk);
    const bool kept = !fault.what.empty() && keep(*earlier, keeping, store, std::move(fault), out);
    if (!kept) take(std::move(shares[i]), inputs[i], keeping, out);
  }
  std::sort(out.sources.begin(), out.sources.end(),
            [](const auto& a, const auto& b) { return std::tie(a.feed, a.pack) < std::tie(b.feed, b.pack); });
  std::sort(out.kept.begin(), out.kept.end(), [](const auto& a, const auto& b) { return a.input < b.input; });
  return out;
}

}  // namespace pratique::advisory
