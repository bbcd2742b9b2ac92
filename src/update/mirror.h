// A mirror: a folder of feeds (feed_store.h) and a list of what is in it, with the checksum of each file. It goes through an
// air gap as it is, or is served by any web server; whoever updates from it fetches only what differs, and knows of
// each feed what the mirror knew.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "update/fetching.h"

namespace pratique::update {

inline constexpr std::string_view kMirrorList = "pratique-mirror.json";

struct MirroredFile {
  // As the publisher gave it: whoever has a file with that digest has this one.
  FeedFile file;
  // "sha256:…" of the bytes that lie in the mirror.
  std::string stored;
  // How many these are.
  std::uint64_t size = 0;
};

struct MirroredFeed {
  FeedState state;
  // Why it was not what its publisher had when the mirror was made; empty: it was.
  std::string fault;
  std::vector<MirroredFile> files;
};

using MirroredFeeds = std::map<std::string, MirroredFeed>;

// Reads every file that lies there. Errors: kIo.
Result<void> write_mirror_list(const FeedStore& store);
// Of a folder or an address. Nothing: there is no such list, so it is a copy of publishers as HOST/PATH. Errors: kInvalid
// for what is no list of ours, or of another version.
Result<std::optional<MirroredFeeds>> read_mirror_list(const Publisher& plain, const std::string& place,
                                                      const FetchPlan& plan);

// The feed becomes what the mirror has.
Result<void> fetch_from_mirror(Fetching& feed, const MirroredFeed& mirrored, const std::string& place);

}  // namespace pratique::update
