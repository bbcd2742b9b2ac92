#include "advisory/collect.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include "advisory/coverage.h"
#include "advisory/inputs.h"
#include "advisory/merge.h"
#include "base/parallel.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

constexpr std::size_t kMaxNames = 5;  // of files that no reader knows

// Beyond these the largest pack alone decides how long it takes.
constexpr unsigned kMaxThreads = 8;

using Declarations = std::map<std::string, Declaration>;  // by folder: "npm", "" beside the packs

// The declaration nearest above a file; one beside the packs speaks for all of them.
const Declaration* declaration_for(const Declarations& declarations, std::string_view path) {
  if (declarations.empty()) return nullptr;
  for (auto folder = std::string(base::folder_of(path));; folder = std::string(base::folder_of(folder))) {
    const auto at = declarations.find(folder);
    if (at != declarations.end()) return &at->second;
    if (folder.empty()) return nullptr;
  }
}

// The records of one file within a pile.
struct FileRecords {
  std::string path;
  std::size_t first = 0, count = 0;
};

// What one input gave.
struct Share {
  Pile pile;
  std::vector<FileRecords> files;
  Declarations declarations;
  std::map<std::string, BuildReport::Source> sources;  // by feed
  std::vector<std::string> notes;
  std::vector<std::string> digests;  // "feed sha256:…" of each file that was read
  std::vector<std::string> missing;
  std::vector<std::string> unknown;  // the first files that no reader took
  std::uint64_t unknown_count = 0, taken = 0;
  std::map<std::string, std::uint64_t> left_out;  // files of sample folders, by folder
};

// The records of one file; they join the share only when the file was this feed's after all.
class FileSink : public Sink {
 public:
  explicit FileSink(std::string path) : path_(std::move(path)) {}

  void add(Advisory advisory) override { keep(std::move(advisory), false); }
  void add_part(Advisory advisory) override { keep(std::move(advisory), true); }
  void add(Enrichment enrichment) override { pile_.enrichments.push_back({std::move(enrichment), origin()}); }
  void add(Lifecycle lifecycle) override { pile_.lifecycles.push_back(std::move(lifecycle)); }
  void skip(std::string_view where, std::string_view why) override {
    notes_.push_back(path_ + (where.empty() ? "" : ": ") + std::string(where) + ": " + std::string(why));
  }

  void join(Share& share, const std::string& feed, const std::string& pack, const std::string& digest) {
    for (auto& found : pile_.advisories) found.origin.digest = digest;
    for (auto& found : pile_.enrichments) found.origin.digest = digest;
    auto& source = share.sources[feed];
    source.feed = feed;
    source.pack = pack;
    ++source.files;
    source.advisories += pile_.advisories.size() + pile_.enrichments.size() + pile_.lifecycles.size();
    source.skipped += notes_.size();
    share.files.push_back({path_, share.pile.advisories.size(), pile_.advisories.size()});
    std::move(pile_.lifecycles.begin(), pile_.lifecycles.end(), std::back_inserter(share.pile.lifecycles));
    std::move(pile_.advisories.begin(), pile_.advisories.end(), std::back_inserter(share.pile.advisories));
    std::move(pile_.enrichments.begin(), pile_.enrichments.end(), std::back_inserter(share.pile.enrichments));
    std::move(notes_.begin(), notes_.end(), std::back_inserter(share.notes));
    share.digests.push_back(feed + " " + digest);
  }

  // Whether a record is about a package that the folder is called by: "vulns/test" holds what is known of the
  // PyPI package "test".
  bool is_about(std::string_view folder) const {
    return std::any_of(pile_.advisories.begin(), pile_.advisories.end(), [&](const auto& found) {
      const auto& list = found.advisory.affected;
      return std::any_of(list.begin(), list.end(), [&](const auto& affected) {
        const std::string_view name = affected.name;
        return base::equals_ignoring_case(name.substr(name.find_last_of("/:") + 1), folder);
      });
    });
  }

 private:
  // Lists grow by doubling, and the packages of errata are most of what is in memory.
  void keep(Advisory advisory, bool part) {
    advisory.affected.shrink_to_fit();
    pile_.advisories.push_back({std::move(advisory), part, origin()});
  }
  Origin origin() { return {"", count_++}; }

  std::string path_;
  std::uint64_t count_ = 0;
  Pile pile_;
  std::vector<std::string> notes_;
};

// Reads one input, alone: nothing here is shared between threads but the readers, which are pure.
class Reader {
 public:
  Reader(const Input& input, const std::vector<std::unique_ptr<Feed>>& feeds)
      : input_(input), feeds_(feeds) {}

  Share read() {
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
    return std::move(share_);
  }

 private:
  bool offered(Source& source) {
    if (base::base_name(source.path()) == kDeclarationName) {
      declare(source);
      return true;
    }
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

  // The reader that the declaration nearest above names; where none does, the first that recognises the file.
  const Feed* feed_of(Source& source) const {
    const auto* declaration = declaration_for(share_.declarations, source.path());
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
    ++share_.unknown_count;
    if (share_.unknown.size() < kMaxNames) share_.unknown.emplace_back(path);
  }

  // The records of a file that fails half-way are dropped with it: a part of a file would look like the
  // whole.
  void take(Source& source) {
    const auto& path = source.path();
    FileSink sink(path);
    auto read = feed_->read(source, sink);
    if (source.error()) return damaged(path, *source.error());
    const auto folder = sample_folder(path);
    if (!folder.empty() && !(read && sink.is_about(base::base_name(folder)))) {
      ++share_.left_out[std::string(folder)];
      return;
    }
    auto digest = read ? source.digest() : Result<std::string>(std::string());
    if (!digest) return damaged(path, digest.error());
    // One document that could be read is whole; lines break off at any place.
    const bool whole = (read && path.ends_with(".json")) || !source.at_end();
    const auto damage = whole ? std::string_view() : broken_off(path, source.rest(), true);
    if (read) {
      ++share_.taken;
      sink.join(share_, std::string(feed_->info().name), input_.name, *digest);
      if (!damage.empty()) miss(path, {.what = std::string(damage)});
    } else if (!damage.empty()) {
      damaged(path, {.what = std::string(damage)});
    } else if (read.error().kind == ErrorKind::kLimit) {
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
  void miss(std::string_view path, const Error& error) {
    share_.missing.push_back(to_line(Error(error).in(path)));
  }

  // What cannot be read declares nothing, and is told.
  void declare(Source& source) {
    const auto content = source.all();
    auto declaration = content ? parse_declaration(*content) : tl::unexpected(content.error());
    if (declaration && !declaration->feed.empty() && !knows(declaration->feed))
      declaration = base::invalid("no reader of that name: \"" + declaration->feed + "\"");
    if (!declaration) return refuse(source.path(), declaration.error());
    share_.declarations[std::string(base::folder_of(source.path()))] = *std::move(declaration);
    share_.digests.push_back("declaration " + crypto::sha256(base::as_bytes(*content)));
  }

  bool knows(std::string_view name) const {
    return std::any_of(feeds_.begin(), feeds_.end(),
                       [&](const auto& feed) { return feed->info().name == name; });
  }

  // Files that no reader claimed and a pack that breaks off have no feed: their row has an empty name.
  void refuse(std::string_view path, const Error& error) {
    share_.notes.push_back(to_line(Error(error).in(path)));
    const std::string feed(feed_ == nullptr ? "" : feed_->info().name);
    auto& source = share_.sources[feed];
    source.feed = feed;
    source.pack = input_.name;
    ++source.skipped;
  }

  const Input& input_;
  const std::vector<std::unique_ptr<Feed>>& feeds_;
  const Feed* feed_ = nullptr;
  Share share_;
};

// Largest first, so that no thread is left alone with the longest pack at the end.
std::vector<std::size_t> by_size(const std::vector<Input>& inputs) {
  std::vector<std::size_t> order(inputs.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return inputs[a].size > inputs[b].size; });
  return order;
}

// Shares are kept by the input's place, so who reads what does not show. Memory that runs out in one of the
// threads is the error of all: a feed that is left out for it would make packages look clean.
Result<std::vector<Share>> read_all(const std::vector<Input>& inputs,
                                    const std::vector<std::unique_ptr<Feed>>& feeds,
                                    const Progress& progress) {
  std::vector<Share> shares(inputs.size());
  const auto order = by_size(inputs);
  std::size_t done = 0;
  std::mutex mutex;
  const auto threads = std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
  PQ_CHECK(base::run_parallel(threads, order.size(), [&](std::size_t i) {
    const auto& input = inputs[order[i]];
    shares[order[i]] = Reader(input, feeds).read();
    const std::lock_guard lock(mutex);
    if (progress) progress(input.name, ++done, inputs.size());
  }));
  return shares;
}

// Over the files that readers claimed, whatever they are called: unpacked or packed, the same feeds have one
// fingerprint.
std::string fingerprint_of(std::vector<std::string> digests) {
  std::sort(digests.begin(), digests.end());
  digests.erase(std::unique(digests.begin(), digests.end()), digests.end());
  crypto::Sha256 sha;
  for (const auto& digest : digests) {
    sha.update(base::as_bytes(digest));
    sha.update(base::as_bytes("\n"));
  }
  return sha.finish();
}

// Puts the owners' words in place of what the records' databases are known to be.
void apply(const Declarations& declarations, Share& share, Collection& out) {
  for (const auto& file : share.files) {
    const auto* declaration = declaration_for(declarations, file.path);
    if (declaration == nullptr) continue;
    for (std::size_t i = file.first; i < file.first + file.count; ++i) {
      auto& advisory = share.pile.advisories[i].advisory;
      for (auto& affected : advisory.affected) {
        affected.extent = declaration->extent_of(affected.ecosystem).value_or(affected.extent);
        if (declaration->as_of.empty()) continue;
        auto& day = out.as_of[{affected.ecosystem, advisory.source, affected.extent}];
        day = std::max(day, declaration->as_of);
      }
    }
  }
}

// What was not read, sorted by input as the shares are.
void join(const Share& share, const std::string& input, Collection& out) {
  out.missing.insert(out.missing.end(), share.missing.begin(), share.missing.end());
  for (const auto& [folder, files] : share.left_out) {
    const auto count = " (" + std::to_string(files) + (files == 1 ? " file)" : " files)");
    out.left_out.push_back(folder + (files == 0 ? "" : count));
  }
  if (share.unknown_count == 0) return;
  if (share.taken == 0 && share.missing.empty() && share.left_out.empty()) {
    out.unknown_packs.push_back(input);
    return;
  }
  out.unknown_count += share.unknown_count;
  for (const auto& file : share.unknown) {
    if (out.unknown_files.size() < kMaxNames) out.unknown_files.push_back(file);
  }
}

}  // namespace

Result<Collection> collect(const std::string& feeds_folder, const std::string& database,
                           const std::vector<std::unique_ptr<Feed>>& feeds, const Progress& progress) {
  PQ_TRY(auto inputs, list_inputs(feeds_folder));
  std::erase_if(inputs, [&](const Input& input) {
    std::error_code ignored;
    return std::filesystem::equivalent(input.path, database, ignored);
  });
  Pile pile;
  Collection out;
  std::vector<std::string> digests;
  PQ_TRY(auto shares, read_all(inputs, feeds, progress));
  for (std::size_t i = 0; i < shares.size(); ++i) join(shares[i], inputs[i].name, out);
  Declarations declarations;
  for (auto& share : shares) declarations.merge(share.declarations);
  for (auto& share : shares) {
    apply(declarations, share, out);
    std::move(share.pile.lifecycles.begin(), share.pile.lifecycles.end(),
              std::back_inserter(pile.lifecycles));
    std::move(share.pile.advisories.begin(), share.pile.advisories.end(),
              std::back_inserter(pile.advisories));
    std::move(share.pile.enrichments.begin(), share.pile.enrichments.end(),
              std::back_inserter(pile.enrichments));
    std::move(share.notes.begin(), share.notes.end(), std::back_inserter(out.notes));
    std::move(share.digests.begin(), share.digests.end(), std::back_inserter(digests));
    for (auto& [_, source] : share.sources) out.sources.push_back(std::move(source));
  }
  out.advisories = merge(std::move(pile.advisories));
  out.enrichments = merge(std::move(pile.enrichments));
  out.lifecycles = merge(std::move(pile.lifecycles));
  out.fingerprint = fingerprint_of(std::move(digests));
  std::sort(out.notes.begin(), out.notes.end());
  std::sort(out.sources.begin(), out.sources.end(),
            [](const auto& a, const auto& b) { return std::tie(a.feed, a.pack) < std::tie(b.feed, b.pack); });
  return out;
}

}  // namespace pratique::advisory
