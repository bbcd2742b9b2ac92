// One file from its publisher to this machine: asked for only if it changed, resumed after a cut (also one that ended
// the program), bounded, compared with what the publisher says of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "net/retry.h"
#include "update/feed_row.h"
#include "update/feed_state.h"
#include "update/publisher.h"

namespace pratique::update {

// Of a file whose size nobody told; what feeds.yaml expects, eight times over, and this, otherwise.
inline constexpr std::uint64_t kMaxFetched = 4ull << 30;
inline constexpr std::uint64_t kFetchedFloor = 64ull << 20;
// Of one file, in one update.
inline constexpr unsigned kMaxCuts = 100;

struct Wanted {
  // Of the same, asked in this order until one has it.
  std::vector<std::string> urls;
  // As it will be called in the feed's folder.
  std::string name;
  // What is there already; nullptr: nothing.
  const FeedFile* known = nullptr;
  std::uint64_t limit = kMaxFetched;
  std::string accept{};
  // "sha256:…", "sha512:…" that the publisher gives for its bytes; empty: none.
  std::string digest{};
  // Where the publisher has a checksum of an address: "{url}.sha256". Empty: nowhere. Asked before the file itself.
  std::string checksum{};
  // A file whose checksum no address has is taken all the same.
  bool checksum_may_lack = false;
  // Where the publisher's signature of the file is (signatures.h): "{url}.asc". Empty: nowhere, or nobody to believe.
  std::string signature{};
  // Looks at the list of checksums before it counts, and gives what of it does. Null: it counts as it is.
  std::function<Result<std::string>(std::string list, const std::string& place)> read_list{};
  // "NAME: VALUE" of a key.
  std::string secret_header{};
  // PublisherQuestion::body.
  std::string body{};
  // Of addresses that a publisher's answer named.
  net::Reach reach = net::Reach::kAnywhere;
};

enum class Got {
  // Its bytes lie where they were to go.
  kNew,
  // As `known`: nothing lies there.
  kSame,
  // No address has it.
  kNone,
};

struct FetchedFile {
  Got got = Got::kNone;
  // Of what is kNew or kSame, with what the publisher says of it now.
  FeedFile file;
  // Its Date: what the publisher's clock shows. 0: not said.
  std::int64_t publisher_clock = 0;
};

// What a publisher says of a file and what it holds differ: kMismatch, with both.
Error other_checksum(const std::string& found, const std::string& given);

// Threads may fetch different files at the same time.
class Fetch {
 public:
  // Bytes of the file so far, and of how many (0: not known).
  using Progress = std::function<void(std::uint64_t bytes, std::uint64_t of)>;
  // Both must outlive it.
  Fetch(const Publisher& publisher, const FeedRow& row, net::RetryPolicy retry, Progress progress)
      : publisher_(publisher), row_(row), retry_(std::move(retry)), progress_(std::move(progress)) {}

  // To `path`; meanwhile it is `part`, beside which `part`.json tells whose it is. Errors: kIo (no answer, a status, a body
  // that ends too early or is too slow), kLimit, kMismatch (another digest or size), kInvalid (another shape): of the
  // first address, when all fail.
  Result<FetchedFile> to_file(const Wanted& wanted, const std::string& path, const std::string& part) const;
  // A small one, to memory. kNotFound when no address has it. `reach`: in, how far it may lie; out, how far what it
  // names may.
  Result<std::string> text(const std::vector<std::string>& urls, std::uint64_t limit,
                           net::Reach* reach = nullptr) const;
  // The lines of a list, until `line` gives false: the rest is then not fetched. After a cut it begins anew, and `begin`
  // is called before. kNotFound as above.
  Result<void> lines(const std::vector<std::string>& urls, const std::function<void()>& begin,
                     const std::function<bool(std::string_view)>& line) const;

 private:
  struct Part;
  Result<FetchedFile> from(const std::string& url, const Wanted& wanted, const std::string& path,
                           const std::string& place) const;
  Result<FetchedFile> from_one(const std::string& url, const Wanted& wanted, const std::string& path,
                               const std::string& part) const;
  Result<FetchedFile> finish(const Wanted& wanted, const std::string& path, Part& part) const;
  Result<std::optional<FetchedFile>> ask_once(const Wanted& wanted, Part& part) const;
  Result<bool> take(PublisherAnswer& answer, const Wanted& wanted, Part& part) const;
  Result<void> pour(PublisherAnswer& answer, const Wanted& wanted, Part& part) const;

  const Publisher& publisher_;
  const FeedRow& row_;
  const net::RetryPolicy retry_;
  const Progress progress_;
};

}  // namespace pratique::update
