#include "advisory/collect.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>

#include "advisory/inputs.h"
#include "advisory/merge.h"
#include "crypto/digest.h"

namespace pratique::advisory {

namespace {

// Beyond these the largest pack alone decides how long it takes.
constexpr unsigned kMaxThreads = 8;

// What one input gave.
struct Share {
  Pile pile;
  std::map<std::string, BuildReport::Source> sources;  // by feed
  std::vector<std::string> notes;
  std::vector<std::string> digests;  // "feed sha256:…" of each file that was read
};

// The records of one file; they join the share only when the file was this feed's after all.
class FileSink : public Sink {
 public:
  FileSink(std::string path, std::string digest) : path_(std::move(path)), digest_(std::move(digest)) {}

  void add(Advisory advisory) override { pile_.advisories.push_back({std::move(advisory), false, origin()}); }
  void add_part(Advisory advisory) override {
    pile_.advisories.push_back({std::move(advisory), true, origin()});
  }
  void add(Enrichment enrichment) override { pile_.enrichments.push_back({std::move(enrichment), origin()}); }
  void skip(std::string_view where, std::string_view why) override {
    notes_.push_back(path_ + (where.empty() ? "" : ": ") + std::string(where) + ": " + std::string(why));
  }

  void join(Share& share, const std::string& feed, const std::string& pack) {
    auto& source = share.sources[feed];
    source.feed = feed;
    source.pack = pack;
    ++source.files;
    source.advisories += pile_.advisories.size() + pile_.enrichments.size();
    source.skipped += notes_.size();
    std::move(pile_.advisories.begin(), pile_.advisories.end(), std::back_inserter(share.pile.advisories));
    std::move(pile_.enrichments.begin(), pile_.enrichments.end(), std::back_inserter(share.pile.enrichments));
    std::move(notes_.begin(), notes_.end(), std::back_inserter(share.notes));
    share.digests.push_back(feed + " " + digest_);
  }

 private:
  Origin origin() { return {digest_, count_++}; }

  std::string path_, digest_;
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
    const Offer offer{.wants = [this](auto path, auto head) { return wants(path, head); },
                      .take = [this](auto path, auto content) { take(path, content); },
                      .refuse = [this](auto path, const auto& error) { refuse(path, error); }};
    if (const auto done = visit(input_, offer); !done) refuse(input_.name, done.error());
    return std::move(share_);
  }

 private:
  bool wants(std::string_view path, std::string_view head) {
    const auto found = std::find_if(feeds_.begin(), feeds_.end(),
                                    [&](const auto& feed) { return feed->recognises(path, head); });
    feed_ = found == feeds_.end() ? nullptr : found->get();
    return feed_ != nullptr;
  }

  // The records of a file that fails half-way are dropped with it: a part of a file would look like the
  // whole.
  void take(std::string_view path, const std::string& content) {
    FileSink sink{std::string(path), crypto::sha256(base::as_bytes(content))};
    const auto read = feed_->read(path, content, sink);
    if (read) return sink.join(share_, std::string(feed_->name()), input_.name);
    if (read.error().kind != ErrorKind::kUnsupported) refuse(path, read.error());
  }

  // Files that no reader claimed and a pack that breaks off have no feed: their row has an empty name.
  void refuse(std::string_view path, const Error& error) {
    share_.notes.push_back(to_line(Error(error).in(path)));
    const std::string feed(feed_ == nullptr ? "" : feed_->name());
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

std::vector<Share> read_all(const std::vector<Input>& inputs, const std::vector<std::unique_ptr<Feed>>& feeds,
                            const Progress& progress) {
  // Shares are kept by the input's place, so who reads what does not show.
  std::vector<Share> shares(inputs.size());
  const auto order = by_size(inputs);
  std::atomic<std::size_t> next = 0;
  std::size_t done = 0;
  std::mutex mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < order.size(); i = next++) {
      shares[order[i]] = Reader(inputs[order[i]], feeds).read();
      const std::lock_guard lock(mutex);
      if (progress) progress(inputs[order[i]].name, ++done, inputs.size());
    }
  };
  const auto count = std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < count; ++i) threads.emplace_back(work);
  work();
  for (auto& thread : threads) thread.join();
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

}  // namespace

Result<Collection> collect(const std::string& feeds_folder, const std::vector<std::unique_ptr<Feed>>& feeds,
                           const Progress& progress) {
  PQ_TRY(const auto inputs, list_inputs(feeds_folder));
  Pile pile;
  Collection out;
  std::vector<std::string> digests;
  for (auto& share : read_all(inputs, feeds, progress)) {
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
  out.fingerprint = fingerprint_of(std::move(digests));
  std::sort(out.notes.begin(), out.notes.end());
  std::sort(out.sources.begin(), out.sources.end(),
            [](const auto& a, const auto& b) { return std::tie(a.feed, a.pack) < std::tie(b.feed, b.pack); });
  return out;
}

}  // namespace pratique::advisory
