#include "advisory/input_share.h"

#include <algorithm>

#include "advisory/ecosystem.h"
#include "base/text.h"
#include "codec/json.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

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

  Result<void> join(InputShare& share, const std::string& feed, const std::string& pack,
                    const std::string& digest, Sorter& into) && {
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

  Result<InputShare> read() {
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
    look_whether_empty();
    tell_unread_stand_ins();
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
    ++offered_;
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

  // Somebody says whose files these are, and that reader finds nothing in them: their publisher has changed their form, or
  // another reader was meant. To go on as if nothing were published would make packages look clean.
  void look_whether_empty() {
    if (share_.records > 0 || offered_ == 0 || !share_.missing.empty()) return;
    for (const auto& [_, declaration] : share_.declarations) {
      if (declaration.feed.empty()) continue;
      share_.missing.add(input_.name + ": no records in it that " + declaration.feed + " reads");
      return;
    }
  }

  // Among the stand-ins that somebody wrote by hand, a file of theirs that is none is a mistake, and would be missed.
  void tell_unread_stand_ins() {
    const auto stand_ins = share_.sources.find(std::string(kStandInSource));
    if (stand_ins == share_.sources.end()) return;
    for (const auto& path : unknown_yaml_.lines())
      share_.notes.add(path + ": no reader knows it; a stand-in has id and packages");
    stand_ins->second.skipped += unknown_yaml_.count();
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

  // What the publisher deleted after the archive was made in which it still lies, and what is of no feed.
  bool is_deleted(std::string_view path) const {
    const auto* declaration = declaration_for(share_.declarations, std::string(base::folder_of(path)));
    return declaration != nullptr && (!declaration->other_use.empty() || declaration->is_deleted(path));
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
    if (path.ends_with(".yaml") || path.ends_with(".yml")) unknown_yaml_.add(std::string(path));
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
    const auto content = source.all(codec::kMaxJsonBytes);
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
  std::uint64_t offered_ = 0;  // files
  FirstLines unknown_yaml_;
  InputShare share_;
};

}  // namespace

Result<InputShare> read_input_share(const FeedInput& input, const std::vector<std::unique_ptr<Feed>>& feeds,
                                    PieceFile& scratch, PieceFile& store) {
  return Reader(input, feeds, scratch, store).read();
}

const Declaration* declaration_for(const Declarations& declarations, std::string folder) {
  if (declarations.empty()) return nullptr;
  for (;; folder = std::string(base::folder_of(folder))) {
    const auto at = declarations.find(folder);
    if (at != declarations.end()) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

}  // namespace pratique::advisory
