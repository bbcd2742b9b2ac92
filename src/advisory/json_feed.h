// Feeds that are JSON: records that stand in a long list of a document, told one after the other, whatever the document's
// size (codec/json_walk.h). What their readers share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/feed.h"
#include "codec/json.h"
#include "codec/json_walk.h"

namespace pratique::advisory {

// A file of a feed as bytes for codec::JsonWalk; it must outlive the walk.
inline codec::JsonWalk json_walk(Source& source) {
  return codec::JsonWalk([&source] { return source.piece(); });
}

// Where the records of a document stand, and what is needed to tell them.
struct JsonRecords {
  // Arrays of records: "vulnerabilities", "data/nodes"; "" where the document is an array itself.
  std::vector<std::string_view> lists = {};
  // Objects whose members are records: "dists".
  std::vector<std::string_view> maps = {};
  // Members of the outermost object without which no record can be told.
  std::vector<std::string_view> needs = {};
  // Before the first record, with the document as far as it was read: all of `needs`, unless it does not have them.
  // An error ends the reading. May be empty.
  std::function<Result<void>(codec::Json document)> begin = {};
  // One record: in a map its key, in a list its number from 1.
  std::function<void(std::string_view key, codec::Json record)> take;
};

// The document without its records: every other member, and each list and map that was told, empty or as it was (where the
// document has none, all of it is here).
//
// A record that is no JSON or larger than 32 MiB is skipped with its key. Errors: those of the source and of `begin`; JSON
// that breaks off; kLimit where what is no record, or what stands before a member of `needs`, is larger than 32 MiB.
Result<codec::JsonDocument> read_records(Source& source, FeedSink& sink, const JsonRecords& records);

// A document that is one record, read whole. kLimit: larger than 32 MiB.
Result<codec::JsonDocument> read_document(Source& source);

// Calls visit(key, value) for each member of the document's object, or each element of its array, its number the key.
// A piece that is no JSON or too large is skipped. Errors: those of the source, and JSON that breaks off.
Result<void> each_piece(Source& source, FeedSink& sink,
                        const std::function<void(std::string_view key, codec::Json value)>& visit);

}  // namespace pratique::advisory
