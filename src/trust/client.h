// Whether metadata that somebody offers may be believed: TUF's client workflow (specification §5.3 to §5.6), from a
// root that the user trusts. What was seen before is remembered, so that nothing older is taken for new.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "trust/metadata.h"

namespace pratique::trust {

// A document of the publication by its name ("2.root.json", "timestamp.json"), at most `limit` bytes; nothing: it is not
// there.
using GetMetadata =
    std::function<Result<std::optional<std::string>>(const std::string& name, std::uint64_t limit)>;

// What is remembered, a folder with one file for each role. Whoever can write it decides what is trusted.
class TrustMemory {
 public:
  explicit TrustMemory(std::string folder) : folder_(std::move(folder)) {}
  const std::string& folder() const { return folder_; }
  // Nothing: it is not there. Errors: kIo, kInvalid.
  Result<std::optional<std::string>> load(const std::string& name) const;
  // As a whole, and on the disk when it returns. Makes the folder.
  Result<void> save(const std::string& name, std::string_view text) const;
  Result<void> forget(const std::string& name) const;

 private:
  std::string folder_;
};

struct Trusted {
  Metadata root, targets;
  // When timestamp, snapshot, targets or root expire, the first of them.
  Time expires = 0;
  // Whether what is offered is what was seen the last time.
  bool unchanged = false;
};

// Follows the root from the remembered one (or `anchor`, the text of the root that the user gave, where nothing is
// remembered) to the newest, then takes timestamp, snapshot and targets. Each is verified, then remembered.
//
// Errors, with the document in `where`: kUsage: nothing is remembered and there is no anchor, or another anchor than
// the first; kMismatch: too few signatures; an older version than was seen (rollback), or one out of reach
// (fast-forward); a document that is not what the one before it names (mix-and-match, truncation); an expired document
// (freeze); kInvalid, kLimit, kUnsupported of read_document(); those of `fetch` and of the memory. Nothing that failed is
// remembered.
Result<Trusted> refresh(const GetMetadata& fetch, const TrustMemory& memory, const std::string& anchor,
                        Time now);

// The name under which a target lies: its digest before its name, so that a copy is never half old, half new.
std::string stored_name(const std::string& name, const TargetFile& target);

}  // namespace pratique::trust
