// The feed reader contract: one file in advisory/feed/ knows one published format (docs/adding/feed.md).
// Packs, folders, threads, doubles and the database are the builder's business; a reader turns the bytes of
// one file into records. With each package it declares what its publisher's database is for the ecosystem
// (Affected::extent): only a database that means to list every vulnerability is kComplete.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/advisory.h"
#include "base/result.h"

namespace pratique::advisory {

// Where a reader puts what it read.
class Sink {
 public:
  virtual ~Sink() = default;
  // A whole record. Where (source, id) comes twice, the one modified last stands.
  virtual void add(Advisory advisory) = 0;
  // A share of a record that its feed spreads over files (Alpine: one file a release): all shares of (source,
  // id) are joined.
  virtual void add_part(Advisory advisory) = 0;
  virtual void add(Enrichment enrichment) = 0;
  virtual void add(Lifecycle lifecycle) = 0;
  // A record that could not be read; the file goes on. `where` = "line 12", "CVE-2019-1"; may be empty.
  virtual void skip(std::string_view where, std::string_view why) = 0;
};

// Pure and thread-safe: several files are read at the same time.
class Feed {
 public:
  virtual ~Feed() = default;
  virtual std::string_view name() const = 0;  // as the file is called, with "-": "osv-json"
  // Decides by the path inside the pack ("alpine-secdb/v3.10/main.yaml") and the first kHeadBytes of the
  // content. Cheap.
  virtual bool recognises(std::string_view path, std::string_view head) const = 0;
  // kUnsupported: the file is not of this feed after all, and counts for nothing. Any other error: the file
  // is skipped and noted.
  virtual Result<void> read(std::string_view path, std::string_view content, Sink& sink) const = 0;
};

inline constexpr std::size_t kHeadBytes = 64 << 10;

// Every reader, sorted by file name; the first that recognises a file reads it. Generated
// (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<Feed>> all_feeds();

}  // namespace pratique::advisory
