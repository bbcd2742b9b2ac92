#include "update/mirror.h"

#include <filesystem>

#include "codec/json.h"
#include "codec/json_value.h"
#include "crypto/digest.h"
#include "update/files.h"

namespace pratique::update {

namespace {

constexpr std::int64_t kVersion = 1;
constexpr std::uint64_t kMaxList = 256ull << 20;
constexpr std::uint64_t kMaxListMemory = 1ull << 30;

struct Sum {
  std::string digest;
  std::uint64_t size = 0;
};
Result<Sum> sum_of(const std::string& path) {
  PQ_TRY(const auto source, codec::open_file(path));
  crypto::Sha256 sum;
  Sum done;
  for (;;) {
    PQ_TRY(const auto bytes, source->next());
    if (bytes.empty()) break;
    sum.update(bytes);
    done.size += bytes.size();
  }
  done.digest = sum.finish();
  return done;
}

Result<codec::JsonObject> feed_to_json(const FeedStore& store, const std::string& feed) {
  const auto state = store.state_of(feed);
  codec::JsonArray files;
  for (const auto& file : state.files) {
    PQ_TRY(const auto sum, sum_of(store.folder_of(feed) + "/" + file.name));
    files.push_back(codec::JsonObject{{"name", file.name}, {"stored", sum.digest}, {"size", sum.size}});
  }
  // The state is a text of its own, so that there is one form of it.
  return codec::JsonObject{{"feed", feed},
                           {"fault", store.status_of(feed).fault},
                           {"state", encode(state)},
                           {"files", std::move(files)}};
}

Result<MirroredFeed> feed_of(codec::Json entry) {
  MirroredFeed feed{.state = {}, .fault = std::string(entry["fault"].text()), .files = {}};
  PQ_TRY(feed.state, decode_state(entry["state"].text()));
  Result<void> sound;
  entry["files"].each([&](codec::Json file) {
    const auto name = file["name"].text();
    const auto* known = feed.state.find(name);
    MirroredFile mirrored{.file = {}, .stored = std::string(file["stored"].text())};
    mirrored.size = static_cast<std::uint64_t>(file["size"].integer().value_or(0));
    if (known == nullptr || !is_plain_path(name) || name.starts_with('.') ||
        !crypto::is_sha256(mirrored.stored)) {
      sound = base::invalid("a file in it has no name or checksum");
      return;
    }
    mirrored.file = *known;
    feed.files.push_back(std::move(mirrored));
  });
  PQ_CHECK(sound);
  if (feed.files.size() != feed.state.files.size()) return base::invalid("files are missing in it");
  return feed;
}

bool is_web(std::string_view place) { return place.starts_with("http://") || place.starts_with("https://"); }

// An address of something in the mirror.
std::string address_in(const std::string& place, std::string_view path) {
  const auto base = is_web(place) || place.starts_with("file://")
                        ? place
                        : "file://" + std::filesystem::absolute(place).lexically_normal().string();
  return below({base}, path).front();
}

}  // namespace

Result<void> write_mirror_list(const FeedStore& store) {
  codec::JsonArray feeds;
  for (const auto& feed : store.feeds()) {
    PQ_TRY(auto one, feed_to_json(store, feed));
    feeds.push_back(std::move(one));
  }
  const codec::JsonObject list{
      {"format", "pratique-mirror"}, {"version", kVersion}, {"feeds", std::move(feeds)}};
  return write_small(store.root() + "/" + std::string(kMirrorList), codec::to_compact_text(list) + "\n");
}

Result<std::optional<MirroredFeeds>> read_mirror_list(const Publisher& plain, const std::string& place,
                                                      const FetchPlan& plan) {
  const FeedRow row{.name = "mirror"};
  const Fetch fetch(plain, row, plan.retry, nullptr);
  const auto url = address_in(place, kMirrorList);
  auto text = fetch.text({url}, kMaxList);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::optional<MirroredFeeds>();
  if (!text) return tl::unexpected(std::move(text).error());
  const auto document = codec::JsonDocument::parse(*text, kMaxList, kMaxListMemory);
  if (!document || document->root()["format"].text() != "pratique-mirror")
    return base::fail(ErrorKind::kInvalid, "no list of a mirror", Where{.file = url});
  if (document->root()["version"].integer() != kVersion)
    return base::fail(ErrorKind::kUnsupported, "a mirror of another version", Where{.file = url},
                      "make it with the same version of this program: pratique db mirror");
  MirroredFeeds feeds;
  Result<void> sound;
  document->root()["feeds"].each([&](codec::Json entry) {
    auto feed = feed_of(entry);
    if (feed) {
      feeds[std::string(entry["feed"].text())] = *std::move(feed);
    } else if (sound) {
      sound = tl::unexpected(std::move(feed).error().in(url));
    }
  });
  PQ_CHECK(sound);
  return std::optional(std::move(feeds));
}

Result<void> fetch_from_mirror(Fetching& feed, const MirroredFeed& mirrored, const std::string& place) {
  feed.signatures().take_keys(mirrored.state.keys);
  for (const auto& [told, stored, size] : mirrored.files) {
    auto file = told;
    const auto* known = feed.known(file.name);
    if (known != nullptr && known->digest == file.digest) {
      if (feed.signatures().is_by_pinned(known->proof)) file.proof = known->proof;
      PQ_CHECK(feed.keep(file));
      PQ_CHECK(feed.prove_again(file));
      continue;
    }
    auto fetched = feed.bring({.urls = {address_in(place, feed.row().name + "/" + file.name)},
                               .name = file.name,
                               .limit = size,
                               .digest = stored});
    if (!fetched) return tl::unexpected(std::move(fetched).error());
    if (fetched->got == Got::kNone)
      return base::fail(ErrorKind::kNotFound, "named by the mirror and not there", Where{.file = file.name});
    fetched->file = file;
    feed.put(*std::move(fetched));
    PQ_CHECK(feed.prove_again(file));
  }
  auto& next = feed.next();
  next.cursor = mirrored.state.cursor;
  next.whole = mirrored.state.whole;
  next.deleted = mirrored.state.deleted;
  if (!mirrored.fault.empty()) feed.fault({.what = "stale in the mirror: " + mirrored.fault});
  return {};
}

}  // namespace pratique::update
