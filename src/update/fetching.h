// One feed while it is fetched: what it was, what it becomes, and the ways to bring its files. Kinds
// (update/kind/*.cc) know how a publisher lays a feed out; all else is here.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "update/feed_store.h"
#include "update/fetch.h"
#include "update/signatures.h"

namespace pratique::update {

// What all feeds of an update have in common.
struct FetchPlan {
  const Publisher& publisher;
  const FeedStore& store;
  net::RetryPolicy retry;
  // Seconds since 1970.
  std::int64_t now = 0;
  // Changes since then are asked for again; 0: since what is known.
  std::int64_t since = 0;
  // Where keys are looked for.
  net::Environment environment{};
  SignatureSettings signatures{};
};

class Fetching {
 public:
  using Progress = Fetch::Progress;
  Fetching(const FeedRow& row, const FetchPlan& plan, Progress progress);

  const FeedRow& row() const { return row_; }
  // Only files that are still there.
  const FeedState& was() const { return was_; }
  // What an update had brought of it that was ended before all was there, not long ago; nothing: there was none.
  const FeedState& begun() const { return begun_; }
  // A file that need not be fetched again if it is what is wanted: of begun(), else of was(). nullptr: neither.
  const FeedFile* known(std::string_view name) const;
  // A file of begun() that came from one of these addresses: for pages, which no publisher gives twice the same.
  const FeedFile* begun_from(std::string_view name, const std::vector<std::string>& urls) const;
  // What it becomes; `files` are filled by get() and keep().
  FeedState& next() { return next_; }
  std::int64_t now() const { return plan_.now; }
  std::int64_t since() const { return plan_.since; }
  // Whether the whole was last pulled before that many days, or as many as the feed's setting "whole_days" says.
  bool is_whole_old(std::uint64_t usual_days) const;
  bool has_mirror() const { return plan_.publisher.has_mirror(); }

  // A file of the feed, as `name` in its folder. What is known of it is asked for only if it changed. A file that
  // cannot be had stays as it was, and the feed has a fault; one that no address has is kNone and has none.
  // `check` looks at a new file, and may change it, before it is the feed's: its error is a fault like those of the way.
  using Check = std::function<Result<void>(const std::string& path)>;
  Result<Got> get(const std::vector<std::string>& urls, const std::string& name, std::string mark = {},
                  std::string digest = {}, const Check& check = nullptr,
                  net::Reach reach = net::Reach::kAnywhere);
  // The same, from several addresses at a time, to be counted by the caller: an error is the file's own, and neither
  // kept nor a fault. Thread-safe.
  Result<FetchedFile> bring(const Wanted& wanted);
  // What bring() brought is the feed's. From time to time it is noted what is there, so that an update that is ended
  // need not begin anew.
  void put(FetchedFile fetched, std::string mark = {});
  // What was brought is of no use.
  void drop(const std::string& name);
  // A file as it was, or as it was begun.
  Result<void> keep(const FeedFile& file);
  // The whole of a feed that comes in pages. pages(there) brings them, takes those of `there` as they are, and is false
  // when one could not be had, which is a fault of the feed. A pull that was ended goes on, whether the program was killed or
  // a page could not be had, unless it is made `anew`. What changed since the first page is asked for again.
  Result<void> take_whole_by_pages(bool anew,
                                   const std::function<Result<bool>(const FeedState& there)>& pages);
  // A small document that is no part of the feed.
  Result<std::string> text(const std::vector<std::string>& urls, std::uint64_t limit = 64ull << 20,
                           net::Reach* reach = nullptr);
  // What counts of a list that names files with their checksums and came from the first of `urls` that answered, with its
  // proof where the row has it signed; `folder`: how the names of its files here begin. Errors: those of
  // Signatures::of_list().
  Result<Signatures::List> proven(std::string list, const std::vector<std::string>& urls,
                                  std::string_view folder = "", net::Reach reach = net::Reach::kAnywhere);
  // A file of such a list, where it is as the list has it: its mark is `mark`, or else its digest.
  void sign(const std::string& name, const Proof& proof, const std::string& mark);
  // A file of the next folder whose proof somebody else kept. Without a pinned key nothing is proven. Errors: those of
  // Signatures::check(), and of a file without proof where there must be one.
  Result<void> prove_again(FeedFile file);
  Signatures& signatures() { return signatures_; }
  // Fetch::lines().
  Result<void> lines(const std::vector<std::string>& urls, const std::function<void()>& begin,
                     const std::function<bool(std::string_view)>& line) const {
    return fetch_.lines(urls, begin, line);
  }
  // Something is not as its publisher has it; the first is told.
  void fault(const Error& error);
  const std::string& faulty() const { return fault_; }
  // "HEADER: VALUE", or "HEADER: SCHEME VALUE" of "HEADER: SCHEME", where that variable of the environment has a key; else empty.
  std::string key(const std::string& variable, const std::string& header) const;
  // Waits between requests where a publisher wants that.
  void pause(std::uint64_t milliseconds) const;

  // Where a file of the next folder lies.
  std::string path_of(const std::string& name) const;
  // What a file may have at most.
  std::uint64_t limit() const;
  // Its publisher's clock, as last seen; 0: not said.
  std::int64_t publisher_clock() const { return publisher_clock_; }
  std::uint64_t bytes() const { return bytes_; }
  // Whether any file is new, or gone.
  bool changed() const;

 private:
  const FeedRow& row_;
  const FetchPlan& plan_;
  const FeedState was_, begun_;
  FeedState next_;
  Fetch fetch_;
  Signatures signatures_;
  void save();
  bool signed_before(std::string_view name) const;
  std::string place_of(const FeedFile& file) const;
  Result<void> prove(const Wanted& wanted, const FeedFile* known, FetchedFile& fetched);

  std::string fault_;
  std::chrono::steady_clock::time_point saved_{};
  std::int64_t publisher_clock_ = 0;
  std::uint64_t bytes_ = 0;
};

// "sha256:…" of what a file holds when it is unpacked (gzip, zstd, xz).
Result<std::string> unpacked_digest(const std::string& path);

// The address of something below each of the feed's addresses, which are folders: "BASE/npm/all.zip".
std::vector<std::string> below(const std::vector<std::string>& bases, std::string_view path);

}  // namespace pratique::update
