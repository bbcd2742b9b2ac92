// The feed reader contract: one file in advisory/feed/ knows one published format (docs/adding/feed.md).
// Packs, folders, threads, doubles and the database are the builder's business; a reader turns one file into
// records, one after the other. With each package it declares what its publisher's database is for the
// ecosystem (Affected::extent): only a database that means to list every vulnerability is kComplete.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "advisory/source.h"
#include "base/result.h"

namespace pratique::advisory {

// Where a reader puts what it read.
class FeedSink {
 public:
  virtual ~FeedSink() = default;
  // A whole record. Where (source, id) comes twice, the one modified last stands.
  virtual void add(Advisory advisory) = 0;
  // A share of a record that its feed spreads over files (Alpine: one file a release): all shares of (source,
  // id) are joined.
  virtual void add_part(Advisory advisory) = 0;
  virtual void add(Enrichment enrichment) = 0;
  virtual void add(Lifecycle lifecycle) = 0;
  virtual void add(Popularity popularity) = 0;
  virtual void add(OriginName origin) = 0;
  // What is odd in the file, though no record is lost by it.
  virtual void tell(std::string_view what) = 0;
  // A record that could not be read; the file goes on. `where` = "line 12", "CVE-2019-1"; may be empty.
  virtual void skip(std::string_view where, std::string_view why) = 0;
};

// How a feed is laid out, which says how much of it is in memory at once.
enum class Layout {
  kFilePerRecord,  // many small files
  kLines,          // a record a line, or some lines: read as a stream
  kDocument,       // one file, or one for each release, that must be read whole
};

// What is known of a feed without reading it.
struct FeedInfo {
  // As the file is called, with "-": "osv-json".
  std::string_view name;
  // What its publisher's database is for `complete_for`.
  Extent extent;
  // Ecosystems, by family: "Alpine"; empty: each record says by its source.
  std::string_view complete_for;
  // Where the publisher offers it.
  std::string_view published;
  Layout layout;
  // How often the publisher makes a new one, in hours: fetching it more often brings nothing.
  unsigned every_hours;
};

// Pure and thread-safe: several files are read at the same time.
class Feed {
 public:
  virtual ~Feed() = default;
  virtual const FeedInfo& info() const = 0;
  // Only for loose folders, where nobody says what a file is: decides by the path inside the pack
  // ("alpine-secdb/v3.10/main.yaml") and the first kHeadBytes. Cheap. Not asked where the feed is declared
  // (pratique-feed.json).
  virtual bool recognises(std::string_view path, std::string_view head) const = 0;
  // Gives each record to the sink as soon as it is read. kUnsupported: the file is not of this feed after
  // all, and counts for nothing. Any other error: the file is skipped and noted. Either way what it gave
  // before is forgotten.
  virtual Result<void> read(Source& source, FeedSink& sink) const = 0;
};

// Every reader, sorted by file name; the first that recognises a file reads it. Generated
// (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<Feed>> all_feeds();

}  // namespace pratique::advisory
