// What a folder of feeds holds: packs (`NAME.tar.zst`, `.tar.gz`, `.tar.xz`, `.tar.bz2`, `.tar`, `.zip`), single files
// (`NAME.jsonl.zst` and the like) and folders, in which packs may lie as well.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/source.h"
#include "base/result.h"

namespace pratique::advisory {

// The folder of the path, up to its last "/", whose name says that samples or test data lie in it
// ("testdata", "tests", ".github"…): "pack/collector/testdata" of "pack/collector/testdata/x/y.json"; empty
// when there is none. The outermost one. Such files look like advisories and are none, unless the folder is
// called so because the package is (collect.cc).
std::string_view sample_folder(std::string_view path);

// What shows that a text is only the beginning of what was published: JSON that does not close, a last line
// of JSON that does not. Empty: nothing does. `claimed`: a reader takes it for its own, so that other damage
// to its JSON counts too; files of JSON that are nobody's feed may have comments.
std::string_view broken_off(std::string_view path, std::string_view content, bool claimed);

inline constexpr std::uint64_t kMaxPackFiles = 2'000'000;
// Of all members of a zip together, when they are inflated.
inline constexpr std::uint64_t kMaxZipContent = 64ull << 30;
// Of an archive in an archive.
inline constexpr std::uint64_t kMaxInnerZip = 4ull << 30;

// What an update knows of the folder of a feed (update/feed_state.h) and no reader is asked about.
inline constexpr std::string_view kUpdateStateName = ".pratique-update.json";

struct FeedInput {
  enum class Kind { kTar, kZip, kFile, kFolder };
  // Without the endings: "go-vulndb-osv".
  std::string name;
  // On this machine.
  std::string path;
  Kind kind = Kind::kFile;
  // Bytes as stored; of a folder, 0.
  std::uint64_t size = 0;
  // Published samples of feeds, not read: "feed-samples", "osv-schema", and "uct-full", a whole tracker that
  // its publisher gives for tests only.
  bool sample = false;
};

// Sorted by name, path; hidden ones left out; a link to nothing is one that cannot be read. kNotFound when there is no such folder.
Result<std::vector<FeedInput>> list_inputs(const std::string& folder);

// Who is offered the files of an input.
struct Offer {
  // One file, which may be left unread; false: nobody wants it. Errors of reading are the source's.
  std::function<bool(Source&)> file;
  // What is not even a stream of bytes: cannot be opened, is not packed as its name says.
  std::function<void(std::string_view path, const Error& error)> refuse;
};

// Offers every file; paths start with the input's name: "alpine-secdb/v3.10/main.yaml". An error: the input
// is damaged or cannot be read; what came before was offered, what lies behind it was not. A file of a folder
// is refused alone, and the others go on.
Result<void> visit(const FeedInput& input, const Offer& offer);

}  // namespace pratique::advisory
